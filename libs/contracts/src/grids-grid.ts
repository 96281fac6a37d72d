import { z } from 'zod';
import { SUBGRAPHS_AND_DATA_TEAMS } from './audiences.ts';
import { defineEvent } from './define-event.ts';
import { areaCode, code, day, id, list, name, oneOf, word } from './fields.ts';

/** What may move in one operation; a message stays far below the broker's limit. */
const MOST_MOVED = 20_000;
/** What one grid may be split into, or what may be merged into one. */
const MOST_PARTS = 20;

const event = <Shape extends z.ZodRawShape>(happened: string, shape: Shape, firesWhen: string, firesNotWhen: string) =>
  defineEvent({
    type: `gridloom.grids.grid.${happened}.v1`,
    topicKind: 'events',
    owner: 'grids',
    audience: SUBGRAPHS_AND_DATA_TEAMS,
    orderingKey: 'gridId',
    firesWhen,
    firesNotWhen,
    data: z.strictObject({
      gridId: id('The grid (网格)'),
      areaCode: areaCode('The village or community that it belongs to'),
      operationId: id('The operation (网格调整) by which it happened'),
      ...shape,
    }),
  });

const codesOf = (description: string) =>
  list(
    z.strictObject({
      scheme: word('The scheme of the code, e.g. CJT_349'),
      code: code('The code as the scheme writes it'),
    }),
    20,
    description,
  );
const since = day('The first day on which it holds');

export const gridDrawn = event(
  'drawn',
  {
    name: name('Its name'),
    kind: oneOf(['URBAN', 'RURAL', 'DEDICATED'], 'Urban community, rural, or dedicated to a market, school or park'),
    level: oneOf(['BASIC', 'MICRO'], 'A basic grid, or a micro-grid within one'),
    parentGridId: id('The basic grid that a micro-grid belongs to').optional(),
    codes: codesOf('The codes of the grid; data, never parsed'),
    since,
    predecessorGridIds: list(id('A grid'), MOST_PARTS, 'The grids that it came from, by a split or a merger'),
  },
  'A grid comes to be: drawn anew, as a part of a split, or by a merger',
  'Its name, codes or boundary change',
);

export const gridSplit = event(
  'split',
  {
    since,
    parts: list(
      z.strictObject({
        gridId: id('The part, a grid of its own from now on'),
        householdIds: list(id('A household that lives there'), MOST_MOVED, 'The households of the part'),
        residentIds: list(id('A resident who lives there'), MOST_MOVED, 'The residents of the part'),
      }),
      MOST_PARTS,
      'The parts, and who lives in which',
    ),
  },
  'A grid has ended and its parts stand in its place, on the day on which they do',
  'The split is planned for a day to come, or taken back',
);

export const gridMerged = event(
  'merged',
  { since, successorGridId: id('The grid that stands in its place, with all who live there') },
  'A grid has ended and is part of another one, on the day on which it is; one event for each grid that ended',
  'The merger is planned for a day to come, or taken back',
);

export const gridRenumbered = event(
  'renumbered',
  {
    name: name('Its name from now on'),
    since,
    codes: codesOf('Its codes from now on'),
    formerCodes: codesOf('The codes that it had; they still find it'),
  },
  'A grid has other codes, or another name, from that day on',
  'The grid is split or merged: its parts are other grids',
);

export const gridRetired = event(
  'retired',
  { since },
  'A grid in which nobody lives has ended and nothing stands in its place',
  'The grid is split or merged',
);

export const gridRestored = event(
  'restored',
  {
    withdrawnGridIds: list(id('A grid'), MOST_PARTS, 'The grids that had stood in its place and never were, after all'),
  },
  'An operation that ended the grid is taken back: it goes on as if nothing had happened',
  'A planned operation is cancelled before its day',
);

export const gridWithdrawn = event(
  'withdrawn',
  {
    restoredGridIds: list(
      id('A grid'),
      MOST_PARTS,
      'The grids to which whatever it held goes back; none for a new one',
    ),
  },
  'The operation that drew the grid is taken back: it never was',
  'A grid ends: that is split, merged or retired',
);

export const gridsGridEvents = [
  gridDrawn,
  gridSplit,
  gridMerged,
  gridRenumbered,
  gridRetired,
  gridRestored,
  gridWithdrawn,
] as const;
