import type { Boundary } from '../grid/boundary.ts';
import type { GridKind, GridLevel } from '../grid/grid.ts';
import type { OccupancyKind } from '../household/dwelling.ts';
import type { CareKind } from '../resident/care-record.ts';
import type { HouseholdRelation, PopulationKind } from '../resident/resident.ts';
import type { AnswerKind, PhotoRule } from '../rules/checklist.ts';
import type { GridRole } from '../worker/grid-assignment.ts';

/**
 * The forms in which a county's grids and people are brought in, in the order of the importers: county rules, grids, corps,
 * grid workers, grid assignments, dwellings, households, residents, occupancies, care records, emergency contacts, visits,
 * visit demands. Ids are uuids, days `YYYY-MM-DD` in Asia/Shanghai. Areas are not repeated: they follow from the grid.
 */

export type { CareKind, GridKind, GridLevel, GridRole, HouseholdRelation, OccupancyKind, PopulationKind };

/** Exactly one a county. */
export interface CountyRulesRecord {
  /** The day of the founding: no visit recorded by a worker may lie before it (imported ones may). */
  readonly foundedOn: string;
  /** Every household is visited at least this often, e.g. 90. */
  readonly visitIntervalDays: number;
  /** Households with a care record of the kind more often, e.g. LIVING_ALONE 15; kinds left out follow the general interval. */
  readonly visitIntervalDaysByCare: Readonly<Partial<Record<CareKind, number>>>;
  /** A resident's record counts as accurate when it was verified within so many days, e.g. 365. */
  readonly verifiedWithinDays: number;
  /** A household not visited within so many days counts as stale, e.g. 180. */
  readonly staleAfterDays: number;
  /** So many days after it was done, work still comes in from a device; 30 unless told otherwise. */
  readonly offlineWithinDays?: number;
  /** So many hours after it came in, a worker takes a visit back; 72 unless told otherwise. */
  readonly voidWithinHours?: number;
  /** What is looked at on a visit, in order. `item` in capitals (FIRE_EXTINGUISHER), `label` in Chinese. */
  readonly checklist: readonly ChecklistItemRecord[];
}

export interface ChecklistItemRecord {
  readonly item: string;
  readonly label: string;
  /** How it is answered; left out: whether it is in order, and nothing besides. */
  readonly answerKind?: AnswerKind;
  /** For CHOICE. */
  readonly choices?: readonly string[];
  /** For NUMBER. */
  readonly unit?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Whether a visit without it is refused. */
  readonly required?: boolean;
  /** When a photo is asked for; left out: none is taken. */
  readonly photo?: PhotoRule;
  /** Passing this item confirms that the household's records are right (信息核对). */
  readonly verifiesData?: boolean;
}

export interface GridRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: GridKind;
  readonly level: GridLevel;
  /** A village or community (12 digits), never a township. */
  readonly areaCode: string;
  /** For MICRO, and only for it: a BASIC grid of the same area that comes earlier in the records. */
  readonly parentGridId?: string;
  /** At least one; schemes of libs/standards (UNIT_GRID_15, CJT_349_20, VILLAGE_SEQUENCE, PREFIXED), each code as its scheme demands. */
  readonly codes: readonly { readonly scheme: string; readonly code: string }[];
  /** GeoJSON Polygon or MultiPolygon in WGS 84, rings closed. */
  readonly boundary?: Boundary;
  readonly validFrom: string;
  readonly validUntil?: string;
}

export interface CorpsRecord {
  readonly id: string;
  readonly name: string;
  /** The area that it serves, usually the county. */
  readonly areaCode: string;
  /** Left out: the day of the import. */
  readonly foundedOn?: string;
}

export interface GridWorkerRecord {
  readonly id: string;
  /** The account with which the person signs in: the same id as in organization. One worker an account. */
  readonly accountId: string;
  readonly name: string;
  readonly corpsId?: string;
}

/** `until` is the first day on which it is no longer held. The same worker may hold several grids, each role of a grid once at a time. */
export interface GridAssignmentRecord {
  readonly id: string;
  readonly gridWorkerId: string;
  readonly gridId: string;
  readonly role: GridRole;
  readonly since: string;
  readonly until?: string;
}

/** `gridId` of dwellings, households and residents is a BASIC grid: micro-grids are a division of their basic grid. */
export interface DwellingRecord {
  readonly id: string;
  readonly gridId: string;
  /** From township or village down to the door, e.g. 柏树乡柏树村三组15号. */
  readonly address: string;
}

export interface HouseholdRecord {
  readonly id: string;
  /** Number of the household within the county, unique. */
  readonly number: string;
  readonly gridId: string;
  readonly dwellingId?: string;
  readonly address: string;
  /** The day since which it is known; a household that was never visited is due one interval after it. */
  readonly registeredOn: string;
}

/** The household lies in the same grid; each household has exactly one HEAD among those who live there. */
export interface ResidentRecord {
  readonly id: string;
  readonly householdId?: string;
  /** With a household, and only then. */
  readonly relation?: HouseholdRelation;
  readonly gridId: string;
  readonly name: string;
  /** In the clear; checked (GB 11643), sealed and hashed by the importer. The birth date is read from it. */
  readonly idNumber: string;
  /** In the clear; checked and sealed by the importer. */
  readonly phone?: string;
  readonly populationKind: PopulationKind;
  /** The day on which the record was last found to be right. */
  readonly verifiedOn?: string;
}

/** Each resident once a dwelling and day. */
export interface OccupancyRecord {
  readonly dwellingId: string;
  readonly residentId: string;
  readonly kind: OccupancyKind;
  readonly since: string;
  readonly until?: string;
}

export interface CareRecordRecord {
  readonly id: string;
  readonly residentId: string;
  readonly kind: CareKind;
  readonly since: string;
  readonly until?: string;
  /** Organization that keeps the facts; required for CONTACT_NEEDED. */
  readonly ownerId?: string;
}

export interface EmergencyContactRecord {
  readonly id: string;
  readonly householdId: string;
  readonly name: string;
  /** In the clear; checked and sealed by the importer. */
  readonly phone: string;
  /** In Chinese, e.g. 女儿, 邻居. */
  readonly relation: string;
}

/** `lastVisitedAt` and due days of households, and all counts, follow from these. */
export interface VisitRecord {
  readonly id: string;
  readonly householdId: string;
  readonly gridWorkerId: string;
  readonly recordedAt: Date;
  /** Items of the checklist. */
  readonly checks: readonly { readonly item: string; readonly passed: boolean; readonly note?: string }[];
  readonly note?: string;
}

/** A case that came from it carries this id as its demand. */
export interface VisitDemandRecord {
  readonly id: string;
  readonly visitId: string;
  /** Somebody of the household visited. */
  readonly residentId: string;
  /** 1 to 2,000 characters. */
  readonly text: string;
  readonly place?: string;
}
