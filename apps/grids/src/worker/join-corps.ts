import {
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
import { addDays } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { lockManagedWorker } from './change-grid-worker.ts';
import { findMembership } from './corps-of-worker.ts';
import { Corps, CorpsMembership, type GridWorker } from './grid-worker.ts';
import { changedEvents, nextVersions } from './worker-events.ts';
import { dayProblem } from './worker-problems.ts';

export interface JoinCorpsInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly gridWorkerId: string;
  readonly corpsId: string;
  readonly since: string;
}
export interface LeaveCorpsInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly gridWorkerId: string;
  readonly until: string;
}
export interface JoinCorpsSuccess {
  readonly __typename: 'JoinCorpsSuccess';
  readonly gridWorkerId: string;
}
export interface LeaveCorpsSuccess {
  readonly __typename: 'LeaveCorpsSuccess';
  readonly gridWorkerId: string;
}

type Problem = InvalidInput | NotFound | Conflict;

const tell = async (context: Context, sql: SqlExecutor, worker: GridWorker, corpsId: string | null) => {
  const versions = await nextVersions(sql, [worker.id]);
  const version = versions.get(worker.id) ?? worker.version;
  return changedEvents({ worker, version, corpsId, occurredAt: context.now() }, ['CORPS']);
};

const join = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  { gridWorkerId, corpsId, since }: JoinCorpsInput,
): Promise<CommandOutcome<JoinCorpsSuccess | Problem>> => {
  const { locale, today } = context;
  const worker = await lockManagedWorker(context, em, sql, gridWorkerId);
  if (!worker) return { result: notFound(locale, 'input.gridWorkerId') };
  const corps = isUuid(corpsId) ? await em.findOne(Corps, { id: corpsId }) : null;
  if (!corps?.standsOn(today)) return { result: notFound(locale, 'input.corpsId') };
  const present = await findMembership(em, worker.id, today);
  if (present?.corpsId === corps.id) {
    return {
      result: conflict(locale, {
        zh: '该网格员已是此队伍成员。',
        en: 'The worker belongs to this corps already.',
      }),
    };
  }
  const [last] = await sql(
    'select max(coalesce(until, since + 1))::text as day from corps_membership where grid_worker_id = $1',
    [worker.id],
  );
  const lastDay = (last?.day as string | null | undefined) ?? corps.foundedOn;
  const from = lastDay > corps.foundedOn ? lastDay : corps.foundedOn;
  const problem = dayProblem(locale, 'input.since', { from, to: today }, since);
  if (problem) return { result: problem };
  if (present) {
    present.until = since;
    await em.flush();
  }
  em.create(CorpsMembership, { id: context.newId(), corpsId: corps.id, gridWorkerId: worker.id, since, until: null });
  await em.flush();
  return {
    result: { __typename: 'JoinCorpsSuccess', gridWorkerId: worker.id },
    events: await tell(context, sql, worker, corps.id),
  };
};

/** A worker joins a corps (加入队伍), and leaves the former one that day. */
export const joinCorps = (context: Context, input: JoinCorpsInput): Promise<JoinCorpsSuccess | Problem | KeyReused> =>
  runCommand<JoinCorpsSuccess | Problem>(context, {
    name: 'joinCorps',
    input,
    work: (em, sql) => join(context, em, sql, input),
  });

const leave = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  { gridWorkerId, until }: LeaveCorpsInput,
): Promise<CommandOutcome<LeaveCorpsSuccess | Problem>> => {
  const { locale, today } = context;
  const worker = await lockManagedWorker(context, em, sql, gridWorkerId);
  if (!worker) return { result: notFound(locale, 'input.gridWorkerId') };
  const present = await findMembership(em, worker.id, today);
  if (!present) {
    return {
      result: conflict(locale, { zh: '该网格员目前不属于任何队伍。', en: 'The worker belongs to no corps.' }),
    };
  }
  const problem = dayProblem(locale, 'input.until', { from: addDays(present.since, 1), to: today }, until);
  if (problem) return { result: problem };
  present.until = until;
  await em.flush();
  return {
    result: { __typename: 'LeaveCorpsSuccess', gridWorkerId: worker.id },
    events: await tell(context, sql, worker, null),
  };
};

/** A worker leaves the corps (退出队伍). */
export const leaveCorps = (
  context: Context,
  input: LeaveCorpsInput,
): Promise<LeaveCorpsSuccess | Problem | KeyReused> =>
  runCommand<LeaveCorpsSuccess | Problem>(context, {
    name: 'leaveCorps',
    input,
    work: (em, sql) => leave(context, em, sql, input),
  });
