import { isAbsent } from '../absent.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { findGridAt } from '../grid/find-grid-at.ts';
import { findGridByCode } from '../grid/load-lineage.ts';
import { loadGrid } from '../grid/load-grids.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { arrangeMicroGrid } from './arrange-micro-grid.ts';
import { askOperation, previewOperation } from './ask-operation.ts';
import { cancelOperation, undoOperation } from './close-operation.ts';
import {
  holdsOf,
  listOperations,
  loadGridsAfter,
  loadGridsBefore,
  loadOperation,
  movesOf,
  workersOf,
} from './load-operations.ts';
import { newGridsOf } from './operation-plan.ts';
import { placeDwellings } from './place-dwellings.ts';
import { previewGaps } from './preview-gaps.ts';

export const gridOperationResolvers: Pick<
  Resolvers,
  | 'Query'
  | 'Mutation'
  | 'GridOperation'
  | 'GridOperationFailure'
  | 'GridOperationPreview'
  | 'GridOperationSuccess'
  | 'ArrangeMicroGridSuccess'
  | 'Household'
  | 'Dwelling'
> = {
  Query: {
    gridAt: async (_, place, context) => {
      const id = await findGridAt(context, place);
      return id === null ? null : loadGrid(context, id);
    },
    gridByCode: async (_, { scheme, code }, context) => {
      const id = await findGridByCode(context, scheme, code);
      return id === null ? null : loadGrid(context, id);
    },
    drawGridPreview: (_, { input }, context) => previewOperation(context, { kind: 'DRAW', input }),
    splitGridPreview: (_, { input }, context) => previewOperation(context, { kind: 'SPLIT', input }),
    mergeGridsPreview: (_, { input }, context) => previewOperation(context, { kind: 'MERGE', input }),
    renumberGridPreview: (_, { input }, context) => previewOperation(context, { kind: 'RENUMBER', input }),
    retireGridPreview: (_, { input }, context) => previewOperation(context, { kind: 'RETIRE', input }),
    redrawGridPreview: (_, { input }, context) => previewOperation(context, { kind: 'REDRAW', input }),
    gridOperation: (_, { id }, context) => loadOperation(context, id),
    gridOperations: (_, { first, after, ...filter }, context) => listOperations(context, filter, { first, after }),
  },
  Mutation: {
    drawGrid: (_, { input }, context) => askOperation(context, { kind: 'DRAW', input }),
    splitGrid: (_, { input }, context) => askOperation(context, { kind: 'SPLIT', input }),
    mergeGrids: (_, { input }, context) => askOperation(context, { kind: 'MERGE', input }),
    renumberGrid: (_, { input }, context) => askOperation(context, { kind: 'RENUMBER', input }),
    retireGrid: (_, { input }, context) => askOperation(context, { kind: 'RETIRE', input }),
    redrawGrid: (_, { input }, context) => askOperation(context, { kind: 'REDRAW', input }),
    cancelGridOperation: (_, { input }, context) => cancelOperation(context, input),
    undoGridOperation: (_, { input }, context) => undoOperation(context, input),
    arrangeMicroGrid: (_, { input }, context) => arrangeMicroGrid(context, input),
    placeDwellings: (_, { input }, context) => placeDwellings(context, input),
  },
  GridOperation: {
    area: ({ areaCode }) => ({ code: areaCode }),
    requestedBy: ({ requestedByAccountId }) => ({ id: requestedByAccountId }),
    closedBy: ({ closedByAccountId }) => (isAbsent(closedByAccountId) ? null : { id: closedByAccountId }),
    before: (operation, _, context) => loadGridsBefore(context, operation),
    after: (operation, _, context) => loadGridsAfter(context, operation),
    planned: ({ plan }) => [...newGridsOf(plan)],
    moved: ({ outcome }) => outcome?.moved ?? null,
  },
  GridOperationFailure: {
    message: ({ text }, _, { locale }) => text[locale],
  },
  GridOperationPreview: {
    kind: ({ prepared }) => prepared.plan.kind,
    grids: ({ prepared }) => [...prepared.grids],
    parts: ({ prepared }) => newGridsOf(prepared.plan).map((grid) => ({ grid, holds: holdsOf(prepared, grid.gridId) })),
    moves: ({ prepared }) => movesOf(prepared),
    workers: ({ prepared }) => workersOf(prepared),
    gaps: async (preview, _, context) => [...(await previewGaps(context, preview))],
  },
  GridOperationSuccess: {
    operation: ({ operationId }, _, context) => loadOperation(context, operationId),
  },
  Household: {
    microGrid: ({ microGridId }, _, context) => (isAbsent(microGridId) ? null : loadGrid(context, microGridId)),
  },
  Dwelling: {
    position: ({ longitude, latitude, areaCode, gridId }, _, context) =>
      isAbsent(longitude) ||
      isAbsent(latitude) ||
      !isInTerritory(context.peopleReach('LOOK_AFTER_HOUSEHOLDS'), { areaCode, gridId })
        ? null
        : { longitude, latitude },
  },
  ArrangeMicroGridSuccess: {
    microGrid: ({ microGridId }, _, context) => (microGridId === null ? null : loadGrid(context, microGridId)),
  },
};
