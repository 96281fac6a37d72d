import type { PlannedLife, PlannedPerson, PlannedVillage, Random } from '../planned-life.ts';
import { isInTime, type CaseDraft } from './case-drafts.ts';
import type { CasePeople, HandlingBody } from './case-history.ts';
import { handlingDays, sponsorOn } from './list-records.ts';

/** Whose resident account brings a case in or evaluates it, beside those of officials. */
const OWN_EVALUATION = 0.3;
const SIGNED_IN_REPORT = 0.5;
const HOURS_A_DAY = 7;

/** Everyone who has to do with a case, and how long the handling may take. */
export interface CaseParticipants {
  readonly people: CasePeople;
  readonly limitHours: number;
  readonly complainant: PlannedPerson;
  readonly reporterAccountId: string;
}

type BodyKind = keyof typeof handlingDays;

const bodyOf = (life: PlannedLife, draft: CaseDraft, random: Random, day: string, kind: BodyKind): HandlingBody => {
  const { village, item } = draft;
  switch (kind) {
    case 'COUNTY_DEPARTMENT': {
      const { organizationId, officerAccountIds } = life.department(sponsorOn(item, day, life.today));
      return { organizationId, accountId: random.pick(officerAccountIds) };
    }
    case 'TOWNSHIP_GOVERNMENT':
      return {
        organizationId: village.township.organizationId,
        accountId: random.pick(village.township.officerAccountIds),
      };
    case 'VILLAGE_COMMITTEE':
      return { organizationId: village.committeeId, accountId: village.secretaryAccountId };
  }
};

const kindOfHandler = (draft: CaseDraft, random: Random): BodyKind => {
  const { item, whistle } = draft;
  if (whistle) return 'TOWNSHIP_GOVERNMENT';
  const of10 = random.int(1, 10);
  if (of10 <= item.bySponsor) return 'COUNTY_DEPARTMENT';
  // a village committee has hours to take a case up, which are over on the evening of the founding day
  const isQuick = draft.end === 'DISPATCHED' && isInTime(draft);
  return isQuick || of10 <= item.bySponsor + item.byTownship ? 'TOWNSHIP_GOVERNMENT' : 'VILLAGE_COMMITTEE';
};

const limitOf = ({ item }: CaseDraft, kind: BodyKind): number => {
  const limit = item.handle ?? { amount: handlingDays[kind], unit: 'WORKING_DAYS' };
  return limit.unit === 'WORKING_DAYS' ? limit.amount * HOURS_A_DAY : limit.amount;
};

const deskOf = (life: PlannedLife, { source, village }: CaseDraft, random: Random): string => {
  if (source === 'HOTLINE_12345' || source === 'DEPARTMENT') return random.pick(life.gridOfficeAccountIds);
  if (source === 'WHISTLE') return random.pick(village.township.officerAccountIds);
  return village.secretaryAccountId;
};

const reporterOf = (life: PlannedLife, draft: CaseDraft, random: Random, worker: string, own?: string): string => {
  if (draft.reporterAccountId !== undefined) return draft.reporterAccountId;
  const { village } = draft;
  switch (draft.source) {
    case 'HOTLINE_12345':
      return random.pick(life.gridOfficeAccountIds);
    case 'SELF_REPORT':
      return own ?? village.secretaryAccountId;
    case 'WHISTLE':
      return random.pick(village.township.officerAccountIds);
    case 'DEPARTMENT':
    case 'REPORT_IN':
      return random.pick(life.department(draft.item.sponsor).officerAccountIds);
    default:
      return worker;
  }
};

const workersOf = (village: PlannedVillage, gridId: string): readonly string[] => {
  const own = village.grids.find(({ id }) => id === gridId)?.workerAccountIds ?? [];
  return own.length > 0 ? own : village.grids.flatMap(({ workerAccountIds }) => workerAccountIds);
};

/** Who takes part in a case, on the day on which it is reported. Which departments assist is said by the caller. */
export const participantsOf = (
  life: PlannedLife,
  draft: CaseDraft,
  day: string,
  assistantIds: readonly string[],
): CaseParticipants => {
  const random = life.random('case-people', draft.key);
  const { village } = draft;
  const signedIn = random.chance(SIGNED_IN_REPORT) && village.residentAccounts.length > 0;
  const own = draft.source === 'SELF_REPORT' && signedIn ? random.pick(village.residentAccounts) : undefined;
  const anybody = own ?? village.adult(random.int(0, village.adults - 1));
  const complainant =
    draft.residentId !== undefined && draft.gridId !== undefined
      ? { residentId: draft.residentId, gridId: draft.gridId }
      : { residentId: anybody.residentId, gridId: anybody.gridId };
  const verifier = random.pick(workersOf(village, complainant.gridId));
  const kind = kindOfHandler(draft, random);
  const handler = bodyOf(life, draft, random, day, kind);
  const next = kind === 'TOWNSHIP_GOVERNMENT' ? 'COUNTY_DEPARTMENT' : 'TOWNSHIP_GOVERNMENT';
  const gridOffice = random.pick(life.gridOfficeAccountIds);
  const calledBack = kind === 'VILLAGE_COMMITTEE' ? gridOffice : village.secretaryAccountId;
  return {
    complainant,
    limitHours: limitOf(draft, kind),
    reporterAccountId: reporterOf(life, draft, random, verifier, own?.accountId),
    people: {
      desk: deskOf(life, draft, random),
      gridOffice,
      handler,
      nextHandler: bodyOf(life, draft, random, day, next),
      assistantIds: assistantIds.filter((id) => id !== handler.organizationId),
      verifier,
      caller: own && random.chance(OWN_EVALUATION) ? own.accountId : calledBack,
    },
  };
};
