import { invalidInput, runCommand, type Bilingual, type InvalidInput, type SqlExecutor } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { PutEvaluationReasonInput } from '../generated/resolvers.ts';

/** A reason that complainants give for being satisfied or not. */
export interface EvaluationReason {
  readonly code: string;
  readonly name: Bilingual;
  readonly satisfied: boolean;
  /** Whether the office decides first, before the matter is done again. */
  readonly needsDecision: boolean;
  /** Whether who gives it takes the matter for unsolved. */
  readonly unsolved: boolean;
  readonly withdrawn: boolean;
}

const MOST_REASONS = 5;
const NAME_LIMIT = 60;
const codePattern = /^[A-Z][A-Z0-9_]{1,39}$/u;

export const readReasons = async (sql: SqlExecutor): Promise<EvaluationReason[]> => {
  const rows = await sql(
    `select code, name_zh, name_en, satisfied, needs_decision, unsolved, withdrawn_at is not null as withdrawn from evaluation_reason
     order by position, code`,
  );
  return rows.map((row) => ({
    code: row.code as string,
    name: { zh: row.name_zh as string, en: row.name_en as string },
    satisfied: row.satisfied as boolean,
    needsDecision: row.needs_decision as boolean,
    unsolved: row.unsolved as boolean,
    withdrawn: row.withdrawn as boolean,
  }));
};

/** Whether a matter is solved in the eyes of who answers: satisfied, or unsatisfied for reasons of another kind alone. */
export const isSolved = (satisfied: boolean, reasons: readonly EvaluationReason[]): boolean =>
  satisfied || (reasons.length > 0 && reasons.every(({ unsolved }) => !unsolved));

export const loadReasons = (context: Context): Promise<readonly EvaluationReason[]> =>
  context.batches.load('EvaluationReasons', null, 'county', async (keys) => {
    const all = await readReasons(context.sql);
    return keys.map(() => all);
  });

/** The reasons that are offered. */
export const listReasons = async (context: Context, satisfied: boolean | null): Promise<EvaluationReason[]> =>
  (await loadReasons(context)).filter(
    (reason) => !reason.withdrawn && (satisfied === null || reason.satisfied === satisfied),
  );

/** Reasons by their codes, as they fit an answer; else what is wrong with them. */
export const checkReasons = async (
  context: Pick<Context, 'locale'>,
  sql: SqlExecutor,
  codes: readonly string[],
  satisfied: boolean,
): Promise<readonly EvaluationReason[] | InvalidInput> => {
  if (codes.length === 0) return [];
  const offered = (await readReasons(sql)).filter((reason) => !reason.withdrawn && reason.satisfied === satisfied);
  const chosen = [...new Set(codes)].map((code) => offered.find((reason) => reason.code === code));
  const found = chosen.filter((reason) => reason !== undefined);
  if (found.length === chosen.length && found.length <= MOST_REASONS) return found;
  return invalidInput(
    context.locale,
    'input.reasonCodes',
    {
      zh: `请从所列原因中选择，至多 ${String(MOST_REASONS)} 项。`,
      en: `Choose from the reasons offered, ${String(MOST_REASONS)} at most.`,
    },
    offered.map(({ code }) => code).join(', '),
  );
};

/** It is done. */
export interface ReasonPut {
  readonly __typename: 'PutEvaluationReasonSuccess';
  readonly reasonCode: string;
}

/** Sets a reason (评价原因); what was said before keeps its code. */
export const putEvaluationReason = (context: Context, input: PutEvaluationReasonInput) =>
  runCommand<ReasonPut | InvalidInput>(context, {
    name: 'putEvaluationReason',
    input,
    work: async (_em, sql) => {
      const wrong = (field: string, message: Bilingual, allowed: string) => ({
        result: invalidInput(context.locale, field, message, allowed),
      });
      if (!codePattern.test(input.code)) {
        return wrong(
          'input.code',
          { zh: '编码须为大写字母、数字和下划线。', en: 'Capitals, digits and underscores.' },
          'A-Z 0-9 _',
        );
      }
      for (const [field, name] of [
        ['input.nameZh', input.nameZh],
        ['input.nameEn', input.nameEn],
      ] as const) {
        if (name.trim() === '' || name.length > NAME_LIMIT) {
          return wrong(field, { zh: '须填写名称，且不过长。', en: 'A name, not too long.' }, `1–${String(NAME_LIMIT)}`);
        }
      }
      const needsDecision = input.needsDecision ?? false;
      if (input.satisfied && needsDecision) {
        return wrong(
          'input.needsDecision',
          { zh: '满意的原因无需认定。', en: 'Reasons of the satisfied need no decision.' },
          'false',
        );
      }
      const unsolved = input.unsolved ?? false;
      if (input.satisfied && unsolved) {
        return wrong(
          'input.unsolved',
          { zh: '满意的原因不能表示未解决。', en: 'Reasons of the satisfied never mean unsolved.' },
          'false',
        );
      }
      await sql(
        `insert into evaluation_reason (code, name_zh, name_en, satisfied, needs_decision, unsolved, position, withdrawn_at)
         values ($1, $2, $3, $4, $5, $6, (select coalesce(max(position), 0) + 1 from evaluation_reason), $7)
         on conflict (code) do update set name_zh = excluded.name_zh, name_en = excluded.name_en, satisfied = excluded.satisfied,
           needs_decision = excluded.needs_decision, unsolved = excluded.unsolved, withdrawn_at = excluded.withdrawn_at`,
        [
          input.code,
          input.nameZh.trim(),
          input.nameEn.trim(),
          input.satisfied,
          needsDecision,
          unsolved,
          input.withdrawn === true ? context.now() : null,
        ],
      );
      return { result: { __typename: 'PutEvaluationReasonSuccess', reasonCode: input.code } };
    },
  });
