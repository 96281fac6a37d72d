import type { CaseHistoryRecord, CaseStepRecord, RefusalReasonName, ReturnReasonName } from '@gridloom/cases/import';
import type { SocietyDemandRecord } from '@gridloom/societies/import';
import { addDays, instantOn, shanghaiDay, WorkingCalendar } from '@gridloom/standards';

import type { PlannedLife, Random } from '../planned-life.ts';
import { caseCalendar } from './calendar-records.ts';
import { caseDrafts, type CaseDraft } from './case-drafts.ts';
import { fitBefore, playPlot, type CasePlot } from './case-history.ts';
import { participantsOf } from './case-people.ts';
import { emergencyDaysAgo, handlingDays, sponsorOn } from './list-records.ts';
import { titleOf, wordingOf } from './matters.ts';
import { assistantsOf } from './whistle-bodies.ts';

const HISTORY_DAYS = 730;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Longest holidays are nine days; whoever has waited for so long has waited past a working day. */
const LONG_AGO_DAYS = 13;

/** A case with what others need of it. */
export interface BookedCase {
  readonly draft: CaseDraft;
  readonly record: CaseHistoryRecord;
  readonly verifierAccountId: string;
  readonly societyDemand?: SocietyDemandRecord;
}

/** Marks every so many of a row, evenly spread: the n-th of those with this rate. */
const isMarked = (n: number, rate: number, offset: number): boolean =>
  Math.floor((n + offset + 1) * rate) > Math.floor((n + offset) * rate);

const rates = { unsatisfied: 0.036, reworked: 0.022, returned: 0.03, deferred: 0.01, late: 0.04, joint: 0.03 } as const;

const returnReasons: readonly ReturnReasonName[] = [
  'NOT_OUR_DUTY',
  'NOT_ENOUGH_INFORMATION',
  'BEYOND_OUR_POWER',
  'WRONG_SERVICE_ITEM',
];
const refusalReasons: readonly RefusalReasonName[] = [
  'NOT_A_PUBLIC_MATTER',
  'IN_LEGAL_PROCEEDINGS',
  'DUTY_OF_ANOTHER_BODY',
  'ALREADY_ANSWERED',
  'NOT_ENOUGH_INFORMATION',
];

/** When it would have been reported: in office hours mostly, more often of late, or as the draft demands. */
const wishedTime = (life: PlannedLife, draft: CaseDraft, random: Random): Date => {
  if (draft.at) return draft.at;
  const onDay = (daysAgo: number) => {
    const inOffice = random.chance(0.8);
    const minutes = inOffice ? random.int(8 * 60 + 35, 17 * 60 + 30) : random.int(6 * 60 + 30, 21 * 60 + 30);
    return instantOn(addDays(life.today, -daysAgo), minutes);
  };
  if (draft.inEmergency) return onDay(random.int(emergencyDaysAgo.until + 12, emergencyDaysAgo.from - 2));
  if (draft.overdue) {
    const isHandled = draft.end === 'HANDLING' || draft.end === 'RESOLVED';
    const { amount, unit } = draft.item.handle ?? { amount: handlingDays.COUNTY_DEPARTMENT, unit: 'WORKING_DAYS' };
    const handling = isHandled ? Math.ceil((unit === 'WORKING_DAYS' ? amount : 1) * 1.7) : 0;
    return new Date(life.now.getTime() - (LONG_AGO_DAYS + handling) * DAY_MS);
  }
  if (draft.end === 'REPORTED') return new Date(life.now.getTime() - random.int(1, 18) * HOUR_MS);
  if (draft.end === 'DEFERRED') return onDay(random.int(12, 40));
  if (draft.end === 'CLOSED' || draft.end === 'REFUSED' || draft.end === 'VOID')
    return onDay(2 + Math.floor(random.next() ** 1.15 * (HISTORY_DAYS - 3)));
  return new Date(life.now.getTime() - random.int(1, 8) * HOUR_MS);
};

const paces = [1, 0.5, 0.25, 0.1, 0.03] as const;

/** What is played of a draft: when it was reported, and what was done. A time that is given is kept; it then goes faster. */
const playDraft = (
  life: PlannedLife,
  draft: CaseDraft,
  plot: Omit<CasePlot, 'pace'>,
  wished: Date,
  calendar: WorkingCalendar,
) => {
  const play = (reportedAt: Date, pace: number): readonly CaseStepRecord[] =>
    playPlot({ ...plot, pace }, reportedAt, life.random('case-play', draft.key), calendar);
  if (!draft.at) return fitBefore(life.now, wished, (reportedAt) => play(reportedAt, 1));
  for (const pace of paces) {
    const steps = play(draft.at, pace);
    if ((steps.at(-1)?.at ?? draft.at) < life.now) return { reportedAt: draft.at, steps };
  }
  throw new RangeError(`the demand of ${draft.key} is too new to be closed by now`);
};

interface Booked extends Omit<BookedCase, 'record'> {
  readonly record: Omit<CaseHistoryRecord, 'number'>;
}

const bookDraft = (life: PlannedLife, draft: CaseDraft, n: number, calendar: WorkingCalendar): Booked => {
  const random = life.random('case', draft.key);
  const id = life.id('case', draft.key);
  const { end, village, item } = draft;
  const isClosed = end === 'CLOSED';
  const isFree = isClosed && !draft.at && !draft.inEmergency;
  const wished = wishedTime(life, draft, random);
  const { people, limitHours, complainant, reporterAccountId } = participantsOf(
    life,
    draft,
    shanghaiDay(wished),
    draft.whistle ? assistantsOf(life, draft) : [],
  );
  const others = isClosed && isMarked(n, rates.joint, 7) ? random.int(1, 3) : 0;
  const neighbours = Array.from({ length: Math.min(others, village.adults - 1) }, () =>
    village.adult(random.int(0, village.adults - 1)),
  ).filter(({ residentId }, at, all) => {
    const isNew = all.findIndex((each) => each.residentId === residentId) === at;
    return isNew && residentId !== complainant.residentId;
  });
  const complainants = [
    {
      id: life.id('complainant', id, 0),
      residentId: complainant.residentId,
      demand: draft.text,
      ...demandOf(life, draft, id),
    },
    ...neighbours.map(({ residentId }, index) => ({
      id: life.id('complainant', id, index + 1),
      residentId,
      demand: `我家也是一样。${draft.text}`,
    })),
  ];
  const reason = refusalReasons[n % refusalReasons.length] ?? 'NOT_A_PUBLIC_MATTER';
  const plot: Omit<CasePlot, 'pace'> = {
    end,
    itemCode: item.code,
    urgent: item.urgent ?? false,
    limitHours,
    complainantIds: complainants.map((each) => each.id),
    outcomes: wordingOf(item.code).outcomes,
    // Neighbours are asked by the village or the grid office; each may evaluate an own demand alone.
    people: complainants.length > 1 ? { ...people, caller: callerForAll(life, draft, people.caller, random) } : people,
    ...(end === 'REFUSED'
      ? {
          refusal: {
            reason,
            ...(reason === 'DUTY_OF_ANOTHER_BODY'
              ? { dutyOfId: life.department(sponsorOn(item, life.today, life.today)).organizationId }
              : {}),
          },
        }
      : {}),
    ...(end === 'RETURNED' || (isFree && isMarked(n, rates.returned, 3))
      ? { returned: returnReasons[n % returnReasons.length] ?? 'NOT_OUR_DUTY' }
      : {}),
    deferred: isFree && isMarked(n, rates.deferred, 11),
    reworked: isFree && isMarked(n, rates.reworked, 17),
    unsatisfied: isClosed && isMarked(n, rates.unsatisfied, 23),
    late: isFree && isMarked(n, rates.late, 29),
  };
  const { reportedAt, steps } = playDraft(life, draft, plot, wished, calendar);
  return {
    draft,
    verifierAccountId: people.verifier,
    record: {
      id,
      title: titleOf(draft.text),
      source: draft.source,
      areaCode: village.code,
      gridId: complainant.gridId,
      ...(draft.place === undefined ? {} : { place: draft.place }),
      reportedAt,
      reportedByAccountId: reporterAccountId,
      complainants,
      steps,
    },
    ...(draft.society && draft.demandId !== undefined
      ? {
          societyDemand: {
            id: draft.demandId,
            societyId: draft.society.id,
            areaCode: village.code,
            gridId: complainant.gridId,
            residentId: complainant.residentId,
            text: draft.text,
            ...(draft.place === undefined ? {} : { place: draft.place }),
            raisedByAccountId: draft.society.organizerAccountId,
            raisedAt: reportedAt,
          },
        }
      : {}),
  };
};

/** What the case came from elsewhere: a demand of a visit or society, or the hazard of a patrol. */
const demandOf = (
  life: PlannedLife,
  { demandId, source }: CaseDraft,
  caseId: string,
): { readonly demandId?: string } => {
  if (demandId !== undefined) return { demandId };
  return source === 'PATROL' ? { demandId: life.id('hazard', caseId) } : {};
};

const callerForAll = (life: PlannedLife, { village }: CaseDraft, caller: string, random: Random): string =>
  village.residentAccounts.some(({ accountId }) => accountId === caller)
    ? random.pick(life.gridOfficeAccountIds)
    : caller;

const books = new WeakMap<PlannedLife, readonly BookedCase[]>();

/** Every case of the county in the order in which they were reported, numbered year by year. Made once for each plan. */
export const caseBook = (life: PlannedLife): readonly BookedCase[] => {
  const known = books.get(life);
  if (known) return known;
  const calendar = new WorkingCalendar(caseCalendar(life.today));
  const sequences = new Map<string, number>();
  const book = [...caseDrafts(life)]
    .map((draft, n) => bookDraft(life, draft, n, calendar))
    .sort(
      (a, b) => a.record.reportedAt.getTime() - b.record.reportedAt.getTime() || (a.record.id < b.record.id ? -1 : 1),
    )
    .map(({ record, ...rest }): BookedCase => {
      const year = shanghaiDay(record.reportedAt).slice(0, 4);
      const sequence = (sequences.get(year) ?? 0) + 1;
      sequences.set(year, sequence);
      return {
        ...rest,
        record: { ...record, number: `${life.countyCode}-${year}-${String(sequence).padStart(6, '0')}` },
      };
    });
  books.set(life, book);
  return book;
};

/** An open case for which volunteers are asked to help. */
export interface CaseForVolunteers {
  readonly caseId: string;
  readonly itemCode: string;
  readonly place?: string;
  /** When it was dispatched or taken up. */
  readonly since: Date;
  readonly workerAccountId: string;
}

/** Open cases of a village for which volunteers are asked to help: those that are being handled, or soon will be. */
export const openCasesThatNeedHands = (life: PlannedLife, areaCode: string): readonly CaseForVolunteers[] =>
  caseBook(life).flatMap(({ draft, record, verifierAccountId }) => {
    const since = record.steps.at(-1)?.at;
    const isUnderWay = draft.end === 'HANDLING' || draft.end === 'DISPATCHED';
    if (record.areaCode !== areaCode || !isUnderWay || since === undefined) return [];
    return [
      {
        caseId: record.id,
        itemCode: draft.item.code,
        ...(record.place === undefined ? {} : { place: record.place }),
        since,
        workerAccountId: verifierAccountId,
      },
    ];
  });
