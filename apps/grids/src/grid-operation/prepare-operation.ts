import { LockMode } from '@mikro-orm/postgresql';

import { isAbsent } from '../absent.ts';
import { loadTolerance, loadVillageBoundaries } from '../grid/check-grid.ts';
import { gridCodesProblem, gridNameProblem } from '../grid/check-grid.ts';
import { Grid } from '../grid/grid.ts';
import { GridAssignment } from '../worker/grid-assignment.ts';
import {
  boundaryProblemOf,
  gapProblem,
  newGridsProblem,
  outsideProblem,
  takenProblem,
  type OperationWork,
  type Wanted,
} from './check-new-grids.ts';
import { oldGridIdsOf, type OperationPlan } from './operation-plan.ts';
import { isProblem, problemOf, unknownGrid, type Problem } from './operation-problem.ts';
import { loadPeople, sharePeople, type Shares } from './share-people.ts';

/** An operation that can be: the rows that it concerns, as they are now. */
export interface Prepared {
  readonly plan: OperationPlan;
  readonly areaCode: string;
  /** The grids to which it is done. */
  readonly grids: readonly Grid[];
  /** Micro-grids in force of these grids. */
  readonly microGrids: readonly Grid[];
  /** Roles in these grids and their micro-grids that have not ended by that day; those of stand-ins follow the absences. */
  readonly assignments: readonly GridAssignment[];
  /** Who goes where, for a split or a merger. */
  readonly shares: Shares;
}

const nobody: Shares = { households: [], residents: [], dwellings: [], microGrids: [] };

const MOST_PARTS = 20;
/** An event tells who went where; it stays far below what the broker takes. */
const MOST_PEOPLE = 20_000;

const gridField = (plan: OperationPlan, index: number) =>
  plan.kind === 'MERGE' ? `input.gridIds.${index}` : 'input.gridId';

/** The grids, in the order of the plan: locked where the work is in earnest. */
const loadOld = async (work: OperationWork, plan: OperationPlan): Promise<Grid[] | Problem> => {
  const ids = oldGridIdsOf(plan);
  const rows = await work.em.find(
    Grid,
    { id: { $in: [...ids] } },
    { orderBy: { id: 'asc' }, ...(work.locks ? { lockMode: LockMode.PESSIMISTIC_WRITE } : {}) },
  );
  const grids: Grid[] = [];
  for (const [index, id] of ids.entries()) {
    const field = gridField(plan, index);
    const grid = rows.find((row) => row.id === id);
    if (!grid || !work.mayTouch(grid.areaCode)) return unknownGrid(field);
    if (!isAbsent(grid.validUntil) && grid.validUntil <= work.day)
      return problemOf(
        'GRID_ENDED',
        field,
        {
          zh: `网格“${grid.name}”自 ${grid.validUntil} 起已停用。`,
          en: `The grid “${grid.name}” is none any more since ${grid.validUntil}.`,
        },
        [grid.id],
      );
    const ends = plan.kind === 'SPLIT' || plan.kind === 'MERGE' || plan.kind === 'RETIRE';
    if (ends ? work.day <= grid.validFrom : work.day < grid.validFrom)
      return problemOf(
        'BEFORE_GRID_BEGAN',
        'input.effectiveOn',
        {
          zh: `生效日应${ends ? '晚于' : '不早于'}网格“${grid.name}”的启用日 ${grid.validFrom}。`,
          en: `The day comes ${ends ? 'after' : 'not before'} ${grid.validFrom}, the first day of the grid “${grid.name}”.`,
        },
        [grid.id],
      );
    grids.push(grid);
  }
  return grids;
};

const inForce = (day: string) => ({ $or: [{ validUntil: null }, { validUntil: { $gt: day } }] });

const loadMicroGrids = ({ em, day, locks }: OperationWork, gridIds: readonly string[]) =>
  em.find(
    Grid,
    { parentGridId: { $in: [...gridIds] }, ...inForce(day) },
    { orderBy: { id: 'asc' }, ...(locks ? { lockMode: LockMode.PESSIMISTIC_WRITE } : {}) },
  );

const loadAssignments = ({ em, day, locks }: OperationWork, gridIds: readonly string[]) =>
  em.find(
    GridAssignment,
    { gridId: { $in: [...gridIds] }, absenceId: null, $or: [{ until: null }, { until: { $gt: day } }] },
    { orderBy: { id: 'asc' }, ...(locks ? { lockMode: LockMode.PESSIMISTIC_WRITE } : {}) },
  );

const splitBoundaryProblem = async (
  work: OperationWork,
  grid: Grid,
  wanted: readonly Wanted[],
): Promise<Problem | undefined> => {
  const drawn = wanted.flatMap(({ grid: { boundary } }) => boundary ?? []);
  if (drawn.length === 0) return undefined;
  const bare = wanted.findIndex(({ grid: { boundary } }) => boundary === null);
  if (bare >= 0)
    return problemOf('BOUNDARY_MISSING', `input.parts.${bare}.boundary`, {
      zh: '各部分应都有边界，或都没有。',
      en: 'Either all parts have a boundary, or none has.',
    });
  if (isAbsent(grid.boundary)) return undefined;
  const tolerance = await loadTolerance(work.sql);
  for (const [index, boundary] of drawn.entries()) {
    const problem = await outsideProblem(work, boundary, [grid.boundary], `input.parts.${index}.boundary`, tolerance);
    if (problem) return problem;
  }
  return gapProblem(work, grid.boundary, drawn, 'input.parts', tolerance);
};

const tooMany = (shares: Shares): Problem | undefined => {
  const people = shares.households.length + shares.residents.length;
  return people <= MOST_PEOPLE
    ? undefined
    : problemOf('TOO_MANY_PEOPLE', 'input', {
        zh: `一次调整最多涉及 ${MOST_PEOPLE} 户和人，本次为 ${people}。`,
        en: `One operation moves ${MOST_PEOPLE} households and residents at the most, this one ${people}.`,
      });
};

type PlanOf<K extends OperationPlan['kind']> = Extract<OperationPlan, { kind: K }>;

const prepareSplit = async (work: OperationWork, plan: PlanOf<'SPLIT'>, grid: Grid): Promise<Prepared | Problem> => {
  const wanted = plan.parts.map((part, index): Wanted => ({ grid: part, field: `input.parts.${index}` }));
  const rests = plan.parts.filter(({ holds }) => holds.rest).length;
  if (wanted.length < 2 || wanted.length > MOST_PARTS || rests > 1)
    return problemOf('PARTS_WRONG', 'input.parts', {
      zh: `网格应拆分为 2 至 ${MOST_PARTS} 个，其中至多一个接收其余各户。`,
      en: `A grid is split into 2 to ${MOST_PARTS} parts, of which one at the most takes the rest.`,
    });
  const problem = (await newGridsProblem(work, wanted, [grid.id])) ?? (await splitBoundaryProblem(work, grid, wanted));
  if (problem) return problem;
  const microGrids = await loadMicroGrids(work, [grid.id]);
  const people = await loadPeople(work, [grid.id]);
  const shares = await sharePeople(work, plan.parts, people, microGrids);
  if (isProblem(shares)) return shares;
  const many = tooMany(shares);
  if (many) return many;
  const assignments = await loadAssignments(work, [grid.id]);
  const named = new Map(
    plan.parts.flatMap(({ assignmentIds }, index) => assignmentIds.map((id): [string, number] => [id, index])),
  );
  for (const [id, index] of named) {
    if (!assignments.some((assignment) => assignment.id === id))
      return problemOf(
        'ASSIGNMENT_ELSEWHERE',
        `input.parts.${index}.assignmentIds`,
        {
          zh: '所列任命不在该网格内，或届时已解除。',
          en: 'The assignment is none of this grid, or has ended by then.',
        },
        [id],
      );
  }
  return { plan, areaCode: grid.areaCode, grids: [grid], microGrids, assignments, shares };
};

const prepareMerge = async (
  work: OperationWork,
  plan: PlanOf<'MERGE'>,
  grids: readonly Grid[],
): Promise<Prepared | Problem> => {
  const [first] = grids;
  if (!first || grids.length > MOST_PARTS || grids.length < 2 || new Set(plan.gridIds).size < grids.length)
    return problemOf('PARTS_WRONG', 'input.gridIds', {
      zh: `合并的网格应为 2 至 ${MOST_PARTS} 个，各不相同。`,
      en: `2 to ${MOST_PARTS} grids are merged, each named once.`,
    });
  const stranger = grids.findIndex(({ areaCode }) => areaCode !== first.areaCode);
  if (stranger >= 0)
    return problemOf('AREAS_DIFFER', `input.gridIds.${stranger}`, {
      zh: '不同村（社区）的网格不能合并。',
      en: 'Grids of different villages cannot be merged.',
    });
  const ids = grids.map(({ id }) => id);
  const drawn = grids.flatMap(({ boundary }) => boundary ?? []);
  const boundary = plan.grid.boundary ?? (drawn.length === grids.length ? await work.geometry.union(drawn) : null);
  const merged = { ...plan, grid: { ...plan.grid, boundary } };
  const problem = await newGridsProblem(work, [{ grid: merged.grid, field: 'input' }], ids);
  if (problem) return problem;
  if (boundary && plan.grid.boundary && drawn.length === grids.length) {
    const tolerance = await loadTolerance(work.sql);
    const outline =
      (await outsideProblem(work, boundary, drawn, 'input.boundary', tolerance)) ??
      (await gapProblem(work, await work.geometry.union(drawn), [boundary], 'input.boundary', tolerance));
    if (outline) return outline;
  }
  const people = await loadPeople(work, ids);
  const shares: Shares = {
    households: people.households.map((row) => ({ ...row, toGridId: plan.grid.gridId, keepsMicroGrid: true })),
    residents: people.residents.map((row) => ({ ...row, toGridId: plan.grid.gridId })),
    dwellings: people.dwellings.map((row) => ({ ...row, toGridId: plan.grid.gridId })),
    microGrids: [],
  };
  const many = tooMany(shares);
  if (many) return many;
  const microGrids = await loadMicroGrids(work, ids);
  return {
    plan: merged,
    areaCode: first.areaCode,
    grids,
    microGrids,
    assignments: await loadAssignments(work, ids),
    shares: { ...shares, microGrids: microGrids.map(({ id }) => ({ id, toGridId: plan.grid.gridId })) },
  };
};

const prepareRenumber = async (
  work: OperationWork,
  plan: PlanOf<'RENUMBER'>,
  grid: Grid,
): Promise<Prepared | Problem> => {
  const name = gridNameProblem(plan.name);
  if (name) return problemOf('NAME_WRONG', 'input.name', name);
  const codes = gridCodesProblem(plan.codes);
  if (codes) return problemOf('CODE_WRONG', `input.codes.${codes.index}`, codes.text);
  const textOf = (all: readonly { scheme: string; code: string }[]) =>
    JSON.stringify([...all].map(({ scheme, code }) => `${scheme} ${code}`).sort());
  if (grid.name === plan.name && textOf(grid.codes) === textOf(plan.codes))
    return problemOf('NOTHING_CHANGES', 'input.codes', {
      zh: '名称和编码与现在相同。',
      en: 'Name and codes are what they are already.',
    });
  const taken = await takenProblem(
    work,
    {
      field: 'input',
      grid: {
        gridId: grid.id,
        name: plan.name,
        kind: grid.kind,
        level: grid.level,
        areaCode: grid.areaCode,
        parentGridId: grid.parentGridId ?? null,
        codes: plan.codes,
        boundary: null,
      },
    },
    [grid.id],
  );
  return taken ?? { plan, areaCode: grid.areaCode, grids: [grid], microGrids: [], assignments: [], shares: nobody };
};

const prepareRetire = async (work: OperationWork, plan: PlanOf<'RETIRE'>, grid: Grid): Promise<Prepared | Problem> => {
  const column = grid.level === 'MICRO' ? 'micro_grid_id' : 'grid_id';
  const households = await work.sql(
    `select id from household where ${column} = $1 and dissolved_on is null order by id limit 20`,
    [grid.id],
  );
  const residents =
    grid.level === 'MICRO'
      ? []
      : await work.sql('select id from resident where grid_id = $1 and departed_on is null order by id limit 20', [
          grid.id,
        ]);
  const there = [...households, ...residents];
  if (there.length > 0)
    return problemOf(
      'GRID_HAS_PEOPLE',
      'input.gridId',
      {
        zh: `网格“${grid.name}”内还有住户；请先合并网格或迁出住户。`,
        en: `People live in the grid “${grid.name}”; merge it with another one or move them first.`,
      },
      households.map((row) => row.id as string),
    );
  const microGrids = await loadMicroGrids(work, [grid.id]);
  const assignments = await loadAssignments(work, [grid.id, ...microGrids.map(({ id }) => id)]);
  return { plan, areaCode: grid.areaCode, grids: [grid], microGrids, assignments, shares: nobody };
};

const prepareRedraw = async (work: OperationWork, plan: PlanOf<'REDRAW'>, grid: Grid): Promise<Prepared | Problem> => {
  const { boundary } = plan;
  const { em, sql, geometry, day } = work;
  const field = 'input.boundary';
  const tolerance = await loadTolerance(sql);
  const problem = await boundaryProblemOf(work, grid, boundary, field, tolerance, [grid.id]);
  if (problem) return problem;
  if (!isAbsent(grid.parentGridId)) {
    const parent = await em.findOneOrFail(Grid, { id: grid.parentGridId });
    const outside =
      !isAbsent(parent.boundary) && (await outsideProblem(work, boundary, [parent.boundary], field, tolerance));
    if (outside) return outside;
  } else {
    for (const micro of await loadMicroGrids(work, [grid.id])) {
      if (isAbsent(micro.boundary)) continue;
      const outside = await outsideProblem(work, micro.boundary, [boundary], field, tolerance);
      if (outside) return outside;
    }
    const village = await loadVillageBoundaries(sql, grid.areaCode, day);
    const holesOf = async (own: boolean) => {
      const others = village.filter(({ id }) => id !== grid.id).map((other) => other.boundary);
      const mine = own ? [boundary] : isAbsent(grid.boundary) ? [] : [grid.boundary];
      const holes = others.length + mine.length === 0 ? [] : await geometry.holes([...others, ...mine]);
      return holes.reduce((sum, { squareMetres }) => sum + squareMetres, 0);
    };
    const more = (await holesOf(true)) - (await holesOf(false));
    if (more > tolerance.gap)
      return problemOf('BOUNDARY_LEAVES_GAP', field, {
        zh: `新边界会在本村（社区）内留下 ${Math.round(more)} 平方米的空白（允许 ${tolerance.gap} 平方米）。`,
        en: `The new boundary would leave a gap of ${Math.round(more)} m² in the village (${tolerance.gap} m² are allowed).`,
      });
  }
  return { plan, areaCode: grid.areaCode, grids: [grid], microGrids: [], assignments: [], shares: nobody };
};

/** Looks at an operation: whether it can be on that day, and whom it concerns. Changes nothing. */
export const prepareOperation = async (work: OperationWork, plan: OperationPlan): Promise<Prepared | Problem> => {
  const grids = await loadOld(work, plan);
  if (isProblem(grids)) return grids;
  if (plan.kind === 'DRAW') {
    const problem = await newGridsProblem(work, [{ grid: plan.grid, field: 'input' }], []);
    return (
      problem ?? { plan, areaCode: plan.grid.areaCode, grids: [], microGrids: [], assignments: [], shares: nobody }
    );
  }
  if (plan.kind === 'MERGE' || plan.kind === 'SPLIT') {
    const micro = grids.find(({ level }) => level === 'MICRO');
    if (micro)
      return problemOf(
        'MICRO_GRID_NOT_ALLOWED',
        gridField(plan, grids.indexOf(micro)),
        {
          zh: '微网格不拆分、不合并；请调整各户所属的微网格。',
          en: 'Micro-grids are neither split nor merged; arrange their households anew.',
        },
        [micro.id],
      );
  }
  if (plan.kind === 'MERGE') return prepareMerge(work, plan, grids);
  const [grid] = grids;
  if (!grid) throw new TypeError('A plan that changes a grid names one');
  switch (plan.kind) {
    case 'SPLIT':
      return prepareSplit(work, plan, grid);
    case 'RENUMBER':
      return prepareRenumber(work, plan, grid);
    case 'RETIRE':
      return prepareRetire(work, plan, grid);
    case 'REDRAW':
      return prepareRedraw(work, plan, grid);
  }
};
