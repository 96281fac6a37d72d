import { visitState, visitVoided } from '@gridloom/contracts';
import { eventDraft, tombstoneDraft, type EventDraft } from '@gridloom/messaging';
import {
  applyIncrements,
  conflict,
  notFound,
  runCommand,
  type CommandOutcome,
  type Conflict,
  type EntityManager,
  type InvalidInput,
  type KeyReused,
  type NotFound,
  type SqlExecutor,
} from '@gridloom/service-kit';
import { addDays, shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/postgresql';

import type { Context } from '../context.ts';
import { activities, activityAt, addActivity } from '../figures/activity.ts';
import { incrementsAt, metrics, subjectsAt } from '../figures/metrics.ts';
import { Household } from '../household/household.ts';
import { isUuid } from '../ids.ts';
import { Resident } from '../resident/resident.ts';
import { loadCountyRules } from '../rules/county-rules.ts';
import { lengthProblem } from './check-visit-input.ts';
import { findWorkerOfCaller } from './record-visit.ts';
import { Visit, VisitNotVoidable } from './visit.ts';

export interface VoidVisitInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly visitId: string;
  readonly reason: string;
}

export interface VoidVisitSuccess {
  readonly __typename: 'VoidVisitSuccess';
  readonly visitId: string;
}

type Result = VoidVisitSuccess | InvalidInput | NotFound | Conflict;

const MAX_REASON = 200;

const refusals = (hours: number) => ({
  'void already': { zh: '该走访已作废。', en: 'The visit is void already.' },
  'raised demands': {
    zh: '该走访提出的诉求已转为事件，不能作废走访；请对事件作废。',
    en: 'The demands of the visit have become cases; declare those void instead.',
  },
  'too long ago': {
    zh: `走访收到后 ${hours} 小时内可以作废，现已超过。`,
    en: `A visit may be declared void within ${hours} hours after it came in.`,
  },
});

/** Last visit and due day follow from the visits that are left. */
const settleHousehold = async (sql: SqlExecutor, household: Household): Promise<void> => {
  const [row] = await sql('select max(recorded_at) as at from visit where household_id = $1 and voided_at is null', [
    household.id,
  ]);
  const at = (row?.at ?? null) as string | Date | null;
  household.lastVisitedAt = at === null ? null : new Date(at);
  const from = household.lastVisitedAt === null ? household.registeredOn : shanghaiDay(household.lastVisitedAt);
  household.nextDueOn = addDays(from, household.visitIntervalDays);
};

/** Records that this visit alone found right go back to when they were found right before. */
const unverify = async (em: EntityManager, sql: SqlExecutor, visit: Visit): Promise<void> => {
  const rows = await sql(
    `select mine.resident_id, mine.day::text as day, greatest(
       max(o.day) filter (where v.voided_at is null),
       max(o.before) filter (where not exists (
         select 1 from visit_verification same where same.resident_id = o.resident_id and same.day = o.before))
     )::text as before
     from visit_verification mine
     join visit_verification o on o.resident_id = mine.resident_id join visit v on v.id = o.visit_id
     where mine.visit_id = $1 group by mine.resident_id, mine.day`,
    [visit.id],
  );
  const residents = await em.find(
    Resident,
    { id: { $in: rows.map((row) => row.resident_id as string) } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  for (const resident of residents) {
    const row = rows.find(({ resident_id }) => resident_id === resident.id);
    if (row && resident.verifiedOn === row.day) resident.verifiedOn = row.before as string | null;
  }
};

const eventsOf = (visit: Visit, now: Date): EventDraft[] => {
  const common = {
    aggregateId: visit.id,
    aggregateVersion: visit.version,
    areaCode: visit.areaCode,
    occurredAt: now,
  };
  return [
    eventDraft({
      event: visitVoided,
      ...common,
      data: { visitId: visit.id, householdId: visit.householdId, gridId: visit.gridId, areaCode: visit.areaCode },
    }),
    tombstoneDraft({ event: visitState, ...common }),
  ];
};

const declareVoid = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  input: VoidVisitInput,
): Promise<CommandOutcome<Result>> => {
  const { locale } = context;
  const now = context.now();
  const worker = await findWorkerOfCaller(context, em);
  const found =
    isUuid(input.visitId) && worker ? await em.findOne(Visit, { id: input.visitId, gridWorkerId: worker.id }) : null;
  if (!found || !worker) return { result: notFound(locale, 'input.visitId') };
  const problem = lengthProblem(locale, 'input.reason', input.reason, MAX_REASON, 1);
  if (problem) return { result: problem };
  // The household first, as everybody does who writes visits of it.
  const household = await em.findOneOrFail(
    Household,
    { id: found.householdId },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  const visit = await em.findOneOrFail(
    Visit,
    { id: found.id },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
  const { voidWithinHours } = await loadCountyRules(sql);
  try {
    visit.declareVoid(now, worker.accountId, input.reason.trim(), voidWithinHours);
  } catch (error) {
    if (!(error instanceof VisitNotVoidable)) throw error;
    return { result: conflict(locale, refusals(voidWithinHours)[error.reason]) };
  }
  await em.flush();
  await settleHousehold(sql, household);
  await unverify(em, sql, visit);
  await em.flush();
  const left = await sql(
    `select distinct unnest(array[v.grid_id::text, v.area_code] || coalesce(a.ancestors, '{}')) as place
     from visit v left join area_view a on a.code = v.area_code where v.household_id = $1 and v.voided_at is null`,
    [household.id],
  );
  const places = new Set(left.map((row) => row.place as string));
  await applyIncrements(sql, [
    ...incrementsAt(context.areas, visit, { [metrics.visits]: -1 }),
    ...subjectsAt(context.areas, visit)
      .filter((subject) => !places.has(subject))
      .map((subject) => ({ subject, metric: metrics.householdsVisited, delta: -1 })),
  ]);
  await addActivity(sql, activityAt(context.areas, visit, shanghaiDay(visit.recordedAt), { [activities.visits]: -1 }));
  return {
    result: { __typename: 'VoidVisitSuccess', visitId: visit.id },
    events: eventsOf(visit, now),
  };
};

/** Takes a visit back that was recorded by mistake (走访作废): by its worker, within the county's time. */
export const voidVisit = (context: Context, input: VoidVisitInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'voidVisit',
    input,
    work: (em, sql) => declareVoid(context, em, sql, input),
  });
