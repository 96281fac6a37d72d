import {
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

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { findCorpsId, lockWorker } from './corps-of-worker.ts';
import type { GridWorker } from './grid-worker.ts';
import { holdPhone } from './hold-phone.ts';
import { managesArea } from './register-grid-worker.ts';
import { changedEvents } from './worker-events.ts';
import { nameProblem, phoneOf, phoneTaken } from './worker-problems.ts';
import { findWorkersWithin } from './worker-reach.ts';

export interface ChangeGridWorkerInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly gridWorkerId: string;
  readonly name?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly areaCode?: string | null | undefined;
}

export interface ChangeGridWorkerSuccess {
  readonly __typename: 'ChangeGridWorkerSuccess';
  readonly gridWorkerId: string;
}

type Result = ChangeGridWorkerSuccess | InvalidInput | NotFound | Conflict;

/** The worker, held, where it is one of those whom the caller manages. */
export const lockManagedWorker = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  id: string,
): Promise<GridWorker | null> => {
  const worker = await lockWorker(em, id);
  if (!worker) return null;
  return (await findWorkersWithin(context, sql, 'MANAGE_GRID_WORKERS', [worker.id])).has(worker.id) ? worker : null;
};

const change = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  { gridWorkerId, name, phone, areaCode }: ChangeGridWorkerInput,
): Promise<CommandOutcome<Result>> => {
  const { locale, today } = context;
  const worker = await lockManagedWorker(context, em, sql, gridWorkerId);
  if (!worker) return { result: notFound(locale, 'input.gridWorkerId') };
  const fields: string[] = [];
  if (!isAbsent(name)) {
    const problem = nameProblem(locale, 'input.name', name);
    if (problem) return { result: problem };
    if (worker.name !== name.trim()) fields.push('NAME');
    worker.name = name.trim();
  }
  if (!isAbsent(areaCode)) {
    if (!managesArea(context, areaCode)) return { result: notFound(locale, 'input.areaCode') };
    if (worker.areaCode !== areaCode) fields.push('AREA');
    worker.areaCode = areaCode;
  }
  if (!isAbsent(phone)) {
    const checked = phone.trim() === '' ? null : phoneOf(locale, 'input.phone', phone);
    if (checked !== null && typeof checked !== 'string') return { result: checked };
    const hash = checked === null ? null : context.numbers.hashPhone(checked);
    if ((worker.phoneHash ?? null) !== hash) {
      if (hash !== null) {
        await holdPhone(sql, hash);
        const [holder] = await sql('select id from grid_worker where phone_hash = $1', [hash]);
        if (holder) return { result: phoneTaken(locale) };
      }
      fields.push('PHONE');
      worker.phoneHash = hash;
      worker.phoneSealed = checked === null ? null : context.numbers.sealPhone(checked);
    }
  }
  const result: Result = { __typename: 'ChangeGridWorkerSuccess', gridWorkerId: worker.id };
  if (fields.length === 0) return { result };
  await em.flush();
  const corpsId = await findCorpsId(em, worker.id, today);
  return { result, events: changedEvents({ worker, corpsId, occurredAt: context.now() }, fields) };
};

/** Changes what is kept of a grid worker (变更网格员信息). The name of roles already told stays until they are told again. */
export const changeGridWorker = (context: Context, input: ChangeGridWorkerInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'changeGridWorker',
    input,
    work: (em, sql) => change(context, em, sql, input),
  });
