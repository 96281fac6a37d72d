import type { ServiceHoursRecord, VolunteerRecord } from '@gridloom/volunteers/import';
import { addDays, daysBetween, instantOn } from '@gridloom/standards';

import type { PlannedLife, PlannedVillage, PlannedVolunteer } from '../planned-life.ts';
import { corrections, dailyService, skills } from './order-wording.ts';
import { plannedOrders, type PlannedOrder } from './planned-orders.ts';

const CORRECTED = 0.012;
const MINUTES_A_HALF_HOUR = 30;

function* everyVolunteer(
  life: PlannedLife,
): Generator<{ readonly volunteer: PlannedVolunteer; readonly village: PlannedVillage }> {
  for (const village of life.villages) for (const volunteer of village.volunteers) yield { volunteer, village };
}

const enrolledOn = (life: PlannedLife, volunteer: PlannedVolunteer): string =>
  addDays(life.today, -life.random('volunteer-since', volunteer.id).int(600, 1_700));

/** Volunteers (志愿者) with running numbers of the county. */
export function* volunteerRecords(life: PlannedLife): Generator<VolunteerRecord> {
  let running = 0;
  for (const { volunteer, village } of everyVolunteer(life)) {
    running += 1;
    const random = life.random('volunteer', volunteer.id);
    const first = random.int(0, skills.length - 1);
    yield {
      id: volunteer.id,
      accountId: volunteer.accountId,
      ...(volunteer.residentId === undefined ? {} : { residentId: volunteer.residentId }),
      name: volunteer.name,
      number: life.countyCode + String(running).padStart(7, '0'),
      areaCode: village.code,
      skills: skills.filter((_, n) => n === first || (n === (first + 5) % skills.length && random.chance(0.4))),
      enrolledOn: enrolledOn(life, volunteer),
    };
  }
}

/** What was certified for those who completed an order; most served as long as planned. */
function* hoursOfOrder(life: PlannedLife, { record, claims }: PlannedOrder): Generator<ServiceHoursRecord> {
  const planned = Math.round((record.endsAt.getTime() - record.startsAt.getTime()) / (MINUTES_A_HALF_HOUR * 60_000));
  for (const { record: claim, volunteer } of claims) {
    if (!claim.completedAt) continue;
    const random = life.random('hours', claim.id);
    yield {
      id: life.id('hours', claim.id),
      volunteerId: volunteer.id,
      serviceOrderId: record.id,
      areaCode: record.areaCode,
      hours: Math.max(1, planned + random.pick([0, 0, 0, -1, 1])) / 2,
      kind: 'CERTIFIED',
      recordedByAccountId: volunteer.accountId,
      servedAt: record.endsAt,
      recordedAt: claim.completedAt,
    };
  }
}

/** Service outside of orders, certified by the village; now and then an entry is corrected by another one. */
function* dailyHours(
  life: PlannedLife,
  volunteer: PlannedVolunteer,
  village: PlannedVillage,
): Generator<ServiceHoursRecord> {
  const random = life.random('daily-hours', volunteer.id);
  const since = Math.min(daysBetween(enrolledOn(life, volunteer), life.today), 700);
  const times = random.int(2, 4);
  for (let n = 0; n < times; n += 1) {
    const day = addDays(life.today, -random.int(4, since));
    const entry: ServiceHoursRecord = {
      id: life.id('daily-hours', volunteer.id, n),
      volunteerId: volunteer.id,
      areaCode: village.code,
      hours: random.int(2, 8) / 2,
      kind: 'CERTIFIED',
      note: random.pick(dailyService),
      recordedByAccountId: village.secretaryAccountId,
      servedAt: instantOn(day, random.pick([11 * 60, 17 * 60, 17 * 60 + 30])),
      recordedAt: instantOn(day, random.int(18 * 60, 20 * 60)),
    };
    yield entry;
    if (!random.chance(CORRECTED)) continue;
    const note = random.pick(corrections);
    yield {
      ...entry,
      id: life.id('correction', entry.id),
      hours: note.includes('核减') ? Math.max(-entry.hours, -1) : 0.5,
      kind: 'CORRECTION',
      correctsId: entry.id,
      note,
      recordedAt: instantOn(addDays(day, random.int(1, 3)), 10 * 60),
    };
  }
}

/** The ledger of hours (服务时长): of orders, and of what the village asks for day by day. */
export function* serviceHoursRecords(life: PlannedLife): Generator<ServiceHoursRecord> {
  for (const order of plannedOrders(life)) yield* hoursOfOrder(life, order);
  for (const { volunteer, village } of everyVolunteer(life)) yield* dailyHours(life, volunteer, village);
}
