/**
 * What a county hands over to bring its societies in. Ids are UUIDs, codes are division codes, days are ISO days
 * (`2026-03-31`, Asia/Shanghai), moments are Dates. Order of the importers: societies, memberships, meetings,
 * resolutions, matters, matter items, demands, centres, programmes, enrolments, outcomes, meal services.
 */

export type SocietyKind = 'SELF_GOVERNING' | 'RECREATIONAL' | 'VOLUNTEER';
export type LegalForm = 'REGISTERED' | 'FILED';
export type SocietyStatus = 'ACTIVE' | 'DORMANT' | 'DISSOLVED';

/** A society (三自组织). Its name is unique among the societies of its area that are not dissolved. */
export interface SocietyRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: SocietyKind;
  readonly legalForm: LegalForm;
  /** Unified social credit code (GB 32100) of a REGISTERED society; a FILED one has none. */
  readonly uscc?: string;
  readonly status: SocietyStatus;
  /** The village or community where it is at home (a township or the county for one that spans more). */
  readonly areaCode: string;
  /** A grid of that village, where the society belongs to one. */
  readonly gridId?: string;
  /** The account that holds SOCIETY_ORGANIZER over `areaCode` (a role assignment of the organization subgraph). */
  readonly organizerAccountId: string;
  readonly organizerName: string;
  readonly filedOn: string;
  /** The day of registration of a REGISTERED society, on or after `filedOn`. */
  readonly registeredOn?: string;
  /** Only of a DISSOLVED society. */
  readonly dissolvedOn?: string;
}

/** A membership (成员). One in force for each resident and society; memberships in force are what is counted. */
export interface MembershipRecord {
  readonly id: string;
  readonly societyId: string;
  /** The area of the society. */
  readonly areaCode: string;
  readonly residentId: string;
  readonly joinedOn: string;
  /** Absent while the membership is in force. */
  readonly leftOn?: string;
}

/** A meeting (议事会会议) that was held. */
export interface CouncilMeetingRecord {
  readonly id: string;
  readonly societyId: string;
  /** The area of the society. */
  readonly areaCode: string;
  readonly heldAt: Date;
  readonly topic: string;
  readonly attendance: number;
}

/** A resolution (决议) that a meeting voted on; votes for and against together are at most the meeting's attendance. */
export interface ResolutionRecord {
  readonly id: string;
  readonly meetingId: string;
  /** The society of the meeting, and its area. */
  readonly societyId: string;
  readonly areaCode: string;
  readonly text: string;
  readonly passed: boolean;
  readonly votesFor: number;
  readonly votesAgainst: number;
}

/** A matter (议事事项), e.g. 18 households to relocate. SETTLED exactly when all its items are SETTLED. */
export interface MatterRecord {
  readonly id: string;
  readonly societyId: string;
  /** The area of the society. */
  readonly areaCode: string;
  readonly title: string;
  readonly openedOn: string;
  /** Present exactly when all items are SETTLED. */
  readonly settledOn?: string;
  /** How many of its items are SETTLED, and how many there are: as the item records say. */
  readonly settled: number;
  readonly total: number;
}

/** PENDING: still being talked about (待商议); AGREED: said yes (已同意); SETTLED: done (已办妥). */
export type MatterItemStatus = 'PENDING' | 'AGREED' | 'SETTLED';

/** One item of a matter (子项). Its label names no person: 第3户, not 王小明家. */
export interface MatterItemRecord {
  readonly id: string;
  readonly matterId: string;
  /** The area of the society. */
  readonly areaCode: string;
  /** 1, 2, 3 … within the matter. */
  readonly position: number;
  readonly label: string;
  readonly status: MatterItemStatus;
}

/** A demand that a society heard (诉求). The case that came of it names it by `id` (source SOCIETY). */
export interface SocietyDemandRecord {
  readonly id: string;
  readonly societyId: string;
  /** The area of the society. */
  readonly areaCode: string;
  readonly gridId?: string;
  /** Whose demand it is: the complainant of the case. */
  readonly residentId: string;
  readonly text: string;
  readonly place?: string;
  /** The organizer's account. */
  readonly raisedByAccountId: string;
  readonly raisedAt: Date;
}

/** NEIGHBOURHOOD 邻里中心, VILLAGE 乡里中心, TRAINING 实训基地. */
export type CentreKind = 'NEIGHBOURHOOD' | 'VILLAGE' | 'TRAINING';

/** A centre (乡里中心、邻里中心). */
export interface CentreRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: CentreKind;
  readonly areaCode: string;
  readonly gridId?: string;
  readonly openedOn: string;
}

/** MEALS 乡村大食堂, TRAINING 订单式培训, CARE 托幼养老照料, CULTURE 文体活动, SERVICE 便民代办. */
export type ProgrammeKind = 'MEALS' | 'TRAINING' | 'CARE' | 'CULTURE' | 'SERVICE';

/** What a centre offers (项目). */
export interface ProgrammeRecord {
  readonly id: string;
  readonly centreId: string;
  /** The area of the centre. */
  readonly areaCode: string;
  readonly name: string;
  readonly kind: ProgrammeKind;
  readonly openedOn: string;
  readonly closedOn?: string;
}

/** Somebody's enrolment in a programme (报名); `endedOn` and `completed` once it has ended. */
export interface EnrolmentRecord {
  readonly id: string;
  readonly programmeId: string;
  /** The area of the centre. */
  readonly areaCode: string;
  readonly residentId: string;
  readonly enrolledOn: string;
  readonly endedOn?: string;
  /** Completed to the end; true only together with `endedOn`. */
  readonly completed: boolean;
}

/** What came of an enrolment (成果): one at most for each. */
export interface OutcomeRecord {
  readonly id: string;
  readonly enrolmentId: string;
  /** The programme of the enrolment, and the area of the centre. */
  readonly programmeId: string;
  readonly areaCode: string;
  readonly employed: boolean;
  /** Whole yuan a month; only where `employed`. */
  readonly monthlyWage?: number;
  readonly recordedOn: string;
}

/** Meals that a canteen programme served on a day (供餐): one record for each programme and day. */
export interface MealServiceRecord {
  readonly id: string;
  readonly programmeId: string;
  /** The area of the centre. */
  readonly areaCode: string;
  readonly day: string;
  readonly meals: number;
}
