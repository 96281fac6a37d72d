import { makeIdNumber } from '@gridloom/standards';
import { expect } from '@jest/globals';

import { TODAY, type County } from './county.ts';
import { people } from './people.ts';
import { keptFigures, recount } from './recount.ts';
import { send } from './run.ts';

/** The id number of somebody who has no record in the small county. */
export const newNumber = (sequence: number, birthDate = '1990-05-06'): string =>
  makeIdNumber({ areaDigits: '600000', birthDate, sequence });

/** Somebody who heads a household and has no record yet. */
export const aPerson = (n: number, extra: object = {}): object => ({
  relation: 'HEAD',
  name: `张${String(n)}`,
  idNumber: newNumber(n),
  populationKind: 'FLOATING',
  ...extra,
});

/** Sends a mutation of people or housing as one of the small county, the worker of grid 1 unless told otherwise. */
export const runPeople = (
  county: County,
  mutation: string,
  selection: string,
  input: object,
  as: keyof typeof people = 'worker',
): Promise<Record<string, unknown>> => {
  const name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
  return send(county, people[as], mutation, `${name}Input`, `... on ${name}Success { ${selection} }`, input);
};

/** What was told so far, by names such as `resident.moved-in`. */
export const toldOf = async (county: County, ...types: string[]) => {
  const events = (await county.subgraph.outbox()).map(({ type, key, data }) => ({
    type: type.replace('gridloom.grids.', '').replace('.v1', ''),
    key,
    data,
  }));
  return types.length === 0 ? events : events.filter(({ type }) => types.includes(type));
};

/** Every kept figure equals what the rows say. */
export const expectFigures = async ({ subgraph }: County): Promise<void> => {
  expect(await keptFigures(subgraph.sql)).toEqual(await recount(subgraph.sql, TODAY));
};
