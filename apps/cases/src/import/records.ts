import type { CaseSource } from '../case/case-words.ts';
import type { DutyRole } from '../duty/duty.ts';
import type { ItemAssistant, LeadKind } from '../service-item/item-content.ts';

/**
 * The rows in which a county brings in its cases (事件) and what they run by. Ids are UUIDs, days `YYYY-MM-DD` of the county
 * (Asia/Shanghai), moments are Dates. Import in this order: duty lists, service items, calendar, deadline rules, cases, whistles.
 */

/** A duty list (职责清单) with its duties: what grid workers of an area are there for. One a county, or one an area with its own. */
export interface DutyListRecord {
  readonly id: string;
  /** Unique, e.g. `RUYANG-6`. */
  readonly code: string;
  readonly name: string;
  /** Where it holds: this area and all below it. */
  readonly areaCode: string;
  readonly duties: readonly DutyRecord[];
}

export interface DutyRecord {
  readonly id: string;
  /** Unique over all lists, e.g. `MEDIATION`; service items refer to it. */
  readonly code: string;
  readonly name: string;
  readonly description?: string;
  /** Whose duty it is, by roles in a grid; left out: everybody's who works in one. */
  readonly roles?: readonly DutyRole[];
}

/** A service item (网格事项): what may be asked of a grid, with all its versions. */
export interface ServiceItemRecord {
  readonly id: string;
  /** Unique, e.g. `A-012`; cases, deadline rules and filters refer to it. */
  readonly code: string;
  /** Where it is on the list: this area and all below it; usually the county. */
  readonly areaCode: string;
  /** Oldest first, numbered 1, 2, 3 …; validity spans do not overlap. The last one is the one in force. */
  readonly versions: readonly ServiceItemVersionRecord[];
}

export interface ServiceItemVersionRecord {
  readonly version: number;
  readonly name: string;
  /** The organization (of those that handle cases) whose item it is. */
  readonly sponsorId: string;
  /** Code of a duty of some duty list. */
  readonly dutyCode: string;
  readonly legalBasis?: string;
  /** The kind of body whose power settles the matter; left out: that of the sponsor. */
  readonly leadKind?: LeadKind;
  readonly leadDoes?: string;
  readonly gridDoes?: string;
  /** Bodies that assist, the sponsor not among them. */
  readonly assistants?: readonly ItemAssistant[];
  /** What comes down to the grid with it. */
  readonly funds?: string;
  readonly staff?: string;
  readonly powers?: string;
  /** Admitted in an emergency, for a time; has an end. */
  readonly temporary?: boolean;
  /** First day on which it may be asked. */
  readonly validFrom: string;
  /** First day on which it may no longer be asked; left out: in force until withdrawn. */
  readonly validUntil?: string;
}

/** A year of the working-day calendar. Every year in which a deadline of an imported case lies has to be there. */
export interface CalendarYearRecord {
  readonly year: number;
  /** `PROVISIONAL`: weekends and fixed days until the State Council's arrangement is out; deadlines that touch it say so. */
  readonly status: 'LOADED' | 'PROVISIONAL';
  readonly days: readonly CalendarDayRecord[];
}

/** A day that is not what its weekday says. */
export interface CalendarDayRecord {
  /** A day of the record's year. */
  readonly day: string;
  readonly kind: 'HOLIDAY' | 'MAKE_UP_WORKDAY' | 'LOCAL_OFF' | 'LOCAL_WORK';
  readonly name?: string;
}

/** Stages of a case, each with a clock of its own. */
export type CaseStageName = 'ACCEPT' | 'DISPATCH' | 'TAKE_UP' | 'HANDLE' | 'VERIFY' | 'EVALUATE';

/** Kinds of body, as organization's events name them. */
export type BodyKindName =
  | 'COUNTY_GOVERNMENT'
  | 'COUNTY_DEPARTMENT'
  | 'TOWNSHIP_GOVERNMENT'
  | 'VILLAGE_COMMITTEE'
  | 'COMMUNITY_COMMITTEE'
  | 'GRID_OFFICE'
  | 'PUBLIC_INSTITUTION';

/**
 * How long a stage may take. The most particular rule counts: item and body, then item, then body, then the default of the
 * stage. There is a default (neither item nor body) for each of the six stages, and no two rules for the same combination.
 */
export interface DeadlineRuleRecord {
  readonly id: string;
  readonly stage: CaseStageName;
  /** Code of a service item; left out: any. */
  readonly serviceItemCode?: string;
  /** Kind of the handling body, in the stages TAKE_UP and HANDLE; left out: any. */
  readonly bodyKind?: BodyKindName;
  /** For cases of this source alone, before all rules for any; left out: any. */
  readonly source?: CaseSource;
  /** Whole days, or hours, above 0. */
  readonly amount: number;
  /** Days and hours of work, or hours round the clock. */
  readonly unit: 'WORKING_DAYS' | 'WORKING_HOURS' | 'HOURS';
  /** The first day on which it holds; left out: from the beginning. */
  readonly validFrom?: string;
}

export type CaseSourceName =
  | 'VISIT'
  | 'PATROL'
  | 'SOCIETY'
  | 'REPORT_IN'
  | 'SELF_REPORT'
  | 'HOTLINE_12345'
  | 'DEPARTMENT'
  | 'WHISTLE'
  | 'EMERGENCY';

export type CaseUrgencyName = 'ORDINARY' | 'URGENT' | 'EXTRA_URGENT';

/**
 * A case as its history. The importer plays the steps through the case's own transitions: a step that the flow does not allow is
 * an error that names record and step. Deadlines, timeline, status and kept figures follow from the steps.
 */
export interface CaseHistoryRecord {
  readonly id: string;
  /** `<county code>-<year of reportedAt in Shanghai>-<six digits>`, unique, e.g. `410326-2026-000123`. */
  readonly number: string;
  readonly title: string;
  readonly source: CaseSourceName;
  /** ORDINARY where left out. */
  readonly urgency?: CaseUrgencyName;
  /** The village or community of the matter (or an area above). */
  readonly areaCode: string;
  /** The grid of the matter, which lies in `areaCode`; without one any worker of the area's grids may verify. */
  readonly gridId?: string;
  readonly place?: string;
  readonly reportedAt: Date;
  /** The grid worker, organizer, resident … who brought it in. */
  readonly reportedByAccountId?: string;
  /** At least one. */
  readonly complainants: readonly CaseComplainantRecord[];
  /** In order of time, none before `reportedAt`. */
  readonly steps: readonly CaseStepRecord[];
  /** The order of hotline 12345 that became this case; for source HOTLINE_12345 alone. */
  readonly hotline?: HotlineOrderRecord;
}

/** An order of hotline 12345 (热线工单): number and deadline as they came. */
export interface HotlineOrderRecord {
  readonly id: string;
  /** Unique, 1 to 64 characters. */
  readonly upstreamNumber: string;
  /** Not after the case was reported. */
  readonly upstreamReceivedAt: Date;
  readonly upstreamDueAt: Date;
  readonly category?: string;
  /** What the hotline was answered, once the case had an outcome. */
  readonly answer?: { readonly text: string; readonly at: Date; readonly accountId: string };
}

export interface CaseComplainantRecord {
  readonly id: string;
  readonly residentId: string;
  /** The VisitDemand (source VISIT) or SocietyDemand (source SOCIETY) that became this case; a demand belongs to one case. */
  readonly demandId?: string;
  /** In the complainant's words, without id numbers and telephone numbers. */
  readonly demand: string;
}

interface StepRecord {
  readonly at: Date;
  /** Who did it: an account with the right role (secretary or above; officer of the handler; grid worker; …). */
  readonly actorAccountId: string;
  readonly note?: string;
}

/** REPORTED → ACCEPTED. The item has to be in force on that day. */
export interface AcceptStepRecord extends StepRecord {
  readonly action: 'ACCEPT';
  readonly serviceItemCode: string;
  readonly urgency?: CaseUrgencyName;
}

export type RefusalReasonName =
  | 'NOT_A_PUBLIC_MATTER'
  | 'DUTY_OF_ANOTHER_BODY'
  | 'IN_LEGAL_PROCEEDINGS'
  | 'ALREADY_ANSWERED'
  | 'NOT_ENOUGH_INFORMATION';

/** REPORTED → REFUSED (an end). */
export interface RefuseStepRecord extends StepRecord {
  readonly action: 'REFUSE';
  readonly reason: RefusalReasonName;
  /** Whose duty it is instead; needed for DUTY_OF_ANOTHER_BODY. */
  readonly dutyOfId?: string;
}

/** ACCEPTED or RETURNED → DISPATCHED. Bodies that handle cases, for this area or above. */
export interface DispatchStepRecord extends StepRecord {
  readonly action: 'DISPATCH';
  readonly handlerId: string;
  readonly assistantIds?: readonly string[];
}

/** DISPATCHED → HANDLING. */
export interface TakeUpStepRecord extends StepRecord {
  readonly action: 'TAKE_UP';
}

export type ReturnReasonName = 'NOT_OUR_DUTY' | 'WRONG_SERVICE_ITEM' | 'NOT_ENOUGH_INFORMATION' | 'BEYOND_OUR_POWER';

/** DISPATCHED or HANDLING → RETURNED (退单); it is dispatched again. */
export interface ReturnStepRecord extends StepRecord {
  readonly action: 'RETURN';
  readonly reason: ReturnReasonName;
}

/** ACCEPTED, DISPATCHED, HANDLING or RETURNED → DEFERRED (挂账): clocks stand still. */
export interface DeferStepRecord extends StepRecord {
  readonly action: 'DEFER';
}

/** DEFERRED → the status it was deferred in, with a new clock. */
export interface ResumeStepRecord extends StepRecord {
  readonly action: 'RESUME';
}

/** REPORTED, ACCEPTED, DISPATCHED, HANDLING, RETURNED or DEFERRED → VOID (作废, an end). */
export interface VoidStepRecord extends StepRecord {
  readonly action: 'VOID';
}

/** HANDLING → RESOLVED (办结). The outcome is the reply to each complainant. */
export interface ResolveStepRecord extends StepRecord {
  readonly action: 'RESOLVE';
  readonly outcome: string;
}

/** RESOLVED → VERIFIED, or back to HANDLING where it did not pass. The actor is none of those who took it up or resolved it. */
export interface VerifyStepRecord extends StepRecord {
  readonly action: 'VERIFY';
  readonly passed: boolean;
}

/** VERIFIED → CLOSED where satisfied, else back to HANDLING. The actor is none of those who took it up or resolved it. */
export interface EvaluateStepRecord extends StepRecord {
  readonly action: 'EVALUATE';
  readonly complainantId: string;
  readonly satisfied: boolean;
  readonly comment?: string;
}

export type CaseStepRecord =
  | AcceptStepRecord
  | RefuseStepRecord
  | DispatchStepRecord
  | TakeUpStepRecord
  | ReturnStepRecord
  | DeferStepRecord
  | ResumeStepRecord
  | VoidStepRecord
  | ResolveStepRecord
  | VerifyStepRecord
  | EvaluateStepRecord;

/** A whistle (吹哨报到): a township or community convenes departments; each answers on its own clock. */
export interface WhistleRecord {
  readonly id: string;
  /** The case for which it was blown; at most one whistle a case. */
  readonly caseId: string;
  /** The township or community that blew it. */
  readonly areaCode: string;
  readonly kind: 'BEYOND_POWER' | 'JOINT_ENFORCEMENT' | 'EMERGENCY';
  readonly blownAt: Date;
  /** When the bodies were let go; left out while it goes on. */
  readonly releasedAt?: Date;
  /** At least one, each another organization. */
  readonly answers: readonly WhistleAnswerRecord[];
}

export interface WhistleAnswerRecord {
  readonly id: string;
  readonly organizationId: string;
  readonly dueAt: Date;
  readonly answeredAt?: Date;
  readonly arrivedAt?: Date;
}

/** What the importer has to know of an organization (they are projected from organization's events, not imported here). */
export interface HandlerKnowledge {
  readonly kind: BodyKindName;
  readonly areaCode: string;
  readonly handlesCases: boolean;
}
