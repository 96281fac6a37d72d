import type { AreaTree, Bilingual, SqlExecutor } from '@gridloom/service-kit';
import { checkGridCode, gridCodeSchemes } from '@gridloom/standards';

import type { Boundary } from './boundary.ts';
import type { Geometry } from './geometry.ts';
import type { GridCode, GridLevel } from './grid.ts';

const LONGEST_NAME = 50;
const MOST_CODES = 10;

/** What is wrong with the name of a grid. */
export const gridNameProblem = (name: string): Bilingual | undefined =>
  name.trim() !== '' && name.length <= LONGEST_NAME
    ? undefined
    : { zh: `网格名称应为 1 至 ${LONGEST_NAME} 个字。`, en: `The name of a grid has 1 to ${LONGEST_NAME} characters.` };

/** What is wrong with the codes of a grid: each in a scheme, no scheme twice. */
export const gridCodesProblem = (codes: readonly GridCode[]): { index: number; text: Bilingual } | undefined => {
  if (codes.length < 1 || codes.length > MOST_CODES)
    return {
      index: 0,
      text: { zh: `网格应有 1 至 ${MOST_CODES} 个编码。`, en: `A grid has 1 to ${MOST_CODES} codes.` },
    };
  const schemes = new Set<string>();
  for (const [index, { scheme, code }] of codes.entries()) {
    const checked = checkGridCode(scheme, code);
    if (!checked.ok) return { index, text: checked.explanation };
    if (schemes.has(scheme))
      return {
        index,
        text: {
          zh: `每种编码规则至多一个编码，${scheme} 有两个。`,
          en: `A grid has one code a scheme, ${scheme} has two.`,
        },
      };
    schemes.add(scheme);
  }
  return undefined;
};

/** The schemes in which codes may be given. */
export const codeSchemesAllowed = [...gridCodeSchemes.keys()].join(', ');

/** What is wrong with where a grid is said to lie: in one village or community, never in a township directly. */
export const gridAreaProblem = (areas: AreaTree, areaCode: string): Bilingual | undefined =>
  areas.find(areaCode)?.level === 'VILLAGE'
    ? undefined
    : {
        zh: '网格应属于本县的一个村或社区（12 位区划代码），不能直接属于乡镇。',
        en: 'A grid belongs to one village or community of the county (12 digits), never to a township directly.',
      };

export interface TakenCode {
  readonly index: number;
  readonly gridId: string;
  readonly gridName: string;
}

/** Which of these codes another grid has on that day; `except` are grids that give theirs up. */
export const findTakenCode = async (
  sql: SqlExecutor,
  codes: readonly GridCode[],
  day: string,
  except: readonly string[],
): Promise<TakenCode | undefined> => {
  const rows = await sql(
    `select c.n::int - 1 as index, g.id, g.name
     from unnest($1::jsonb[]) with ordinality as c (codes, n) join grid g on g.codes @> c.codes
     where (g.valid_until is null or g.valid_until > $2::date) and g.id <> all($3::uuid[]) order by c.n limit 1`,
    [codes.map(({ scheme, code }) => JSON.stringify([{ scheme, code }])), day, except],
  );
  const [row] = rows;
  return row && { index: row.index as number, gridId: row.id as string, gridName: row.name as string };
};

/** The grid of a village that has this name on that day. */
export const findNamesake = async (
  sql: SqlExecutor,
  grid: { readonly name: string; readonly areaCode: string; readonly level: GridLevel },
  day: string,
  except: readonly string[],
): Promise<string | undefined> => {
  const [row] = await sql(
    `select id from grid where area_code = $1 and level = $2 and name = $3 and (valid_until is null or valid_until > $4::date)
       and id <> all($5::uuid[]) limit 1`,
    [grid.areaCode, grid.level, grid.name, day, except],
  );
  return row?.id as string | undefined;
};

export interface Tolerance {
  readonly overlap: number;
  readonly gap: number;
}

/** What counts as an overlap and as a gap in this county, in square metres. */
export const loadTolerance = async (sql: SqlExecutor): Promise<Tolerance> => {
  const [row] = await sql('select overlap_square_metres as overlap, gap_square_metres as gap from boundary_rule');
  if (!row) throw new Error('The county has no rule on boundaries');
  return { overlap: row.overlap as number, gap: row.gap as number };
};

export interface Neighbour {
  readonly id: string;
  readonly name: string;
  readonly areaCode: string;
  readonly boundary: Boundary;
}

const neighbourOf = (row: Readonly<Record<string, unknown>>): Neighbour => ({
  id: row.id as string,
  name: row.name as string,
  areaCode: row.area_code as string,
  boundary: row.boundary as Boundary,
});

/** Grids of a level that are there on that day and whose boundary may meet another one: found by their boxes. */
export const findNeighbours = async (
  sql: SqlExecutor,
  boundary: Boundary,
  level: GridLevel,
  day: string,
  except: readonly string[],
): Promise<Neighbour[]> => {
  const rows = await sql(
    `select id, name, area_code, boundary from grid
     where boundary is not null and boundary_box(boundary) && boundary_box($1::jsonb) and level = $2
       and (valid_until is null or valid_until > $3::date) and id <> all($4::uuid[]) order by id`,
    [JSON.stringify(boundary), level, day, except],
  );
  return rows.map(neighbourOf);
};

/** Boundaries of the basic grids of a village on that day. */
export const loadVillageBoundaries = async (sql: SqlExecutor, areaCode: string, day: string): Promise<Neighbour[]> => {
  const rows = await sql(
    `select id, name, area_code, boundary from grid
     where area_code = $1 and level = 'BASIC' and boundary is not null and (valid_until is null or valid_until > $2::date) order by id`,
    [areaCode, day],
  );
  return rows.map(neighbourOf);
};

/** The first of the neighbours that a boundary covers by more than the tolerance. */
export const findOverlap = async (
  geometry: Geometry,
  boundary: Boundary,
  neighbours: readonly Neighbour[],
  tolerance: Tolerance,
): Promise<{ readonly neighbour: Neighbour; readonly squareMetres: number } | undefined> => {
  const overlaps = await geometry.overlaps(
    boundary,
    neighbours.map((neighbour) => neighbour.boundary),
  );
  for (const [index, neighbour] of neighbours.entries()) {
    const squareMetres = overlaps[index] ?? 0;
    if (squareMetres > tolerance.overlap) return { neighbour, squareMetres };
  }
  return undefined;
};
