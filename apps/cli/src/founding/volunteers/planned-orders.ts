import type { ClaimRecord, ServiceOrderRecord, ServiceOrderStatus } from '@gridloom/volunteers/import';
import { addDays, instantOn } from '@gridloom/standards';

import { openCasesThatNeedHands, type CaseForVolunteers } from '../cases/case-book.ts';
import { ruralPlaces, urbanPlaces } from '../cases/places.ts';
import type { PlannedLife, PlannedVillage, PlannedVolunteer, Random } from '../planned-life.ts';
import { shareOut } from '../share-out.ts';
import { namedSocieties, sibangbang } from '../societies/named-societies.ts';
import { story } from '../stories.ts';
import { orderForCase, orderWording, sibangbangOrders, type OrderWording } from './order-wording.ts';

/** Volunteers for whom one order is posted in the time that is told. */
const VOLUNTEERS_AN_ORDER = 6.9;
const TOLD_DAYS = 540;
const HALF_HOUR_MS = 1_800_000;
const CANCELLED = 0.06;

export interface PlannedClaim {
  readonly record: ClaimRecord;
  readonly volunteer: PlannedVolunteer;
}

export interface PlannedOrder {
  readonly record: ServiceOrderRecord;
  readonly claims: readonly PlannedClaim[];
}

/** An order before anybody has claimed it. */
interface Posting {
  readonly key: string;
  readonly wording: OrderWording;
  /** Days from today on which it is served; above 0: still to come. */
  readonly inDays: number;
  readonly posterAccountId: string;
  readonly societyId?: string;
  readonly servedCase?: CaseForVolunteers;
}

const posterOf = (village: PlannedVillage, random: Random) => {
  const teams = namedSocieties(village).filter(({ kind, name }) => kind === 'VOLUNTEER' && name !== sibangbang);
  const isOfTeam = random.chance(0.3);
  const team = teams.length > 0 ? random.pick(teams) : undefined;
  if (isOfTeam && team) return { posterAccountId: team.organizerAccountId, societyId: team.id };
  const resident = village.residentAccounts.length > 0 ? random.pick(village.residentAccounts) : undefined;
  if (resident && random.chance(0.4)) return { posterAccountId: resident.accountId };
  const worker = random.pick(random.pick(village.grids).workerAccountIds);
  return { posterAccountId: worker };
};

function* ordinaryPostings(life: PlannedLife, village: PlannedVillage, count: number): Generator<Posting> {
  for (let nth = 0; nth < count; nth += 1) {
    const random = life.random('order', village.code, nth);
    yield {
      key: `ordinary ${String(nth)}`,
      wording: random.pick(orderWording),
      // One in ten is still to come; those posted long ago are fewer than the recent ones.
      inDays: random.chance(0.1) ? random.int(1, 9) : -Math.ceil(random.next() ** 1.3 * TOLD_DAYS) - 1,
      ...posterOf(village, random),
    };
  }
}

function* teamPostings(village: PlannedVillage): Generator<Posting> {
  if (village.code !== story.xiaosi) return;
  const team = namedSocieties(village).find(({ name }) => name === sibangbang);
  if (!team) return;
  for (const [nth, wording] of sibangbangOrders.entries()) {
    const left = sibangbangOrders.length - 1 - nth;
    yield {
      key: `team ${String(nth)}`,
      wording,
      inDays: left < 2 ? 3 + (1 - left) * 4 : 5 - left * 23,
      posterAccountId: team.organizerAccountId,
      societyId: team.id,
    };
  }
}

function* casePostings(life: PlannedLife, village: PlannedVillage): Generator<Posting> {
  for (const served of openCasesThatNeedHands(life, village.code)) {
    const fitting = orderForCase.find(({ items }) => items.includes(served.itemCode)) ?? orderForCase[0];
    const random = life.random('case-order', served.caseId);
    if (!fitting) continue;
    yield {
      key: `case ${served.caseId}`,
      wording: fitting.order,
      inDays: random.int(1, 4),
      posterAccountId: served.workerAccountId,
      servedCase: served,
    };
  }
}

interface Span {
  readonly from: number;
  readonly until: number;
}

/** Who is free: nobody serves two orders at once. */
const createRoster = (volunteers: readonly PlannedVolunteer[], start: number) => {
  const busy = new Map<string, Span[]>();
  let next = start;
  return {
    claim: (span: Span, count: number): readonly PlannedVolunteer[] => {
      const chosen: PlannedVolunteer[] = [];
      for (let tried = 0; tried < volunteers.length && chosen.length < count; tried += 1) {
        const volunteer = volunteers[next % volunteers.length];
        next += 1;
        if (!volunteer) continue;
        const spans = busy.get(volunteer.id) ?? [];
        if (spans.some(({ from, until }) => from < span.until && span.from < until)) continue;
        busy.set(volunteer.id, [...spans, span]);
        chosen.push(volunteer);
      }
      return chosen;
    },
  };
};

const orderOf = (
  life: PlannedLife,
  village: PlannedVillage,
  posting: Posting,
  roster: ReturnType<typeof createRoster>,
): PlannedOrder => {
  const id = life.id('service-order', village.code, posting.key);
  const random = life.random('order-course', id);
  const { wording } = posting;
  const startsAt = instantOn(addDays(life.today, posting.inDays), random.pick([8 * 60, 9 * 60, 14 * 60 + 30, 15 * 60]));
  const endsAt = new Date(startsAt.getTime() + random.int(...wording.halfHours) * HALF_HOUR_MS);
  const isOver = posting.inDays < 0;
  const before = (most: number): Date => {
    const latest = Math.min(startsAt.getTime(), life.now.getTime());
    return new Date(latest - random.int(3, most) * HALF_HOUR_MS);
  };
  const helps = posting.servedCase?.since.getTime();
  const postedAt =
    helps === undefined ? before(240) : new Date(Math.min(helps + HALF_HOUR_MS, (helps + life.now.getTime()) / 2));
  const isCancelled = isOver && posting.societyId === undefined && random.chance(CANCELLED);
  const span = { from: startsAt.getTime(), until: endsAt.getTime() };
  const wanted = Math.max(1, Math.min(random.int(...wording.needed), village.volunteers.length));
  // Of orders to come every other one still waits for somebody.
  const isWaiting = !isOver && random.chance(0.5);
  const claiming = isCancelled ? 0 : isWaiting ? random.int(0, wanted - 1) : wanted;
  const volunteers = roster.claim(span, claiming);
  const needed = !isOver || isCancelled ? wanted : Math.max(volunteers.length, 1);
  const status: ServiceOrderStatus =
    isCancelled || (isOver && volunteers.length === 0)
      ? 'CANCELLED'
      : isOver
        ? 'COMPLETED'
        : volunteers.length === needed
          ? 'CLAIMED'
          : 'POSTED';
  const room = Math.max(1, Math.min(startsAt.getTime(), life.now.getTime()) - postedAt.getTime());
  const completedAt = new Date(endsAt.getTime() + random.int(5, 40) * 60_000);
  const claims = volunteers.map((volunteer) => ({
    volunteer,
    record: {
      id: life.id('claim', id, volunteer.id),
      serviceOrderId: id,
      volunteerId: volunteer.id,
      areaCode: village.code,
      claimedAt: new Date(postedAt.getTime() + Math.floor(random.next() * room)),
      ...(status === 'COMPLETED' ? { completedAt } : {}),
    },
  }));
  return {
    claims,
    record: {
      id,
      title: wording.title,
      ...(wording.description === undefined ? {} : { description: wording.description }),
      status,
      areaCode: village.code,
      place: posting.servedCase?.place ?? village.name + random.pick(village.isCommunity ? urbanPlaces : ruralPlaces),
      startsAt,
      endsAt,
      volunteersNeeded: needed,
      skills: wording.skill === undefined ? [] : [wording.skill],
      ...(posting.societyId === undefined ? {} : { societyId: posting.societyId }),
      ...(posting.servedCase ? { caseId: posting.servedCase.caseId } : {}),
      posterAccountId: posting.posterAccountId,
      postedAt,
      ...(status === 'COMPLETED' ? { completedAt } : {}),
      ...(status === 'CANCELLED'
        ? { cancelledAt: new Date(Math.max(postedAt.getTime(), startsAt.getTime() - HALF_HOUR_MS)) }
        : {}),
    },
  };
};

/** Service orders (接单) with who claimed them: of each village some, the story's team, and some for open cases. */
export function* plannedOrders(life: PlannedLife): Generator<PlannedOrder> {
  const volunteers = life.villages.map((village) => village.volunteers.length);
  const total = Math.round(volunteers.reduce((sum, count) => sum + count, 0) / VOLUNTEERS_AN_ORDER);
  const counts = shareOut(total, volunteers);
  for (const [index, village] of life.villages.entries()) {
    const roster = createRoster(village.volunteers, life.random('roster', village.code).int(0, 40));
    for (const posting of [
      ...teamPostings(village),
      ...casePostings(life, village),
      ...ordinaryPostings(life, village, counts[index] ?? 0),
    ]) {
      yield orderOf(life, village, posting, roster);
    }
  }
}

export function* serviceOrderRecords(life: PlannedLife): Generator<ServiceOrderRecord> {
  for (const { record } of plannedOrders(life)) yield record;
}

export function* claimRecords(life: PlannedLife): Generator<ClaimRecord> {
  for (const { claims } of plannedOrders(life)) for (const { record } of claims) yield record;
}
