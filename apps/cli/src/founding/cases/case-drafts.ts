import type { CaseSourceName } from '@gridloom/cases/import';

import type { PlannedLife, PlannedSociety, PlannedVillage, Random } from '../planned-life.ts';
import { namedSocieties } from '../societies/named-societies.ts';
import { wangpingDemands } from '../societies/demand-wording.ts';
import { story } from '../stories.ts';
import type { CaseEnd } from './case-history.ts';
import type { ServiceItemEntry } from './service-items.ts';
import { itemOf, pickMatter, wordMatter, type Matter } from './matters.ts';

/** A case before it is known when what was done, and by whom. */
export interface CaseDraft extends Matter {
  readonly key: string;
  readonly source: CaseSourceName;
  readonly village: PlannedVillage;
  readonly end: CaseEnd;
  /** Runs out of its time now. */
  readonly overdue?: boolean;
  /** Reported then and at no other time. */
  readonly at?: Date;
  /** Asked while the emergency entry was on the list. */
  readonly inEmergency?: boolean;
  readonly demandId?: string;
  readonly residentId?: string;
  readonly gridId?: string;
  readonly reporterAccountId?: string;
  readonly society?: PlannedSociety;
  readonly whistle?: boolean;
}

const REPORTED_SHARE = 8 / 1_389;
const REFUSED_SHARE = 15 / 1_389;
const VOID_SHARE = 3 / 1_389;
const SOCIETY_SHARE = 70 / 1_389;
const WHISTLE_SHARE = 5 / 1_389;
const EMERGENCY_SHARE = 6 / 1_389;
/** Every so many of the open ones is overdue. */
const OVERDUE_EVERY = 4;

const openEnds: readonly CaseEnd[] = [
  'HANDLING',
  'DISPATCHED',
  'ACCEPTED',
  'RESOLVED',
  'RETURNED',
  'VERIFIED',
  'DEFERRED',
  'HANDLING',
];

/** Sources of cases that nobody's demand stands behind, with how often they come. */
const freeSources: readonly (readonly [CaseSourceName, number])[] = [
  ['HOTLINE_12345', 34],
  ['SELF_REPORT', 30],
  ['PATROL', 22],
  ['REPORT_IN', 7],
  ['DEPARTMENT', 7],
];

const weighted = <T>(random: Random, choices: readonly (readonly [T, number])[], fallback: T): T => {
  let at = random.next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  return choices.find(([, weight]) => (at -= weight) < 0)?.[0] ?? fallback;
};

const scaled = (share: number, accepted: number): number => Math.max(1, Math.round(share * accepted));

/** What a society hears is the village's business, not a family's. */
const isHeardBySocieties = ({ code }: { readonly code: string }): boolean =>
  /^A-|^B-00[1579]|^C-00[178]|^E-003|^F-/.test(code);

interface Counts {
  readonly closed: number;
  readonly open: number;
  readonly reported: number;
  readonly refused: number;
  readonly declaredVoid: number;
}

const countsOf = ({ acceptedCases: accepted, closedCases: closed }: PlannedLife['figures']): Counts => ({
  closed,
  open: accepted - closed,
  reported: scaled(REPORTED_SHARE, accepted),
  refused: scaled(REFUSED_SHARE, accepted),
  declaredVoid: scaled(VOID_SHARE, accepted),
});

/** The ends that are still to be given out, unfinished ones first. */
const createEnds = ({ closed, open, reported, refused, declaredVoid }: Counts) => {
  const unfinished: { end: CaseEnd; overdue?: boolean }[] = [];
  for (let n = 0; n < open; n += 1) {
    const end = openEnds[n % openEnds.length] ?? 'HANDLING';
    unfinished.push({
      end,
      ...(n % OVERDUE_EVERY === OVERDUE_EVERY - 1 && end !== 'DEFERRED' ? { overdue: true } : {}),
    });
  }
  const never: { end: CaseEnd; overdue?: boolean }[] = [
    ...Array.from({ length: reported }, (_, n) => ({
      end: 'REPORTED' as const,
      ...(n === 0 ? { overdue: true } : {}),
    })),
    ...Array.from({ length: refused }, () => ({ end: 'REFUSED' as const })),
    ...Array.from({ length: declaredVoid }, () => ({ end: 'VOID' as const })),
  ];
  let closedLeft = closed;
  return {
    left: () => closedLeft + unfinished.length + never.length,
    /** One that is closed, as long as there are any. */
    takeClosed: (): { end: CaseEnd; overdue?: boolean } => {
      if (closedLeft === 0) return unfinished.shift() ?? never.shift() ?? { end: 'REPORTED' };
      closedLeft -= 1;
      return { end: 'CLOSED' };
    },
    hasClosed: () => closedLeft > 0,
    takeUnfinished: (end: CaseEnd): { end: CaseEnd } | undefined => {
      const at = unfinished.findIndex((each) => each.end === end && each.overdue === undefined);
      return at < 0 ? undefined : unfinished.splice(at, 1)[0];
    },
    /** For whatever comes: not accepted, then unfinished, then closed. */
    take: (): { end: CaseEnd; overdue?: boolean } => {
      const next = never.shift() ?? unfinished.shift();
      if (next) return next;
      closedLeft -= 1;
      return { end: 'CLOSED' };
    },
  };
};

type Ends = ReturnType<typeof createEnds>;

function* visitDrafts(life: PlannedLife, ends: Ends): Generator<CaseDraft> {
  const villages = new Map(life.villages.map((village) => [village.code, village]));
  for (const demand of life.visitDemands()) {
    const village = villages.get(demand.villageCode);
    if (!village || !ends.hasClosed()) continue;
    yield {
      key: `visit ${demand.id}`,
      source: 'VISIT',
      village,
      item: itemOf(demand.item),
      text: demand.text,
      ...(demand.place === undefined ? {} : { place: demand.place }),
      at: demand.at,
      demandId: demand.id,
      residentId: demand.residentId,
      gridId: demand.gridId,
      reporterAccountId: demand.workerAccountId,
      ...ends.takeClosed(),
    };
  }
}

function* wangpingDrafts(life: PlannedLife, ends: Ends): Generator<CaseDraft> {
  const village = life.villages.find(({ code }) => code === story.wangping);
  if (!village) return;
  const societies = namedSocieties(village);
  let nth = 0;
  const told = Object.entries(wangpingDemands).flatMap(([team, demands]) => {
    const society = societies.find(({ name }) => name === village.name + team);
    return society ? demands.map((demand) => ({ demand, society })) : [];
  });
  // A small county has few cases; the story then tells fewer demands.
  const most = Math.max(1, Math.floor(ends.left() / 3));
  for (const { demand, society } of told.slice(0, most)) {
    nth += 1;
    const end = (nth === 8 ? ends.takeUnfinished('HANDLING') : undefined) ?? ends.takeClosed();
    yield {
      key: `wangping ${String(nth)}`,
      source: 'SOCIETY',
      village,
      item: itemOf(demand.item),
      text: demand.text,
      demandId: life.id('society-demand', society.id, nth),
      reporterAccountId: society.organizerAccountId,
      society,
      ...end,
    };
  }
}

function* societyDrafts(life: PlannedLife, ends: Ends): Generator<CaseDraft> {
  const villages = life.villages.filter(({ code, societies }) => code !== story.wangping && societies.length > 0);
  const count = Math.min(scaled(SOCIETY_SHARE, life.figures.acceptedCases), Math.floor(ends.left() / 3));
  for (let nth = 0; nth < count && villages.length > 0; nth += 1) {
    const random = life.random('society-case', nth);
    const village = random.pick(villages);
    const society = random.pick(village.societies);
    yield {
      key: `society ${String(nth)}`,
      source: 'SOCIETY',
      village,
      ...pickMatter(random, village.name, village.isCommunity, isHeardBySocieties),
      demandId: life.id('society-demand', society.id, `heard ${String(nth)}`),
      reporterAccountId: society.organizerAccountId,
      society,
      ...ends.takeClosed(),
    };
  }
}

/** Whistles are blown for what needs several departments. */
const whistleItems = ['B-003', 'A-004', 'B-001', 'B-006', 'A-001'] as const;

function* whistleDrafts(life: PlannedLife, ends: Ends): Generator<CaseDraft> {
  const count = Math.max(3, Math.round(WHISTLE_SHARE * life.figures.acceptedCases));
  for (let nth = 0; nth < Math.min(count, Math.max(0, ends.left() - 1)); nth += 1) {
    const random = life.random('whistle-case', nth);
    const village = random.pick(life.villages);
    const item = itemOf(whistleItems[nth % whistleItems.length] ?? 'B-003');
    yield {
      key: `whistle ${String(nth)}`,
      source: 'WHISTLE',
      village,
      whistle: true,
      ...wordMatter(random, item, village.name, village.isCommunity),
      ...((nth === 0 ? ends.takeUnfinished('HANDLING') : undefined) ?? ends.takeClosed()),
    };
  }
}

function* emergencyDrafts(life: PlannedLife, ends: Ends): Generator<CaseDraft> {
  const rural = life.villages.filter(({ isCommunity }) => !isCommunity);
  const count = rural.length === 0 ? 0 : Math.round(EMERGENCY_SHARE * life.figures.acceptedCases);
  for (let nth = 0; nth < count && ends.hasClosed(); nth += 1) {
    const random = life.random('emergency-case', nth);
    const village = random.pick(rural);
    yield {
      key: `emergency ${String(nth)}`,
      source: random.pick(['PATROL', 'SELF_REPORT', 'HOTLINE_12345']),
      village,
      inEmergency: true,
      ...wordMatter(random, itemOf('B-099'), village.name, false),
      ...ends.takeClosed(),
    };
  }
}

/** What has to be done within hours or a day would be overdue by the evening of the founding day, when nobody has worked yet. */
const bearsDelay = ({ urgent, handle }: ServiceItemEntry): boolean =>
  !urgent && (!handle || (handle.unit === 'WORKING_DAYS' && handle.amount > 1));

/** Whether a case is to be in time still on the day on which the county is founded. */
export const isInTime = ({ end, overdue }: Pick<CaseDraft, 'end' | 'overdue'>): boolean =>
  !overdue && openEnds.includes(end);

function* freeDrafts(life: PlannedLife, ends: Ends): Generator<CaseDraft> {
  const byResidents = life.villages.map((village) => [village, village.residents] as const);
  const [first] = life.villages;
  if (!first) return;
  for (let nth = 0; ends.left() > 0; nth += 1) {
    const random = life.random('free-case', nth);
    const village = weighted(random, byResidents, first);
    const end = ends.take();
    yield {
      key: `free ${String(nth)}`,
      source: weighted(random, freeSources, 'HOTLINE_12345'),
      village,
      ...pickMatter(random, village.name, village.isCommunity, isInTime(end) ? bearsDelay : undefined),
      ...end,
    };
  }
}

/** All cases of the county: those that visits and societies heard of, and the rest, with the ends that the figures ask for. */
export function* caseDrafts(life: PlannedLife): Generator<CaseDraft> {
  const ends = createEnds(countsOf(life.figures));
  yield* visitDrafts(life, ends);
  yield* whistleDrafts(life, ends);
  yield* wangpingDrafts(life, ends);
  yield* societyDrafts(life, ends);
  yield* emergencyDrafts(life, ends);
  yield* freeDrafts(life, ends);
}
