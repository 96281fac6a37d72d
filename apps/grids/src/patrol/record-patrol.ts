import { createHash } from 'node:crypto';

import { patrolCompleted, patrolState } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';
import {
  applyIncrements,
  invalidInput,
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

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { activities, activityAt, addActivity } from '../figures/activity.ts';
import { incrementsAt, metrics } from '../figures/metrics.ts';
import { Grid } from '../grid/grid.ts';
import { readHazardClasses } from '../hazard/hazard-classes.ts';
import { hazardFoundEvents } from '../hazard/hazard-events.ts';
import { claimHazardPhotos, hazardPhotoSubject } from '../hazard/hazard-photos.ts';
import { Hazard, type HazardClass } from '../hazard/hazard.ts';
import { isUuid } from '../ids.ts';
import { loadCountyRules } from '../rules/county-rules.ts';
import { momentProblem, trimmed } from '../visit/check-visit-input.ts';
import {
  patrolInputProblem,
  type FoundHazardInput,
  type PatrolGround,
  type RecordPatrolInput,
} from './check-patrol-input.ts';
import { patrollerAt, type Patroller } from './patrol-reach.ts';
import { Patrol, PatrolRoute } from './patrol.ts';

export interface RecordPatrolSuccess {
  readonly __typename: 'RecordPatrolSuccess';
  readonly patrolId: string;
}

type Result = RecordPatrolSuccess | InvalidInput | NotFound | Conflict;

const hashOf = ({ clientMutationKey: _, ...input }: RecordPatrolInput) =>
  createHash('sha256').update(JSON.stringify(input)).digest('hex');

const patrolEvents = (patrol: Patrol): EventDraft[] => {
  const common = {
    aggregateId: patrol.id,
    aggregateVersion: patrol.version,
    areaCode: patrol.areaCode,
    occurredAt: patrol.endedAt,
    data: patrolDataOf(patrol),
  };
  return [eventDraft({ event: patrolCompleted, ...common }), eventDraft({ event: patrolState, ...common })];
};

export const patrolDataOf = (patrol: Patrol) => ({
  patrolId: patrol.id,
  gridId: patrol.gridId,
  areaCode: patrol.areaCode,
  kind: patrol.kind,
  ...(isAbsent(patrol.gridWorkerId) ? {} : { gridWorkerId: patrol.gridWorkerId }),
  ...(isAbsent(patrol.routeId) ? {} : { routeId: patrol.routeId }),
  startedAt: patrol.startedAt.toISOString(),
  endedAt: patrol.endedAt.toISOString(),
  hazardCount: patrol.hazardCount,
});

const makeHazard = (context: Context, patrol: Patrol, input: FoundHazardInput, kind: HazardClass): Hazard => {
  const foundAt = input.foundAt ?? patrol.endedAt;
  const fixed = input.fixedOnTheSpot === true;
  return Object.assign(new Hazard(), {
    id: context.newId(),
    patrolId: patrol.id,
    gridId: patrol.gridId,
    areaCode: patrol.areaCode,
    classCode: kind.code,
    severity: kind.severity,
    text: input.text.trim(),
    place: trimmed(input.place),
    longitude: input.longitude ?? null,
    latitude: input.latitude ?? null,
    status: fixed ? ('GONE' as const) : ('OPEN' as const),
    fixedOnTheSpot: fixed,
    foundAt,
    foundByAccountId: patrol.patrollerAccountId,
    reported: !fixed && (input.report ?? kind.becomesCase),
    caseId: null,
    caseStatus: null,
    caseSequence: 0,
    recheckDueOn: fixed ? null : addDays(shanghaiDay(foundAt), kind.recheckDays),
    recheckCount: 0,
    goneAt: fixed ? foundAt : null,
    clientKey: input.clientKey ?? null,
  });
};

const write = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  input: RecordPatrolInput,
  ground: PatrolGround,
  patroller: Patroller,
): Promise<{ readonly patrol: Patrol; readonly events: EventDraft[] } | InvalidInput> => {
  const found = input.hazards ?? [];
  const patrol = Object.assign(new Patrol(), {
    id: context.newId(),
    gridId: ground.grid.id,
    areaCode: ground.grid.areaCode,
    routeId: ground.route?.id ?? null,
    kind: patroller.kind,
    patrollerAccountId: patroller.accountId,
    gridWorkerId: patroller.gridWorkerId,
    companions: input.companions ?? 0,
    startedAt: input.startedAt,
    endedAt: input.endedAt,
    receivedAt: ground.now,
    stopsSeen: [...(input.stopsSeen ?? [])].sort((a, b) => a - b),
    note: trimmed(input.note),
    hazardCount: found.length,
    clientKey: input.clientKey ?? null,
    contentHash: hashOf(input),
  });
  em.persist(patrol);
  await em.flush();
  const hazards: Hazard[] = [];
  for (const [index, one] of found.entries()) {
    const kind = ground.classes.get(one.classCode);
    if (!kind) continue;
    const hazard = makeHazard(context, patrol, one, kind);
    const problem = await claimHazardPhotos(sql, context, {
      fileIds: one.photoFileIds,
      subject: hazardPhotoSubject(hazard.id),
      accountId: patroller.accountId,
      field: `input.hazards.${index}.photoFileIds`,
      rule: kind.photo,
    });
    if (problem) return problem;
    hazards.push(hazard);
  }
  em.persist(hazards);
  await em.flush();
  const gone = hazards.filter(({ status }) => status === 'GONE').length;
  await applyIncrements(
    sql,
    incrementsAt(context.areas, patrol, {
      [metrics.patrols]: 1,
      [metrics.hazardsFound]: hazards.length,
      [metrics.hazardsOpen]: hazards.length - gone,
      [metrics.hazardsGone]: gone,
    }),
  );
  await addActivity(sql, [
    ...activityAt(context.areas, patrol, shanghaiDay(patrol.endedAt), { [activities.patrols]: 1 }),
    ...hazards.flatMap((hazard) =>
      activityAt(context.areas, patrol, shanghaiDay(hazard.foundAt), {
        [activities.hazardsFound]: 1,
        [activities.hazardsGone]: hazard.status === 'GONE' ? 1 : 0,
      }),
    ),
  ]);
  return { patrol, events: [...patrolEvents(patrol), ...hazards.flatMap(hazardFoundEvents)] };
};

/** What the same device sent before: given again, unless it says something else now. */
const knownBefore = async (
  context: Context,
  em: EntityManager,
  input: RecordPatrolInput,
  accountId: string,
): Promise<Result | undefined> => {
  const { locale } = context;
  if (!isAbsent(input.clientKey)) {
    const known = await em.findOne(Patrol, { patrollerAccountId: accountId, clientKey: input.clientKey });
    if (known) {
      return known.contentHash === hashOf(input)
        ? { __typename: 'RecordPatrolSuccess', patrolId: known.id }
        : invalidInput(locale, 'input.clientKey', {
            zh: 'input.clientKey 已用于内容不同的巡查。',
            en: 'input.clientKey was used for another patrol before.',
          });
    }
  }
  const keys = (input.hazards ?? []).flatMap(({ clientKey }) => clientKey ?? []);
  const used = await em.find(Hazard, { foundByAccountId: accountId, clientKey: { $in: keys } });
  const twice = (input.hazards ?? []).findIndex(
    ({ clientKey }, index) =>
      !isAbsent(clientKey) &&
      ((keys.indexOf(clientKey) < index && keys.filter((key) => key === clientKey).length > 1) ||
        used.some((hazard) => hazard.clientKey === clientKey)),
  );
  return twice < 0
    ? undefined
    : invalidInput(locale, `input.hazards.${twice}.clientKey`, {
        zh: `input.hazards.${twice}.clientKey 已用于另一处隐患。`,
        en: `input.hazards.${twice}.clientKey was used for another hazard.`,
      });
};

const record = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  input: RecordPatrolInput,
): Promise<CommandOutcome<Result>> => {
  const { locale } = context;
  const now = context.now();
  // Shared: a grid is not redrawn while a patrol of it is written, and patrols do not wait for each other.
  const grid = isUuid(input.gridId)
    ? await em.findOne(Grid, { id: input.gridId }, { lockMode: LockMode.PESSIMISTIC_READ })
    : null;
  if (!grid) return { result: notFound(locale, 'input.gridId') };
  const patroller = await patrollerAt(context, em, grid, shanghaiDay(input.startedAt));
  const before = await knownBefore(context, em, input, patroller.accountId);
  if (before) return { result: before };
  const rules = await loadCountyRules(sql);
  const moment =
    momentProblem(locale, 'input.startedAt', input.startedAt, { now, rules }) ??
    momentProblem(locale, 'input.endedAt', input.endedAt, { now, rules });
  if (moment) return { result: moment };
  const route =
    !isAbsent(input.routeId) && isUuid(input.routeId)
      ? await em.findOne(PatrolRoute, { id: input.routeId, gridId: grid.id })
      : null;
  if (!isAbsent(input.routeId) && !route) return { result: notFound(locale, 'input.routeId') };
  const classes = new Map((await readHazardClasses(sql)).map((kind) => [kind.code, kind]));
  const ground: PatrolGround = { grid, route, classes, now };
  const problem = patrolInputProblem(context, input, ground);
  if (problem) return { result: problem };
  const written = await write(context, em, sql, input, ground, patroller);
  if ('__typename' in written) return { result: written };
  return { result: { __typename: 'RecordPatrolSuccess', patrolId: written.patrol.id }, events: written.events };
};

/** Records a patrol (巡查) with the hazards that it found. */
export const recordPatrol = (context: Context, input: RecordPatrolInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'recordPatrol',
    input,
    work: (em, sql) => record(context, em, sql, input),
  });
