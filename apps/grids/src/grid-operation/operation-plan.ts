import type { Boundary } from '../grid/boundary.ts';
import type { GridCode, GridKind, GridLevel } from '../grid/grid.ts';

/** What is done to grids (网格调整): draw, split, merge, renumber, retire, redraw the boundary. */
export const operationKinds = ['DRAW', 'SPLIT', 'MERGE', 'RENUMBER', 'RETIRE', 'REDRAW'] as const;

export type OperationKind = (typeof operationKinds)[number];

/** A grid that is to come to be; its id is given when the operation is asked for. */
export interface NewGrid {
  readonly gridId: string;
  readonly name: string;
  readonly kind: GridKind;
  readonly level: GridLevel;
  readonly areaCode: string;
  readonly parentGridId: string | null;
  readonly codes: readonly GridCode[];
  readonly boundary: Boundary | null;
}

/** Which households of a grid that is split belong to a part. A list beats everything else. */
export interface PartRules {
  readonly microGridIds: readonly string[];
  readonly householdIds: readonly string[];
  /** Parts of an address, e.g. 三组 or 5号楼. */
  readonly addresses: readonly string[];
  /** Whose dwelling stands within the boundary of the part. */
  readonly withinBoundary: boolean;
  /** Whoever belongs to no other part. */
  readonly rest: boolean;
}

export interface NewPart extends NewGrid {
  readonly holds: PartRules;
  /** Roles in the old grid that go on in this part; those that no part names go on in every part. */
  readonly assignmentIds: readonly string[];
}

/** What is to be done, as it is kept until its day: rows are looked at again when it is carried out. */
export type OperationPlan =
  | { readonly kind: 'DRAW'; readonly grid: NewGrid }
  | { readonly kind: 'SPLIT'; readonly gridId: string; readonly parts: readonly NewPart[] }
  | { readonly kind: 'MERGE'; readonly gridIds: readonly string[]; readonly grid: NewGrid }
  | { readonly kind: 'RENUMBER'; readonly gridId: string; readonly name: string; readonly codes: readonly GridCode[] }
  | { readonly kind: 'RETIRE'; readonly gridId: string }
  | { readonly kind: 'REDRAW'; readonly gridId: string; readonly boundary: Boundary };

/** The grids that come to be by it. */
export const newGridsOf = (plan: OperationPlan): readonly NewGrid[] => {
  switch (plan.kind) {
    case 'DRAW':
    case 'MERGE':
      return [plan.grid];
    case 'SPLIT':
      return plan.parts;
    case 'RENUMBER':
    case 'RETIRE':
    case 'REDRAW':
      return [];
  }
};

/** The grids that are there before it and to which it is done. */
export const oldGridIdsOf = (plan: OperationPlan): readonly string[] => {
  switch (plan.kind) {
    case 'DRAW':
      return [];
    case 'MERGE':
      return plan.gridIds;
    case 'SPLIT':
    case 'RENUMBER':
    case 'RETIRE':
    case 'REDRAW':
      return [plan.gridId];
  }
};
