import { Refused } from '@gridloom/access';
import {
  applyIncrements,
  conflict,
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
import { shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/postgresql';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { incrementsAt, metrics } from '../figures/metrics.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { Household } from '../household/household.ts';
import { isUuid } from '../ids.ts';
import { residentVerifiedEvents } from '../resident/resident-events.ts';
import { Resident } from '../resident/resident.ts';
import { visitingRoles } from '../worker/grid-assignment.ts';
import type { GridWorker } from '../worker/grid-worker.ts';
import { findWorkerOfAccount } from '../worker/load-workers.ts';
import {
  checksOf,
  trimmed,
  visitInputProblem,
  type RecordVisitInput,
  type VisitDemandInput,
} from './check-visit-input.ts';
import { demandEvents, visitEvents } from './visit-events.ts';
import { Visit, VisitDemand } from './visit.ts';

export interface RecordVisitSuccess {
  readonly __typename: 'RecordVisitSuccess';
  readonly visitId: string;
}

type Result = RecordVisitSuccess | InvalidInput | NotFound | Conflict;

const mayNot = (context: Context) =>
  new Refused(
    'FORBIDDEN',
    context.say({
      zh: '只有本网格的网格长、网格员可以记录走访。',
      en: 'Only workers and the head of the household’s grid record its visits.',
    }),
  );

/** The household, locked: whoever writes visits of it comes after the other. */
const lockHousehold = async (context: Context, em: EntityManager, id: string): Promise<Household | NotFound> => {
  const household = isUuid(id) ? await em.findOne(Household, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
  if (!household || !isInTerritory(context.peopleReach('READ_HOUSEHOLDS'), household))
    return notFound(context.locale, 'input.householdId');
  if (!isInTerritory(context.reach('RECORD_VISIT'), household)) throw mayNot(context);
  return household;
};

const workerAt = async (context: Context, em: EntityManager, household: Household): Promise<GridWorker> => {
  const accountId = context.caller.kind === 'account' ? context.caller.accountId : '';
  const found = await findWorkerOfAccount(em, accountId, context.today);
  const works = found?.assignments.some(
    ({ gridId, role }) => gridId === household.gridId && visitingRoles.includes(role),
  );
  if (!found || works !== true) throw mayNot(context);
  return found.worker;
};

interface County {
  readonly foundedOn: string;
  readonly items: ReadonlySet<string>;
  readonly verifying: ReadonlySet<string>;
}

const loadCounty = async (sql: SqlExecutor): Promise<County> => {
  const [rule] = await sql('select founded_on::text as founded_on from county_rule');
  if (!rule) throw new Error('The county has no rules: import them before visits are recorded');
  const items = await sql('select item, verifies_data from visit_checklist_item order by position');
  return {
    foundedOn: rule.founded_on as string,
    items: new Set(items.map((row) => row.item as string)),
    verifying: new Set(items.filter((row) => row.verifies_data === true).map((row) => row.item as string)),
  };
};

interface NewDemand {
  readonly input: VisitDemandInput;
  readonly residentId: string;
}

/** Whose demands they are; those that came with an earlier submission of the same device are left out. */
const newDemands = async (
  context: Context,
  em: EntityManager,
  household: Household,
  members: readonly Resident[],
  accountId: string,
  demands: readonly VisitDemandInput[],
): Promise<readonly NewDemand[] | InvalidInput> => {
  const keys = demands.flatMap(({ clientKey }) => clientKey ?? []);
  const known = new Map(
    (keys.length === 0
      ? []
      : await em.find(VisitDemand, {
          householdId: household.id,
          raisedByAccountId: accountId,
          clientKey: { $in: keys },
        })
    ).map((demand) => [demand.clientKey, demand]),
  );
  const head = members.find(({ relation }) => relation === 'HEAD');
  const fresh: NewDemand[] = [];
  for (const [index, input] of demands.entries()) {
    const field = `input.demands.${index}`;
    const before = known.get(input.clientKey ?? null);
    if (before) {
      if (before.text === input.text.trim()) continue;
      return invalidInput(context.locale, `${field}.clientKey`, {
        zh: `${field}.clientKey 已用于内容不同的诉求。`,
        en: `${field}.clientKey was used for another demand before.`,
      });
    }
    const whose = isAbsent(input.residentId) ? head : members.find(({ id }) => id === input.residentId?.toLowerCase());
    if (!whose) {
      return invalidInput(context.locale, `${field}.residentId`, {
        zh: `${field}.residentId 应为被走访户的成员；该户没有户主时必须填写。`,
        en: `${field}.residentId is a member of the household visited; it must be given where the household has no head.`,
      });
    }
    fresh.push({ input, residentId: whose.id });
  }
  return fresh;
};

/** The same visit sent again: given as it is stored, unless it says something else now. */
const recordedBefore = async (
  context: Context,
  em: EntityManager,
  input: RecordVisitInput,
  worker: GridWorker,
): Promise<Result | undefined> => {
  const visit = await em.findOne(Visit, {
    householdId: input.householdId,
    gridWorkerId: worker.id,
    recordedAt: input.recordedAt,
  });
  if (!visit) return undefined;
  const demands = await em.find(VisitDemand, { visitId: visit.id }, { orderBy: { position: 'asc' } });
  const texts = (input.demands ?? []).map(({ text }) => text.trim());
  const same =
    JSON.stringify(visit.checks.map(({ item, passed }) => [item, passed])) ===
      JSON.stringify(checksOf(input).map(({ item, passed }) => [item, passed])) &&
    JSON.stringify(demands.map(({ text }) => text)) === JSON.stringify(texts);
  return same
    ? { __typename: 'RecordVisitSuccess', visitId: visit.id }
    : conflict(context.locale, {
        zh: '您在同一时刻已记录过该户的走访，内容不同；请核对 recordedAt。',
        en: 'You recorded a visit of this household at the same moment with another content; check recordedAt.',
      });
};

const record = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  input: RecordVisitInput,
): Promise<CommandOutcome<Result>> => {
  const { locale, today } = context;
  const now = context.now();
  const household = await lockHousehold(context, em, input.householdId);
  if ('__typename' in household) return { result: household };
  const worker = await workerAt(context, em, household);
  const county = await loadCounty(sql);
  const problem = visitInputProblem(input, { locale, now, foundedOn: county.foundedOn, items: county.items });
  if (problem) return { result: problem };
  const before = await recordedBefore(context, em, input, worker);
  if (before) return { result: before };

  const members = await em.find(
    Resident,
    { householdId: household.id, departedOn: null },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  const fresh = await newDemands(context, em, household, members, worker.accountId, input.demands ?? []);
  if ('__typename' in fresh) return { result: fresh };

  const place = { householdId: household.id, gridId: household.gridId, areaCode: household.areaCode };
  const checks = checksOf(input);
  const visit = em.create(Visit, {
    id: context.newId(),
    ...place,
    gridWorkerId: worker.id,
    recordedAt: input.recordedAt,
    receivedAt: now,
    checks,
    note: trimmed(input.note),
    demandCount: fresh.length,
  });
  // Rows are written in the order of their entities' definition, demands refer to the visit.
  await em.flush();
  const demands = fresh.map(({ input: { text, place: where, clientKey }, residentId }, index) =>
    em.create(VisitDemand, {
      id: context.newId(),
      visitId: visit.id,
      ...place,
      residentId,
      position: index + 1,
      text: text.trim(),
      place: trimmed(where),
      raisedByAccountId: worker.accountId,
      raisedAt: input.recordedAt,
      clientKey: clientKey ?? null,
    }),
  );
  const first = household.visited(input.recordedAt);
  const confirmed = checks.some(({ item, passed }) => passed && county.verifying.has(item));
  const verified = confirmed ? members.filter((member) => member.verify(shanghaiDay(input.recordedAt))) : [];
  await em.flush();
  await applyIncrements(
    sql,
    incrementsAt(context.areas, household, {
      [metrics.visits]: 1,
      [metrics.demands]: demands.length,
      ...(first ? { [metrics.householdsVisited]: 1 } : {}),
    }),
  );
  return {
    result: { __typename: 'RecordVisitSuccess', visitId: visit.id },
    events: [
      ...visitEvents(visit),
      ...demands.flatMap(demandEvents),
      ...verified.flatMap((resident) => residentVerifiedEvents(resident, input.recordedAt, today)),
    ],
  };
};

/** Records a visit (走访) with its demands: everything that follows from it in one transaction. */
export const recordVisit = (context: Context, input: RecordVisitInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'recordVisit',
    input,
    work: (em, sql) => record(context, em, sql, input),
  });
