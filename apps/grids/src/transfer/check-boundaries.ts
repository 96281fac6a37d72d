import type { SqlExecutor, StageWork } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { Boundary } from '../grid/boundary.ts';
import { loadTolerance, loadVillageBoundaries, type Neighbour, type Tolerance } from '../grid/check-grid.ts';
import { geometryOf, type Geometry } from '../grid/geometry.ts';
import type { GridLevel } from '../grid/grid.ts';
import { boundaryProblemOf, outsideProblem } from '../grid-operation/check-new-grids.ts';
import { problemOf, type Problem } from '../grid-operation/operation-problem.ts';

/** A row that gives its grid another boundary. */
interface Drawn extends Neighbour {
  readonly n: number;
  readonly level: GridLevel;
  readonly parentGridId: string | null;
  /** What the grid had before; null for a new one, or for one that had none. */
  readonly before: Boundary | null;
  readonly known: boolean;
}

const readDrawn = async (sql: SqlExecutor): Promise<Drawn[]> => {
  const rows = await sql(
    `select s.n, s.id, s.name, s.level, s.area_code, s.boundary, s.known, g.boundary as before, coalesce(s.parent_grid_id, g.parent_grid_id) as parent
     from import_stage s left join grid g on s.known and g.id = s.id
     where s.boundary is not null and s.boundary is distinct from g.boundary order by s.n`,
  );
  return rows.map((row) => ({
    n: row.n as number,
    id: row.id as string,
    name: row.name as string,
    level: row.level as GridLevel,
    areaCode: row.area_code as string,
    boundary: row.boundary as Boundary,
    parentGridId: row.parent as string | null,
    before: row.before as Boundary | null,
    known: row.known === true,
  }));
};

/** Rows before it whose boundaries may meet the row's: as those of grids that are there, found by their boxes. */
const findBefore = async (sql: SqlExecutor, { n, level }: Drawn): Promise<ReadonlySet<number>> => {
  const rows = await sql(
    `select o.n from import_stage s join import_stage o on o.n < s.n and o.level = $2 and boundary_box(o.boundary) && boundary_box(s.boundary)
     where s.n = $1 and o.boundary is not null`,
    [n, level],
  );
  return new Set(rows.map((row) => row.n as number));
};

interface Ground {
  readonly sql: SqlExecutor;
  readonly geometry: Geometry;
  readonly tolerance: Tolerance;
  readonly day: string;
  readonly drawn: readonly Drawn[];
}

/** Whether basic and micro-grids go out of each other. */
const nestingProblem = async (
  { sql, geometry, tolerance, drawn, day }: Ground,
  row: Drawn,
): Promise<Problem | undefined> => {
  if (row.parentGridId !== null) {
    const [kept] = await sql('select boundary from grid where id = $1', [row.parentGridId]);
    const parent =
      drawn.find(({ id }) => id === row.parentGridId)?.boundary ?? (kept?.boundary as Boundary | null | undefined);
    return parent ? outsideProblem({ geometry }, row.boundary, [parent], 'boundary', tolerance) : undefined;
  }
  if (!row.known) return undefined;
  const micros = await sql(
    `select g.id, g.boundary from grid g where g.parent_grid_id = $1 and g.boundary is not null
       and (g.valid_until is null or g.valid_until > $2::date) order by g.id`,
    [row.id, day],
  );
  for (const micro of micros) {
    if (drawn.some(({ id }) => id === micro.id)) continue;
    const outside = await outsideProblem(
      { geometry },
      micro.boundary as Boundary,
      [row.boundary],
      'boundary',
      tolerance,
    );
    if (outside) return outside;
  }
  return undefined;
};

/** Whether grids that are drawn anew leave a gap in their village which was none before. */
const gapProblemOf = async (
  { sql, geometry, tolerance, drawn, day }: Ground,
  areaCode: string,
): Promise<Problem | undefined> => {
  const news = drawn.filter((row) => row.areaCode === areaCode && row.level === 'BASIC');
  const village = await loadVillageBoundaries(sql, areaCode, day);
  const others = village.filter(({ id }) => !news.some((row) => row.id === id)).map(({ boundary }) => boundary);
  const holesOf = async (own: readonly Boundary[]) => {
    const all = [...others, ...own];
    const holes = all.length === 0 ? [] : await geometry.holes(all);
    return holes.reduce((sum, { squareMetres }) => sum + squareMetres, 0);
  };
  const after = await holesOf(news.map(({ boundary }) => boundary));
  const more = after - (await holesOf(news.flatMap(({ before }) => before ?? [])));
  const [square, allowed] = [String(Math.round(more)), String(tolerance.gap)];
  return more <= tolerance.gap
    ? undefined
    : problemOf('BOUNDARY_LEAVES_GAP', 'boundary', {
        zh: `新边界会在本村（社区）内留下 ${square} 平方米的空白（允许 ${allowed} 平方米）。`,
        en: `The new boundary would leave a gap of ${square} m² in the village (${allowed} m² are allowed).`,
      });
};

/**
 * Looks at boundaries beside their neighbours, those of the file and those that are there, as the operations on grids do: none crosses itself
 * or lies over another one, micro-grids lie in their basic grid, and a grid that is drawn anew leaves no gap.
 */
export const checkBoundaries = async ({ sql, fault, context }: StageWork<Context>): Promise<void> => {
  const drawn = await readDrawn(sql);
  if (drawn.length === 0) return;
  await sql('create index on import_stage using gist (boundary_box(boundary)) where boundary is not null');
  const [geometry, tolerance] = [await geometryOf(sql), await loadTolerance(sql)];
  const ground: Ground = { sql, geometry, tolerance, day: context.today, drawn };
  const replaced = drawn.filter(({ known }) => known).map(({ id }) => id);
  const refuse = (n: number, { text }: Problem) => fault('boundary', text, 'select $1::int as n', [n]);
  const wrong = new Set<string>();
  for (const row of drawn) {
    const before = await findBefore(sql, row);
    const problem =
      (await boundaryProblemOf(
        { geometry, sql, day: context.today },
        row,
        row.boundary,
        'boundary',
        tolerance,
        replaced,
        drawn.filter(({ n }) => before.has(n)),
      )) ?? (await nestingProblem(ground, row));
    if (!problem) continue;
    wrong.add(row.areaCode);
    await refuse(row.n, problem);
  }
  const redrawn = drawn.filter(({ known, level, areaCode }) => known && level === 'BASIC' && !wrong.has(areaCode));
  for (const areaCode of new Set(redrawn.map((row) => row.areaCode))) {
    const gap = await gapProblemOf(ground, areaCode);
    if (!gap) continue;
    for (const row of redrawn) if (row.areaCode === areaCode) await refuse(row.n, gap);
  }
};
