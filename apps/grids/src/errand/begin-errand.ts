import {
  applyIncrements,
  invalidInput,
  notFound,
  runCommand,
  type CommandOutcome,
  type EntityManager,
  type InvalidInput,
  type KeyReused,
  type NotFound,
  type SqlExecutor,
} from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { activities, activityAt, addActivity } from '../figures/activity.ts';
import { incrementsAt, metrics } from '../figures/metrics.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { isUuid } from '../ids.ts';
import { Resident } from '../resident/resident.ts';
import { loadCountyRules } from '../rules/county-rules.ts';
import { clientKeyProblem, lengthProblem, momentProblem } from '../visit/check-visit-input.ts';
import { Visit } from '../visit/visit.ts';
import { claimErrandDocuments, type ErrandDocumentInput } from './errand-documents.ts';
import { errandEvents } from './errand-events.ts';
import { readErrandKinds, type ErrandKind } from './errand-kinds.ts';
import { Errand, ErrandEntry, type ConsentKind } from './errand.ts';

export interface BeginErrandInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly clientKey?: string | null | undefined;
  readonly kindCode: string;
  readonly residentId: string;
  readonly visitId?: string | null | undefined;
  readonly text: string;
  readonly consentKind: ConsentKind;
  readonly consentedAt: Date;
  readonly documents?: readonly ErrandDocumentInput[] | null | undefined;
}

/** What a step of an errand gives back. */
export interface ErrandDone {
  readonly errandId: string;
}

export interface BeginErrandSuccess extends ErrandDone {
  readonly __typename: 'BeginErrandSuccess';
}

type Result = BeginErrandSuccess | InvalidInput | NotFound;

const MAX_TEXT = 2_000;

const kindProblem = (context: Context, kinds: readonly ErrandKind[]) => {
  const allowed = kinds
    .filter(({ retiredOn }) => retiredOn === null)
    .map(({ code }) => code)
    .join(', ');
  return invalidInput(
    context.locale,
    'input.kindCode',
    {
      zh: `input.kindCode 应为本县代办事项：${allowed}。`,
      en: `input.kindCode is an errand of the county: ${allowed}.`,
    },
    allowed,
  );
};

const begin = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  input: BeginErrandInput,
): Promise<CommandOutcome<Result>> => {
  const { locale, caller } = context;
  const accountId = caller.kind === 'account' ? caller.accountId : '';
  const now = context.now();
  const resident = isUuid(input.residentId) ? await em.findOne(Resident, { id: input.residentId }) : null;
  if (!resident || !isInTerritory(context.peopleReach('RUN_ERRAND'), resident) || isAbsent(resident.householdId)) {
    return { result: notFound(locale, 'input.residentId') };
  }
  if (!isAbsent(input.clientKey)) {
    const known = await em.findOne(Errand, { workerAccountId: accountId, clientKey: input.clientKey });
    if (known) {
      const same =
        known.residentId === resident.id && known.kindCode === input.kindCode && known.text === input.text.trim();
      return {
        result: same
          ? { __typename: 'BeginErrandSuccess', errandId: known.id }
          : invalidInput(locale, 'input.clientKey', {
              zh: 'input.clientKey 已用于内容不同的代办。',
              en: 'input.clientKey was used for another errand before.',
            }),
      };
    }
  }
  const kinds = await readErrandKinds(sql);
  const kind = kinds.find(({ code, retiredOn }) => code === input.kindCode && retiredOn === null);
  if (!kind) return { result: kindProblem(context, kinds) };
  const problem =
    clientKeyProblem(locale, 'input.clientKey', input.clientKey) ??
    lengthProblem(locale, 'input.text', input.text, MAX_TEXT, 1) ??
    momentProblem(locale, 'input.consentedAt', input.consentedAt, { now, rules: await loadCountyRules(sql) });
  if (problem) return { result: problem };
  const visit =
    !isAbsent(input.visitId) && isUuid(input.visitId)
      ? await em.findOne(Visit, { id: input.visitId, householdId: resident.householdId })
      : null;
  if (!isAbsent(input.visitId) && !visit) return { result: notFound(locale, 'input.visitId') };
  const errand = Object.assign(new Errand(), {
    id: context.newId(),
    kindCode: kind.code,
    residentId: resident.id,
    householdId: resident.householdId,
    gridId: resident.gridId,
    areaCode: resident.areaCode,
    visitId: visit?.id ?? null,
    text: input.text.trim(),
    consentKind: input.consentKind,
    consentedAt: input.consentedAt,
    status: 'BEGUN' as const,
    begunAt: now,
    workerAccountId: accountId,
    caseSequence: 0,
    clientKey: input.clientKey ?? null,
  });
  em.persist(errand);
  await em.flush();
  em.persist(
    Object.assign(new ErrandEntry(), {
      errandId: errand.id,
      position: 1,
      step: 'BEGUN' as const,
      at: now,
      byAccountId: accountId,
      note: null,
    }),
  );
  await em.flush();
  const documents = await claimErrandDocuments(sql, context, {
    errandId: errand.id,
    kind,
    accountId,
    documents: input.documents ?? [],
  });
  if (documents) return { result: documents };
  await applyIncrements(sql, incrementsAt(context.areas, errand, { [metrics.errandsOpen]: 1 }));
  await addActivity(sql, activityAt(context.areas, errand, shanghaiDay(now), { [activities.errandsBegun]: 1 }));
  return {
    result: { __typename: 'BeginErrandSuccess', errandId: errand.id },
    events: errandEvents(errand, 'BEGUN', now),
  };
};

/** Takes an application on behalf of a resident of the own grid, with the consent (受理代办). */
export const beginErrand = (context: Context, input: BeginErrandInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, { name: 'beginErrand', input, work: (em, sql) => begin(context, em, sql, input) });
