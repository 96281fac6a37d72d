import { invalidInput, type InvalidInput, type SqlExecutor } from '@gridloom/service-kit';

import { textProblem } from '../case/run-case-command.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import type { MatterPlace } from './report-sources.ts';

/** The grid of a matter as this subgraph knows it, or those of the caller. */
export const loadGridAreas = async (
  sql: SqlExecutor,
  gridIds: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (gridIds.length === 0) return new Map();
  const rows = await sql('select id::text, area_code from grid_view where id = any($1::uuid[])', [
    gridIds.filter(isUuid),
  ]);
  return new Map(rows.map((row) => [row.id as string, row.area_code as string]));
};

interface PlaceAsked {
  readonly areaCode?: string | null | undefined;
  readonly gridId?: string | null | undefined;
}

/** Where a matter is: its grid says the area; both have to fit. `field` is the input's path. */
export const findPlace = (
  context: Context,
  { areaCode, gridId }: PlaceAsked,
  fallback: string | null,
  gridAreas: ReadonlyMap<string, string>,
  field: string,
): MatterPlace | InvalidInput => {
  const grid = gridId?.toLowerCase();
  const ofGrid = grid === undefined ? undefined : gridAreas.get(grid);
  if (grid !== undefined && ofGrid === undefined) {
    return invalidInput(context.locale, `${field}.gridId`, {
      zh: '没有这个网格。',
      en: 'There is no such grid.',
    });
  }
  const code = areaCode ?? ofGrid ?? fallback;
  if (code === null || !context.areas.find(code)) {
    return invalidInput(
      context.locale,
      `${field}.areaCode`,
      { zh: '请填写本县的村社区或上级区划代码。', en: 'Name a village or community of this county, or an area above.' },
      'Area.code',
    );
  }
  if (ofGrid !== undefined && ofGrid !== code) {
    return invalidInput(context.locale, `${field}.areaCode`, {
      zh: `该网格属于 ${ofGrid}。`,
      en: `The grid belongs to ${ofGrid}.`,
    });
  }
  return { areaCode: code, gridId: grid ?? null };
};

const LONGEST_DEMAND = 4_000;
const LONGEST_LINE = 200;

interface WordsAsked {
  readonly description: string;
  readonly title?: string | null | undefined;
  readonly place?: string | null | undefined;
}

/** Checks what somebody wrote. */
export const wordsProblem = (context: Context, words: WordsAsked, field: string): InvalidInput | null => {
  const optional = (name: 'title' | 'place') =>
    words[name] === null || words[name] === undefined
      ? null
      : textProblem(context, `${field}.${name}`, words[name], LONGEST_LINE);
  return (
    textProblem(context, `${field}.description`, words.description, LONGEST_DEMAND) ??
    optional('title') ??
    optional('place')
  );
};

/** Checks one demand besides the description. */
export const demandProblem = (context: Context, demand: string, field: string): InvalidInput | null =>
  textProblem(context, field, demand, LONGEST_DEMAND);
