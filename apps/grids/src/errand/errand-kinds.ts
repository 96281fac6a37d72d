import {
  invalidInput,
  runCommand,
  type CommandOutcome,
  type InvalidInput,
  type KeyReused,
  type SqlExecutor,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';

/** A document that an application needs. */
export interface ErrandDocumentKind {
  readonly code: string;
  readonly label: string;
  readonly required: boolean;
}

/** What may be applied for on behalf of a resident (代办事项). */
export interface ErrandKind {
  readonly code: string;
  readonly label: string;
  readonly documents: readonly ErrandDocumentKind[];
  readonly retiredOn: string | null;
}

export const readErrandKinds = async (sql: SqlExecutor): Promise<readonly ErrandKind[]> => {
  const rows = await sql(
    'select code, label, documents, retired_on::text as retired_on from errand_kind order by position, code',
  );
  return rows.map((row) => ({
    code: row.code as string,
    label: row.label as string,
    documents: row.documents as ErrandDocumentKind[],
    retiredOn: row.retired_on as string | null,
  }));
};

export const listErrandKinds = (context: Context): Promise<readonly ErrandKind[]> =>
  context.batches.load('errandKinds', null, 'county', async (keys) => {
    const kinds = await readErrandKinds(context.sql);
    return keys.map(() => kinds);
  });

export interface PutErrandKindInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly code: string;
  readonly label: string;
  readonly documents: readonly ErrandDocumentKind[];
  readonly retired?: boolean | null | undefined;
}

export interface PutErrandKindSuccess {
  readonly __typename: 'PutErrandKindSuccess';
  readonly kindCode: string;
}

type Result = PutErrandKindSuccess | InvalidInput;

const CODE = /^[A-Z][A-Z0-9_]{0,39}$/;
const MAX_DOCUMENTS = 20;

/** What is wrong with a kind as it was sent in. */
export const errandKindProblem = (
  { locale }: Context,
  { code, label, documents }: PutErrandKindInput,
): InvalidInput | undefined => {
  const wrong = (field: string, zh: string, en: string) =>
    invalidInput(locale, field, { zh: `${field} ${zh}`, en: `${field} ${en}` });
  const isName = (text: string) => text.trim().length >= 1 && text.trim().length <= 40;
  if (!CODE.test(code)) {
    return wrong('input.code', '应为大写字母开头的代码，至多 40 位。', 'is a code in capitals, 40 characters at most.');
  }
  if (!isName(label)) return wrong('input.label', '应为 1 至 40 个字。', 'has 1 to 40 characters.');
  if (documents.length > MAX_DOCUMENTS) {
    return wrong('input.documents', `最多 ${MAX_DOCUMENTS} 种材料。`, `has at most ${MAX_DOCUMENTS} documents.`);
  }
  const seen = new Set<string>();
  for (const [index, document] of documents.entries()) {
    const field = `input.documents.${index}`;
    if (!CODE.test(document.code) || seen.has(document.code)) {
      return wrong(`${field}.code`, '应为大写代码，各不相同。', 'is a code in capitals, each once.');
    }
    seen.add(document.code);
    if (!isName(document.label)) return wrong(`${field}.label`, '应为 1 至 40 个字。', 'has 1 to 40 characters.');
  }
  return undefined;
};

const put = async (context: Context, sql: SqlExecutor, input: PutErrandKindInput): Promise<CommandOutcome<Result>> => {
  const problem = errandKindProblem(context, input);
  if (problem) return { result: problem };
  await sql(
    `insert into errand_kind (code, label, position, documents, retired_on)
     values ($1, $2, (select coalesce(max(position), 0) + 1 from errand_kind), $3::jsonb, $4::date)
     on conflict (code) do update set label = excluded.label, documents = excluded.documents, retired_on = excluded.retired_on`,
    [
      input.code,
      input.label.trim(),
      JSON.stringify(input.documents.map(({ code, label, required }) => ({ code, label: label.trim(), required }))),
      input.retired === true ? context.today : null,
    ],
  );
  return { result: { __typename: 'PutErrandKindSuccess', kindCode: input.code } };
};

/** Adds or changes what may be applied for (代办事项); errands that were begun go on as they are. */
export const putErrandKind = (context: Context, input: PutErrandKindInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, { name: 'putErrandKind', input, work: (_, sql) => put(context, sql, input) });
