import { expect } from '@jest/globals';

import { ask, at } from './graph.ts';

/**
 * Sends mutations whose results look alike: a success with one thing of interest, or an error with a code.
 * @param selection what is asked of that thing, e.g. `whistle { id status }`
 */
export const stepsWith = (selection: string) => {
  const send = async (name: string, input: object, token: string) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const query = `mutation ($input: ${type}Input!) { step: ${name}(input: $input) { __typename
      ... on ${type}Success { ${selection} } ... on UserError { code message } } }`;
    const { data, errors } = await ask(query, { variables: { input }, token });
    return { outcome: errors[0]?.code ?? at(data, 'step.code') ?? 'DONE', step: at(data, 'step'), errors };
  };
  return {
    send,
    /** Sends one that has to succeed. */
    done: async (name: string, input: object, token: string): Promise<unknown> => {
      const { outcome, step, errors } = await send(name, input, token);
      expect({ name, outcome, step, errors }).toMatchObject({ name, outcome: 'DONE', errors: [] });
      return step;
    },
  };
};
