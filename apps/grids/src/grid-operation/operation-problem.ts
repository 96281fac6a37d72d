import type { Bilingual, Locale, NotFound } from '@gridloom/service-kit';
import { notFound } from '@gridloom/service-kit';

/** Why an operation on grids cannot be. */
export const operationProblems = [
  'GRID_UNKNOWN',
  'GRID_ENDED',
  'BEFORE_GRID_BEGAN',
  'MICRO_GRID_NOT_ALLOWED',
  'AREA_WRONG',
  'AREAS_DIFFER',
  'PARENT_WRONG',
  'NAME_WRONG',
  'NAME_TAKEN',
  'CODE_WRONG',
  'CODE_TAKEN',
  'BOUNDARY_WRONG',
  'BOUNDARY_CROSSES_ITSELF',
  'BOUNDARY_MISSING',
  'BOUNDARY_OVERLAPS',
  'BOUNDARY_LEAVES_GAP',
  'BOUNDARY_ACROSS_VILLAGES',
  'BOUNDARY_OUTSIDE',
  'PARTS_WRONG',
  'HOUSEHOLD_NOWHERE',
  'HOUSEHOLD_TWICE',
  'HOUSEHOLD_ELSEWHERE',
  'MICRO_GRID_NOWHERE',
  'MICRO_GRID_TWICE',
  'MICRO_GRID_ELSEWHERE',
  'ASSIGNMENT_ELSEWHERE',
  'GRID_HAS_PEOPLE',
  'NOTHING_CHANGES',
  'TOO_MANY_PEOPLE',
  'NOT_PLANNED',
  'NOT_DONE',
  'BUILT_ON',
] as const;

export type OperationProblem = (typeof operationProblems)[number];

/** Why it cannot be, in which field, and for which grids or households. */
export interface Problem {
  readonly problem: OperationProblem;
  readonly field: string;
  readonly text: Bilingual;
  readonly subjectIds: readonly string[];
}

export const problemOf = (
  problem: OperationProblem,
  field: string,
  text: Bilingual,
  subjectIds: readonly string[] = [],
): Problem => ({ problem, field, text, subjectIds });

/** The expected error of all operations on grids. */
export interface GridOperationRefused {
  readonly __typename: 'GridOperationRefused';
  readonly code: 'RULE_VIOLATED';
  readonly message: string;
  readonly problem: OperationProblem;
  readonly field: string;
  readonly subjectIds: string[];
}

/** How many grids or households are named at the most. */
const MOST_NAMED = 20;

/** A problem as a mutation answers it. A grid that is none of the caller's does not exist. */
export const refusalOf = (
  locale: Locale,
  { problem, field, text, subjectIds }: Problem,
): GridOperationRefused | NotFound =>
  problem === 'GRID_UNKNOWN'
    ? notFound(locale, field)
    : {
        __typename: 'GridOperationRefused',
        code: 'RULE_VIOLATED',
        message: text[locale],
        problem,
        field,
        subjectIds: subjectIds.slice(0, MOST_NAMED),
      };

/** Whether something is a {@link Problem} rather than what was asked for. */
export const isProblem = (value: object): value is Problem => 'problem' in value && 'text' in value;

export const unknownGrid = (field: string): Problem =>
  problemOf('GRID_UNKNOWN', field, { zh: '没有这个网格', en: 'there is no such grid' });
