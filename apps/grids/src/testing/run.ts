import type { Caller } from '@gridloom/access';

import type { County } from './county.ts';

export interface Answer {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly string[];
  readonly codes: readonly unknown[];
}

/** Asks the county as somebody, in English. */
export const ask = (
  county: County,
  as: Caller | undefined,
  document: string,
  variables: object = {},
): Promise<Answer> => county.subgraph.execute(document, { ...variables }, { locale: 'en', ...(as ? { as } : {}) });

/** The same for a mutation whose result has not all of the common errors: the selection names those that it has. */
export const sendWith = async (
  county: County,
  as: Caller | undefined,
  mutation: string,
  inputType: string,
  selection: string,
  input: object,
): Promise<Record<string, unknown>> => {
  const { data, errors } = await ask(
    county,
    as,
    `mutation Send($input: ${inputType}!) { answer: ${mutation}(input: $input) { __typename ${selection} ... on UserError { code message } } }`,
    { input },
  );
  if (errors.length > 0) throw new Error(errors.join('; '));
  if (!data?.answer) throw new Error(`${mutation} answered nothing`);
  return data.answer as Record<string, unknown>;
};

/** Sends a mutation with one input and gives what it answered. */
export const send = async (
  county: County,
  as: Caller | undefined,
  mutation: string,
  inputType: string,
  selection: string,
  input: object,
): Promise<Record<string, unknown>> => {
  const { data, errors } = await ask(
    county,
    as,
    `mutation Send($input: ${inputType}!) { answer: ${mutation}(input: $input) { __typename ${selection} ... on UserError { code message } ... on InvalidInput { field allowed } ... on NotFound { field } } }`,
    { input },
  );
  if (errors.length > 0) throw new Error(errors.join('; '));
  if (!data?.answer) throw new Error(`${mutation} answered nothing`);
  return data.answer as Record<string, unknown>;
};

/** {@link send} for a mutation whose only expected error is input that is wrong. */
export const sendInput = async (
  county: County,
  as: Caller | undefined,
  mutation: string,
  inputType: string,
  selection: string,
  input: object,
): Promise<Record<string, unknown>> => {
  const { data, errors } = await ask(
    county,
    as,
    `mutation Send($input: ${inputType}!) { answer: ${mutation}(input: $input) { __typename ${selection} ... on UserError { code message } ... on InvalidInput { field allowed } } }`,
    { input },
  );
  if (errors.length > 0) throw new Error(errors.join('; '));
  if (!data?.answer) throw new Error(`${mutation} answered nothing`);
  return data.answer as Record<string, unknown>;
};
