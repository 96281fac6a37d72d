import type { AreaTree, EntityManager, SqlExecutor } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Boundary } from '../grid/boundary.ts';
import {
  findNamesake,
  findNeighbours,
  findOverlap,
  findTakenCode,
  gridAreaProblem,
  gridCodesProblem,
  gridNameProblem,
  loadTolerance,
  type Neighbour,
  type Tolerance,
} from '../grid/check-grid.ts';
import type { Geometry } from '../grid/geometry.ts';
import { Grid } from '../grid/grid.ts';
import type { NewGrid } from './operation-plan.ts';
import { problemOf, unknownGrid, type Problem } from './operation-problem.ts';

/** In what an operation is looked at or carried out. */
export interface OperationWork {
  readonly em: EntityManager;
  readonly sql: SqlExecutor;
  readonly areas: AreaTree;
  readonly geometry: Geometry;
  /** The day from which it holds. */
  readonly day: string;
  /** Whether rows are locked, since they are to be changed. */
  readonly locks: boolean;
  /** Whether whoever asks may do it in this village. */
  readonly mayTouch: (areaCode: string) => boolean;
}

/** A grid that is to come to be, with the field that named it. */
export interface Wanted {
  readonly grid: NewGrid;
  /** e.g. `input` or `input.parts.0`. */
  readonly field: string;
}

const metres = (squareMetres: number) => Math.round(squareMetres).toLocaleString('en');

const formProblem = ({ areas, mayTouch }: OperationWork, { grid, field }: Wanted): Problem | undefined => {
  const area = gridAreaProblem(areas, grid.areaCode);
  if (area) return problemOf('AREA_WRONG', `${field}.areaCode`, area);
  if (!mayTouch(grid.areaCode)) return unknownGrid(`${field}.areaCode`);
  const name = gridNameProblem(grid.name);
  if (name) return problemOf('NAME_WRONG', `${field}.name`, name);
  const codes = gridCodesProblem(grid.codes);
  return codes && problemOf('CODE_WRONG', `${field}.codes.${codes.index}`, codes.text);
};

/** A code may be free on the county's map and still stand twice in one plan. */
const twiceInPlan = (wanted: readonly Wanted[]): Problem | undefined => {
  const seen = new Set<string>();
  for (const { grid, field } of wanted) {
    if (seen.has(grid.name))
      return problemOf('NAME_TAKEN', `${field}.name`, {
        zh: `“${grid.name}”在本次调整中出现两次。`,
        en: `“${grid.name}” comes twice in this operation.`,
      });
    seen.add(grid.name);
    for (const [index, { scheme, code }] of grid.codes.entries()) {
      const key = `${scheme} ${code}`;
      if (seen.has(key))
        return problemOf('CODE_TAKEN', `${field}.codes.${index}`, {
          zh: `编码 ${code} 在本次调整中出现两次。`,
          en: `The code ${code} comes twice in this operation.`,
        });
      seen.add(key);
    }
  }
  return undefined;
};

/** Whether names and codes are free on that day; the grids of `except` give theirs up. */
export const takenProblem = async (
  { sql, day }: OperationWork,
  { grid, field }: Wanted,
  except: readonly string[],
): Promise<Problem | undefined> => {
  const namesake = await findNamesake(sql, grid, day, except);
  if (namesake !== undefined)
    return problemOf(
      'NAME_TAKEN',
      `${field}.name`,
      {
        zh: `本村（社区）已有名为“${grid.name}”的网格。`,
        en: `The village has a grid called “${grid.name}” already.`,
      },
      [namesake],
    );
  const taken = await findTakenCode(sql, grid.codes, day, except);
  if (!taken) return undefined;
  const { code = '' } = grid.codes[taken.index] ?? {};
  return problemOf(
    'CODE_TAKEN',
    `${field}.codes.${taken.index}`,
    {
      zh: `编码 ${code} 已用于网格“${taken.gridName}”。`,
      en: `The code ${code} is that of the grid “${taken.gridName}” already.`,
    },
    [taken.gridId],
  );
};

const parentProblem = async (
  { em, day }: OperationWork,
  { grid, field }: Wanted,
): Promise<{ readonly parent: Grid | null } | Problem> => {
  if (grid.level === 'BASIC') {
    return grid.parentGridId === null
      ? { parent: null }
      : problemOf('PARENT_WRONG', `${field}.parentGridId`, {
          zh: '只有微网格才有上级网格。',
          en: 'Only a micro-grid has a basic grid above it.',
        });
  }
  const parent = grid.parentGridId === null ? null : await em.findOne(Grid, { id: grid.parentGridId });
  return parent?.level === 'BASIC' && parent.areaCode === grid.areaCode && parent.isValidOn(day)
    ? { parent }
    : problemOf('PARENT_WRONG', `${field}.parentGridId`, {
        zh: '微网格应属于同一村（社区）在用的基础网格。',
        en: 'A micro-grid belongs to a basic grid of the same village that is in force.',
      });
};

/** Whether a boundary crosses itself, or lies over a grid of its village or of another one. */
export const boundaryProblemOf = async (
  work: Pick<OperationWork, 'geometry' | 'sql' | 'day'>,
  grid: Pick<NewGrid, 'level' | 'areaCode'>,
  boundary: Boundary,
  field: string,
  tolerance: Tolerance,
  except: readonly string[],
  besides: readonly Neighbour[] = [],
): Promise<Problem | undefined> => {
  const { geometry, sql, day } = work;
  const crossing = await geometry.crossing(boundary);
  if (crossing)
    return problemOf('BOUNDARY_CROSSES_ITSELF', field, {
      zh: `边界在 ${crossing.join(', ')} 处自相交。`,
      en: `The boundary crosses itself at ${crossing.join(', ')}.`,
    });
  const found = await findNeighbours(sql, boundary, grid.level, day, except);
  const overlap = await findOverlap(geometry, boundary, [...besides, ...found], tolerance);
  if (!overlap) return undefined;
  const { neighbour, squareMetres } = overlap;
  const strange = neighbour.areaCode !== grid.areaCode;
  return problemOf(
    strange ? 'BOUNDARY_ACROSS_VILLAGES' : 'BOUNDARY_OVERLAPS',
    field,
    strange
      ? {
          zh: `边界越过村（社区）界，与 ${neighbour.areaCode} 的网格“${neighbour.name}”重叠 ${metres(squareMetres)} 平方米。`,
          en: `The boundary reaches into another village: it covers ${metres(squareMetres)} m² of “${neighbour.name}” of ${neighbour.areaCode}.`,
        }
      : {
          zh: `边界与网格“${neighbour.name}”重叠 ${metres(squareMetres)} 平方米（允许 ${tolerance.overlap} 平方米）。`,
          en: `The boundary covers ${metres(squareMetres)} m² of the grid “${neighbour.name}” (${tolerance.overlap} m² are allowed).`,
        },
    [neighbour.id],
  );
};

/** How much of a boundary lies outside of what it has to lie in. */
export const outsideProblem = async (
  { geometry }: Pick<OperationWork, 'geometry'>,
  boundary: Boundary,
  whole: readonly Boundary[],
  field: string,
  tolerance: Tolerance,
): Promise<Problem | undefined> => {
  const outside = await geometry.uncovered(boundary, whole);
  return outside <= tolerance.overlap
    ? undefined
    : problemOf('BOUNDARY_OUTSIDE', field, {
        zh: `边界有 ${metres(outside)} 平方米在原网格（上级网格）之外。`,
        en: `${metres(outside)} m² of the boundary lie outside of the grid to which it has to belong.`,
      });
};

/** What the parts leave uncovered of the whole. */
export const gapProblem = async (
  { geometry }: OperationWork,
  whole: Boundary,
  parts: readonly Boundary[],
  field: string,
  tolerance: Tolerance,
): Promise<Problem | undefined> => {
  const gap = await geometry.uncovered(whole, parts);
  return gap <= tolerance.gap
    ? undefined
    : problemOf('BOUNDARY_LEAVES_GAP', field, {
        zh: `原边界有 ${metres(gap)} 平方米不再属于任何网格（允许 ${tolerance.gap} 平方米）。`,
        en: `${metres(gap)} m² of the old boundary belong to no grid any more (${tolerance.gap} m² are allowed).`,
      });
};

/** What is wrong with grids that are to come to be, in place of those in `replaced`. */
export const newGridsProblem = async (
  work: OperationWork,
  wanted: readonly Wanted[],
  replaced: readonly string[],
): Promise<Problem | undefined> => {
  for (const one of wanted) {
    const problem = formProblem(work, one);
    if (problem) return problem;
  }
  const twice = twiceInPlan(wanted);
  if (twice) return twice;
  const tolerance = await loadTolerance(work.sql);
  const before: Neighbour[] = [];
  for (const one of wanted) {
    const { grid, field } = one;
    const taken = await takenProblem(work, one, replaced);
    if (taken) return taken;
    const parent = await parentProblem(work, one);
    if ('problem' in parent) return parent;
    if (!grid.boundary) continue;
    const inside = `${field}.boundary`;
    const problem =
      (await boundaryProblemOf(work, grid, grid.boundary, inside, tolerance, replaced, before)) ??
      (isAbsent(parent.parent?.boundary)
        ? undefined
        : await outsideProblem(work, grid.boundary, [parent.parent.boundary], inside, tolerance));
    if (problem) return problem;
    before.push({ id: grid.gridId, name: grid.name, areaCode: grid.areaCode, boundary: grid.boundary });
  }
  return undefined;
};
