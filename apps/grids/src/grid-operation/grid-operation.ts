import { defineEntity, p } from '@mikro-orm/core';

import type { GridCode } from '../grid/grid.ts';
import type { Boundary } from '../grid/boundary.ts';
import type { OperationKind, OperationPlan } from './operation-plan.ts';
import { problemOf, type Problem } from './operation-problem.ts';

export type OperationState = 'PLANNED' | 'DONE' | 'CANCELLED' | 'FAILED' | 'UNDONE';

/** How many follow an operation. */
export interface MovedCounts {
  readonly households: number;
  readonly residents: number;
  readonly dwellings: number;
  readonly assignments: number;
  readonly microGrids: number;
}

/** What an operation found and did: all that it takes to take it back. */
export interface OperationOutcome {
  readonly moved: MovedCounts;
  /** The versions that grids have after it: another one means that something built on it. */
  readonly versions: Readonly<Record<string, number>>;
  /** Assignments that ended, with the end that they had before. */
  readonly endedAssignments: readonly {
    readonly id: string;
    readonly until: string | null;
    readonly version: number;
  }[];
  readonly begunAssignments: readonly { readonly id: string; readonly version: number }[];
  /** Assignments of days to come that begin in another grid now, with the one in which they were to begin. */
  readonly repointedAssignments: readonly { readonly id: string; readonly gridId: string; readonly version: number }[];
  /** Micro-grids with the grid that they belonged to before. */
  readonly microGrids: readonly { readonly id: string; readonly parentGridId: string }[];
  /** What a renumbered or redrawn grid was before. */
  readonly before?: { readonly name: string; readonly codes: readonly GridCode[]; readonly boundary: Boundary | null };
}

const GridOperationSchema = defineEntity({
  name: 'GridOperation',
  tableName: 'grid_operation',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    kind: p.text().$type<OperationKind>(),
    state: p.text().$type<OperationState>(),
    areaCode: p.text(),
    effectiveOn: p.date(),
    /** Why, in the words of whoever asked for it (事由). */
    reason: p.text().nullable(),
    plan: p.json().$type<OperationPlan>(),
    outcome: p.json().$type<OperationOutcome>().nullable(),
    failure: p.json().$type<Problem>().nullable(),
    requestedByAccountId: p.uuid(),
    requestedAt: p.datetime(),
    doneAt: p.datetime().nullable(),
    /** Who cancelled it or took it back. */
    closedByAccountId: p.uuid().nullable(),
    closedAt: p.datetime().nullable(),
  },
});

/** A dated operation on grids (网格调整): planned, then done on its day; cancelled until then, taken back while nothing builds on it. */
export class GridOperation extends GridOperationSchema.class {
  isDueOn(day: string): boolean {
    return this.state === 'PLANNED' && this.effectiveOn <= day;
  }

  done(outcome: OperationOutcome, at: Date): void {
    this.state = 'DONE';
    this.outcome = outcome;
    this.doneAt = at;
  }

  /** Its day came, and something had changed meanwhile so that it cannot be. */
  failed(failure: Problem, at: Date): void {
    this.state = 'FAILED';
    this.failure = failure;
    this.closedAt = at;
  }

  cancel(accountId: string, at: Date): Problem | undefined {
    if (this.state !== 'PLANNED')
      return problemOf('NOT_PLANNED', 'input.operationId', {
        zh: '只有尚未生效的调整可以取消。',
        en: 'Only an operation whose day has not come can be cancelled.',
      });
    this.state = 'CANCELLED';
    this.closedByAccountId = accountId;
    this.closedAt = at;
    return undefined;
  }

  /** @returns what it did, which is to be taken back */
  undo(accountId: string, at: Date): OperationOutcome | Problem {
    if (this.state !== 'DONE' || this.outcome == null)
      return problemOf('NOT_DONE', 'input.operationId', {
        zh: '只有已生效的调整可以撤销。',
        en: 'Only an operation that has been carried out can be taken back.',
      });
    this.state = 'UNDONE';
    this.closedByAccountId = accountId;
    this.closedAt = at;
    return this.outcome;
  }
}
GridOperationSchema.setClass(GridOperation);
