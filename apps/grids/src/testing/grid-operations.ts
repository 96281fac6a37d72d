import { createHash } from 'node:crypto';

import type { Caller } from '@gridloom/access';

import { aCounty, type County } from './county.ts';
import { people } from './people.ts';
import { ask, send } from './run.ts';

export const operationFields = `{
  operation {
    id kind state effectiveOn reason area { code } requestedBy { id } doneAt closedAt
    before { id name validUntil } after { id name validFrom }
    planned { name } moved { households residents dwellings assignments microGrids }
  }
}`;

const inputs = {
  drawGrid: 'DrawGridInput',
  splitGrid: 'SplitGridInput',
  mergeGrids: 'MergeGridsInput',
  renumberGrid: 'RenumberGridInput',
  retireGrid: 'RetireGridInput',
  redrawGrid: 'RedrawGridInput',
  cancelGridOperation: 'CloseGridOperationInput',
  undoGridOperation: 'CloseGridOperationInput',
} as const;

export type OperationMutation = keyof typeof inputs;

interface Answered {
  readonly __typename: string;
  readonly problem?: string;
  readonly field?: string;
  readonly message?: string;
  readonly subjectIds?: string[];
  readonly operation?: {
    readonly id: string;
    readonly state: string;
    readonly after: { readonly id: string; readonly name: string }[];
    readonly before: { readonly id: string; readonly name: string; readonly validUntil: string | null }[];
  };
}

/** Sends an operation on grids, as the grid office unless somebody else is named. */
export const operate = async (
  county: County,
  mutation: OperationMutation,
  input: object,
  as: Caller = people.gridOffice,
): Promise<Answered> => {
  const answer: unknown = await send(
    county,
    as,
    mutation,
    inputs[mutation],
    `... on GridOperationSuccess ${operationFields} ... on GridOperationRefused { problem field subjectIds }`,
    input,
  );
  return answer as Answered;
};

/** The operation that was done; throws where it was refused. */
export const done = (answer: Answered): NonNullable<Answered['operation']> => {
  if (!answer.operation) throw new Error(`The operation was refused: ${JSON.stringify(answer)}`);
  return answer.operation;
};

/** The id of the grid of that name among those that came to be. */
export const partOf = (answer: Answered, name: string): string => {
  const part = done(answer).after.find((grid) => grid.name === name);
  if (!part) throw new Error(`There is no part ${name}`);
  return part.id;
};

const previews = {
  drawGridPreview: 'DrawGridInput',
  splitGridPreview: 'SplitGridInput',
  mergeGridsPreview: 'MergeGridsInput',
  renumberGridPreview: 'RenumberGridInput',
  retireGridPreview: 'RetireGridInput',
  redrawGridPreview: 'RedrawGridInput',
} as const;

/** Looks at an operation, as the community secretary unless somebody else is named. */
export const preview = async (
  county: County,
  query: keyof typeof previews,
  input: object,
  as: Caller = people.secretary,
): Promise<Record<string, unknown>> => {
  const { data, errors } = await ask(
    county,
    as,
    `query Look($input: ${previews[query]}!) { look: ${query}(input: $input) {
       __typename
       ... on GridOperationPreview {
         kind effectiveOn workers grids { id } gaps { squareMetres }
         moves { households residents dwellings assignments microGrids }
         parts { grid { name } holds { households residents dwellings assignments microGrids } }
       }
       ... on GridOperationRefused { problem field subjectIds message }
       ... on InvalidInput { field } ... on NotFound { field }
     } }`,
    { input },
  );
  if (errors.length > 0) throw new Error(errors.join('; '));
  return data?.look as Record<string, unknown>;
};

/** A code of the county's own scheme that goes with a name. */
export const codeOf = (name: string): object => ({
  scheme: 'PREFIXED',
  code: `T${createHash('sha256').update(name).digest('hex').slice(0, 16).toUpperCase()}0`,
});

/** A part of a split, or a new grid, with a code of its own. */
export const named = (name: string, more: object = {}): object => ({ name, codes: [codeOf(name)], ...more });

/** The small county with eight households, its grids without boundaries: they are all drawn in one place. */
export const aPlainCounty = async (): Promise<County> => {
  const county = await aCounty(8);
  await county.subgraph.sql('update grid set boundary = null');
  return county;
};

/** A square boundary as an input, its sides in degrees. */
export const square = (x: number, y: number, size = 0.01) => ({
  geoJson: {
    type: 'Polygon',
    coordinates: [
      [
        [x, y],
        [x + size, y],
        [x + size, y + size],
        [x, y + size],
        [x, y],
      ],
    ],
  },
});
