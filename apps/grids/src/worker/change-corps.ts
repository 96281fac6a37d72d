import {
  conflict,
  notFound,
  runCommand,
  type CommandOutcome,
  type Conflict,
  type EntityManager,
  type InvalidInput,
  type KeyReused,
  type Locale,
  type NotFound,
  type SqlExecutor,
} from '@gridloom/service-kit';
import { addDays } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/postgresql';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { Corps, CorpsMembership, GridWorker } from './grid-worker.ts';
import { changedEvents, nextVersions } from './worker-events.ts';
import { dayProblem, nameProblem } from './worker-problems.ts';

export interface FoundCorpsInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly name: string;
  readonly areaCode: string;
  readonly foundedOn?: string | null | undefined;
}
export interface RenameCorpsInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly corpsId: string;
  readonly name: string;
}
export interface DissolveCorpsInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly corpsId: string;
  readonly dissolvedOn: string;
}

interface CorpsSuccess<Name extends string> {
  readonly __typename: Name;
  readonly corpsId: string;
}
export type FoundCorpsSuccess = CorpsSuccess<'FoundCorpsSuccess'>;
export type RenameCorpsSuccess = CorpsSuccess<'RenameCorpsSuccess'>;
export type DissolveCorpsSuccess = CorpsSuccess<'DissolveCorpsSuccess'>;

type Problem = InvalidInput | NotFound | Conflict;

const nameTaken = (locale: Locale): Conflict =>
  conflict(locale, {
    zh: '该区划内已有同名队伍。',
    en: 'A corps of this area has the name already.',
  });

/** Whether the caller keeps the corps of an area. */
export const managesRulesOf = (context: Context, areaCode: string): boolean => {
  const reach = context.reach('MANAGE_WORKFORCE_RULES');
  return context.areas.find(areaCode) !== undefined && (reach.all || reach.areaCodes.includes(areaCode));
};

const lockCorps = async (context: Context, em: EntityManager, id: string): Promise<Corps | null> => {
  const corps = isUuid(id) ? await em.findOne(Corps, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
  return corps && managesRulesOf(context, corps.areaCode) ? corps : null;
};

const found = async (
  context: Context,
  sql: SqlExecutor,
  { name, areaCode, foundedOn }: FoundCorpsInput,
): Promise<CommandOutcome<FoundCorpsSuccess | Problem>> => {
  const { locale, today } = context;
  if (!managesRulesOf(context, areaCode)) return { result: notFound(locale, 'input.areaCode') };
  const day = foundedOn ?? today;
  const problem = nameProblem(locale, 'input.name', name) ?? dayProblem(locale, 'input.foundedOn', { to: today }, day);
  if (problem) return { result: problem };
  const id = context.newId();
  const [entered] = await sql(
    `insert into corps (id, name, area_code, founded_on) values ($1, $2, $3, $4)
     on conflict (area_code, name) where dissolved_on is null do nothing returning id`,
    [id, name.trim(), areaCode, day],
  );
  return { result: entered ? { __typename: 'FoundCorpsSuccess', corpsId: id } : nameTaken(locale) };
};

/** Founds a corps (组建队伍). */
export const foundCorps = (
  context: Context,
  input: FoundCorpsInput,
): Promise<FoundCorpsSuccess | Problem | KeyReused> =>
  runCommand<FoundCorpsSuccess | Problem>(context, {
    name: 'foundCorps',
    input,
    work: (_, sql) => found(context, sql, input),
  });

const isOver = (locale: Locale): Conflict =>
  conflict(locale, { zh: '该队伍已撤销。', en: 'The corps is dissolved already.' });

const rename = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  { corpsId, name }: RenameCorpsInput,
): Promise<CommandOutcome<RenameCorpsSuccess | Problem>> => {
  const { locale } = context;
  const corps = await lockCorps(context, em, corpsId);
  if (!corps) return { result: notFound(locale, 'input.corpsId') };
  const problem = nameProblem(locale, 'input.name', name);
  if (problem) return { result: problem };
  if (corps.dissolvedOn) return { result: isOver(locale) };
  await sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`corps-name ${corps.areaCode}`]);
  const [holder] = await sql(
    'select id from corps where area_code = $1 and name = $2 and dissolved_on is null and id <> $3',
    [corps.areaCode, name.trim(), corps.id],
  );
  if (holder) return { result: nameTaken(locale) };
  corps.name = name.trim();
  return { result: { __typename: 'RenameCorpsSuccess', corpsId: corps.id } };
};

/** Gives a corps another name (队伍更名). */
export const renameCorps = (
  context: Context,
  input: RenameCorpsInput,
): Promise<RenameCorpsSuccess | Problem | KeyReused> =>
  runCommand<RenameCorpsSuccess | Problem>(context, {
    name: 'renameCorps',
    input,
    work: (em, sql) => rename(context, em, sql, input),
  });

const dissolve = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  { corpsId, dissolvedOn }: DissolveCorpsInput,
): Promise<CommandOutcome<DissolveCorpsSuccess | Problem>> => {
  const { locale, today } = context;
  const corps = await lockCorps(context, em, corpsId);
  if (!corps) return { result: notFound(locale, 'input.corpsId') };
  if (corps.dissolvedOn) return { result: isOver(locale) };
  const problem = dayProblem(
    locale,
    'input.dissolvedOn',
    { from: addDays(corps.foundedOn, 1), to: today },
    dissolvedOn,
  );
  if (problem) return { result: problem };
  corps.dissolvedOn = dissolvedOn;
  const members = await em.find(
    CorpsMembership,
    { corpsId: corps.id, $or: [{ until: null }, { until: { $gt: dissolvedOn } }] },
    { orderBy: { gridWorkerId: 'asc' } },
  );
  const workers = await em.find(
    GridWorker,
    { id: { $in: members.map(({ gridWorkerId }) => gridWorkerId) } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  for (const membership of members) {
    if (membership.since >= dissolvedOn) em.remove(membership);
    else membership.until = dissolvedOn;
  }
  await em.flush();
  const versions = await nextVersions(
    sql,
    workers.map(({ id }) => id),
  );
  return {
    result: { __typename: 'DissolveCorpsSuccess', corpsId: corps.id },
    events: workers.flatMap((worker) =>
      changedEvents(
        { worker, version: versions.get(worker.id) ?? worker.version, corpsId: null, occurredAt: context.now() },
        ['CORPS'],
      ),
    ),
  };
};

/** Dissolves a corps (撤销队伍); whoever belongs to it leaves it that day. */
export const dissolveCorps = (
  context: Context,
  input: DissolveCorpsInput,
): Promise<DissolveCorpsSuccess | Problem | KeyReused> =>
  runCommand<DissolveCorpsSuccess | Problem>(context, {
    name: 'dissolveCorps',
    input,
    work: (em, sql) => dissolve(context, em, sql, input),
  });
