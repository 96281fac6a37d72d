import type { EventDraft } from '@gridloom/messaging';
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

import type { Context } from '../context.ts';
import { activities, activityAt, addActivity } from '../figures/activity.ts';
import { incrementsAt, metrics } from '../figures/metrics.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { isUuid } from '../ids.ts';
import { lengthProblem, trimmed } from '../visit/check-visit-input.ts';
import { claimErrandDocuments, readErrandDocuments, type ErrandDocumentInput } from './errand-documents.ts';
import { errandEvents } from './errand-events.ts';
import { readErrandKinds, type ErrandKind } from './errand-kinds.ts';
import { Errand, ErrandEntry, ErrandStepRefused, type ErrandStep } from './errand.ts';

interface StepInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly errandId: string;
  readonly note?: string | null | undefined;
}

interface StepSuccess<T extends string> {
  readonly __typename: T;
  readonly errandId: string;
}

type Failure = InvalidInput | NotFound | Conflict;

const MAX_NOTE = 500;

const statusWords = {
  BEGUN: '已受理',
  HANDED_OVER: '已转办',
  ANSWERED: '已有结果',
  COMPLETED: '已办结',
  WITHDRAWN: '已撤回',
} as const;

const notInThisStatus = (context: Context, { status }: ErrandStepRefused) =>
  conflict(context.locale, {
    zh: `该代办${statusWords[status]}，不能再做此操作。`,
    en: `The errand is ${status}; it does not allow this step.`,
  });

/** Adds what was done to the errand's history. */
export const addErrandEntry = async (
  em: EntityManager,
  sql: SqlExecutor,
  errand: Errand,
  entry: {
    readonly step: ErrandStep;
    readonly at: Date;
    readonly byAccountId: string | null;
    readonly note: string | null;
  },
): Promise<void> => {
  const [row] = await sql('select max(position) as last from errand_entry where errand_id = $1', [errand.id]);
  em.persist(
    Object.assign(new ErrandEntry(), {
      errandId: errand.id,
      position: ((row?.last as number | null) ?? 0) + 1,
      ...entry,
    }),
  );
  await em.flush();
};

interface Step<T extends string, I extends StepInput> {
  readonly name: string;
  readonly success: T;
  readonly step: ErrandStep;
  readonly noteRequired: boolean;
  /** Does it; gives what is wrong. @throws ErrandStepRefused */
  readonly apply: (tools: {
    readonly context: Context;
    readonly sql: SqlExecutor;
    readonly errand: Errand;
    readonly kind: ErrandKind;
    readonly accountId: string;
    readonly input: I;
    readonly now: Date;
  }) => Promise<Failure | undefined>;
}

const take = async <T extends string, I extends StepInput>(
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  input: I,
  { success, step, noteRequired, apply }: Step<T, I>,
): Promise<CommandOutcome<StepSuccess<T> | Failure>> => {
  const { locale, caller } = context;
  const now = context.now();
  const errand = isUuid(input.errandId)
    ? await em.findOne(Errand, { id: input.errandId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!errand || caller.kind !== 'account' || !isInTerritory(context.peopleReach('RUN_ERRAND'), errand)) {
    return { result: notFound(locale, 'input.errandId') };
  }
  const problem = lengthProblem(locale, 'input.note', input.note, MAX_NOTE, noteRequired ? 1 : 0);
  if (problem) return { result: problem };
  const kind = (await readErrandKinds(sql)).find(({ code }) => code === errand.kindCode);
  if (!kind) throw new Error(`The kind ${errand.kindCode} of an errand is gone`);
  try {
    const failure = await apply({ context, sql, errand, kind, accountId: caller.accountId, input, now });
    if (failure) return { result: failure };
  } catch (error) {
    if (error instanceof ErrandStepRefused) return { result: notInThisStatus(context, error) };
    throw error;
  }
  await em.flush();
  await addErrandEntry(em, sql, errand, { step, at: now, byAccountId: caller.accountId, note: trimmed(input.note) });
  if (step === 'COMPLETED' || step === 'WITHDRAWN') {
    await applyIncrements(sql, incrementsAt(context.areas, errand, { [metrics.errandsOpen]: -1 }));
  }
  if (step === 'COMPLETED') {
    await addActivity(sql, activityAt(context.areas, errand, shanghaiDay(now), { [activities.errandsCompleted]: 1 }));
  }
  const events: EventDraft[] = errandEvents(errand, step, now, kind.label);
  return { result: { __typename: success, errandId: errand.id }, events };
};

const command =
  <T extends string, I extends StepInput>(step: Step<T, I>) =>
  (context: Context, input: I): Promise<StepSuccess<T> | Failure | KeyReused> =>
    runCommand<StepSuccess<T> | Failure>(context, {
      name: step.name,
      input,
      work: (em, sql) => take(context, em, sql, input, step),
    });

export interface AddErrandDocumentsInput extends StepInput {
  readonly documents: readonly ErrandDocumentInput[];
}

export const addErrandDocuments = command<'AddErrandDocumentsSuccess', AddErrandDocumentsInput>({
  name: 'addErrandDocuments',
  success: 'AddErrandDocumentsSuccess',
  step: 'DOCUMENTS_ADDED',
  noteRequired: false,
  apply: ({ context, sql, errand, kind, accountId, input }) => {
    errand.mayAddDocuments();
    return claimErrandDocuments(sql, context, { errandId: errand.id, kind, accountId, documents: input.documents });
  },
});

/** Hands an application over to the department: it becomes a case (转办). */
export const handOverErrand = command<'HandOverErrandSuccess', StepInput>({
  name: 'handOverErrand',
  success: 'HandOverErrandSuccess',
  step: 'HANDED_OVER',
  noteRequired: false,
  apply: async ({ context, sql, errand, kind, now }) => {
    const [documents] = await readErrandDocuments(sql, [errand.id], () => kind);
    const missing = (documents ?? []).find(({ required, files }) => required && files.length === 0);
    if (missing) {
      return invalidInput(
        context.locale,
        'input.errandId',
        {
          zh: `缺少必备材料“${missing.label}”（${missing.code}），补齐后方可转办。`,
          en: `The document ${missing.code} is required and not there yet; add it before handing over.`,
        },
        missing.code,
      );
    }
    errand.handOver(now);
    return undefined;
  },
});

/** The resident was told the result (告知结果, 办结). */
export const completeErrand = command<'CompleteErrandSuccess', StepInput>({
  name: 'completeErrand',
  success: 'CompleteErrandSuccess',
  step: 'COMPLETED',
  noteRequired: false,
  apply: ({ errand, now }) => {
    errand.complete(now);
    return Promise.resolve(undefined);
  },
});

/** The resident takes the application back (撤回). */
export const withdrawErrand = command<'WithdrawErrandSuccess', StepInput>({
  name: 'withdrawErrand',
  success: 'WithdrawErrandSuccess',
  step: 'WITHDRAWN',
  noteRequired: true,
  apply: ({ errand, now }) => {
    errand.withdraw(now);
    return Promise.resolve(undefined);
  },
});
