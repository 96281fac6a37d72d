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
import { activities, activityAt, addActivity } from '../figures/activity.ts';
import { incrementsAt, metrics } from '../figures/metrics.ts';
import { isUuid } from '../ids.ts';
import { patrollerAt } from '../patrol/patrol-reach.ts';
import { loadCountyRules } from '../rules/county-rules.ts';
import { clientKeyProblem, lengthProblem, momentProblem, trimmed } from '../visit/check-visit-input.ts';
import { readHazardClasses } from './hazard-classes.ts';
import { hazardRecheckedEvents } from './hazard-events.ts';
import { claimHazardPhotos, hazardPhotoSubject } from './hazard-photos.ts';
import { Hazard, HazardRecheck, RecheckRefused } from './hazard.ts';

export interface RecheckHazardInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly clientKey?: string | null | undefined;
  readonly hazardId: string;
  readonly at: Date;
  readonly gone: boolean;
  readonly note?: string | null | undefined;
  readonly photoFileIds?: readonly string[] | null | undefined;
}

export interface RecheckHazardSuccess {
  readonly __typename: 'RecheckHazardSuccess';
  readonly hazardId: string;
}

type Result = RecheckHazardSuccess | InvalidInput | NotFound | Conflict;

const MAX_NOTE = 500;
const DEFAULT_RECHECK_DAYS = 7;

const recheck = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  input: RecheckHazardInput,
): Promise<CommandOutcome<Result>> => {
  const { locale } = context;
  const hazard = isUuid(input.hazardId)
    ? await em.findOne(Hazard, { id: input.hazardId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!hazard) return { result: notFound(locale, 'input.hazardId') };
  const by = await patrollerAt(context, em, { id: hazard.gridId, areaCode: hazard.areaCode }, shanghaiDay(input.at));
  const done: Result = { __typename: 'RecheckHazardSuccess', hazardId: hazard.id };
  const known = isAbsent(input.clientKey)
    ? null
    : await em.findOne(HazardRecheck, { byAccountId: by.accountId, clientKey: input.clientKey });
  if (known) {
    const same = known.hazardId === hazard.id && known.gone === input.gone && known.at.getTime() === input.at.getTime();
    return {
      result: same
        ? done
        : invalidInput(locale, 'input.clientKey', {
            zh: 'input.clientKey 已用于内容不同的复查。',
            en: 'input.clientKey was used for another re-check before.',
          }),
    };
  }
  const problem =
    clientKeyProblem(locale, 'input.clientKey', input.clientKey) ??
    momentProblem(locale, 'input.at', input.at, { now: context.now(), rules: await loadCountyRules(sql) }) ??
    lengthProblem(locale, 'input.note', input.note, MAX_NOTE);
  if (problem) return { result: problem };
  const kind = (await readHazardClasses(sql)).find(({ code }) => code === hazard.classCode);
  try {
    hazard.recheck(input.at, shanghaiDay(input.at), input.gone, kind?.recheckDays ?? DEFAULT_RECHECK_DAYS);
  } catch (error) {
    if (!(error instanceof RecheckRefused)) throw error;
    return {
      result:
        error.reason === 'gone already'
          ? conflict(locale, { zh: '该隐患已消除。', en: 'The hazard is gone already.' })
          : invalidInput(
              locale,
              'input.at',
              { zh: 'input.at 不早于发现时间。', en: 'input.at is not before it was found.' },
              `>= ${hazard.foundAt.toISOString()}`,
            ),
    };
  }
  const photos = await claimHazardPhotos(sql, context, {
    fileIds: input.photoFileIds,
    subject: hazardPhotoSubject(hazard.id, hazard.recheckCount),
    accountId: by.accountId,
    field: 'input.photoFileIds',
    rule: kind?.photo === 'NONE' ? 'NONE' : 'OPTIONAL',
  });
  if (photos) return { result: photos };
  em.persist(
    Object.assign(new HazardRecheck(), {
      id: context.newId(),
      hazardId: hazard.id,
      position: hazard.recheckCount,
      at: input.at,
      byAccountId: by.accountId,
      gone: input.gone,
      note: trimmed(input.note),
      clientKey: input.clientKey ?? null,
    }),
  );
  await em.flush();
  if (input.gone) {
    await applyIncrements(
      sql,
      incrementsAt(context.areas, hazard, { [metrics.hazardsOpen]: -1, [metrics.hazardsGone]: 1 }),
    );
    await addActivity(sql, activityAt(context.areas, hazard, shanghaiDay(input.at), { [activities.hazardsGone]: 1 }));
  }
  return { result: done, events: hazardRecheckedEvents(hazard, input.at) };
};

/** Looks at a hazard again (隐患复查): until it is gone. */
export const recheckHazard = (context: Context, input: RecheckHazardInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, { name: 'recheckHazard', input, work: (em, sql) => recheck(context, em, sql, input) });
