import {
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

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { Corps, CorpsMembership, GridWorker } from './grid-worker.ts';
import { registeredEvents } from './worker-events.ts';
import { holdPhone } from './hold-phone.ts';
import { nameProblem, phoneOf, phoneTaken, registeredTwice } from './worker-problems.ts';

export interface RegisterGridWorkerInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly accountId: string;
  readonly name: string;
  readonly phone?: string | null | undefined;
  readonly areaCode: string;
  readonly corpsId?: string | null | undefined;
}

export interface RegisterGridWorkerSuccess {
  readonly __typename: 'RegisterGridWorkerSuccess';
  readonly gridWorkerId: string;
}

type Result = RegisterGridWorkerSuccess | InvalidInput | NotFound | Conflict;

/** Whether the caller manages the workers of an area. */
export const managesArea = (context: Context, areaCode: string): boolean => {
  const reach = context.reach('MANAGE_GRID_WORKERS');
  return context.areas.find(areaCode) !== undefined && (reach.all || reach.areaCodes.includes(areaCode));
};

const register = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  { accountId, name, phone, areaCode, corpsId }: RegisterGridWorkerInput,
): Promise<CommandOutcome<Result>> => {
  const { locale, today } = context;
  if (!managesArea(context, areaCode)) return { result: notFound(locale, 'input.areaCode') };
  if (!isUuid(accountId)) {
    return {
      result: invalidInput(locale, 'input.accountId', {
        zh: 'accountId 应为账号的编号（UUID）。',
        en: 'accountId is the id of an account, a UUID.',
      }),
    };
  }
  const problem = nameProblem(locale, 'input.name', name);
  if (problem) return { result: problem };
  const checked = isAbsent(phone) ? null : phoneOf(locale, 'input.phone', phone);
  if (checked !== null && typeof checked !== 'string') return { result: checked };
  const corps = isAbsent(corpsId) || !isUuid(corpsId) ? null : await em.findOne(Corps, { id: corpsId });
  if (!isAbsent(corpsId) && !corps?.standsOn(today)) return { result: notFound(locale, 'input.corpsId') };

  const id = context.newId();
  const hash = checked === null ? null : context.numbers.hashPhone(checked);
  if (hash !== null) await holdPhone(sql, hash);
  const [entered] = await sql(
    `insert into grid_worker (id, account_id, name, area_code, phone_sealed, phone_hash)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id`,
    [
      id,
      accountId.toLowerCase(),
      name.trim(),
      areaCode,
      checked === null ? null : context.numbers.sealPhone(checked),
      hash,
    ],
  );
  if (!entered) {
    const known = await em.findOne(GridWorker, { accountId: accountId.toLowerCase() });
    return { result: known ? registeredTwice(locale) : phoneTaken(locale) };
  }
  if (corps) {
    em.create(CorpsMembership, {
      id: context.newId(),
      corpsId: corps.id,
      gridWorkerId: id,
      since: today,
      until: null,
    });
    await em.flush();
  }
  const worker = await em.findOneOrFail(GridWorker, { id });
  return {
    result: { __typename: 'RegisterGridWorkerSuccess', gridWorkerId: id },
    events: registeredEvents({ worker, corpsId: corps?.id ?? null, occurredAt: context.now() }),
  };
};

/** Enters a person as a grid worker (登记网格员): an account once, a phone once. */
export const registerGridWorker = (context: Context, input: RegisterGridWorkerInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'registerGridWorker',
    input,
    work: (em, sql) => register(context, em, sql, input),
  });
