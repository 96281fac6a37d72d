import type { SqlExecutor } from '@gridloom/service-kit';

import type { HandlingBody } from './case-schema.ts';
import { levelOfBody, type HandlingLevel } from './handling-level.ts';

const active = `handles_cases and (dissolved_on is null or dissolved_on > $2::date)`;

const bodyOf = (row: Record<string, unknown> | undefined): HandlingBody | null =>
  row ? { id: row.id as string, kind: row.kind as string } : null;

/** The body of the territory that covers where it is unclear whose duty a case is (属地兜底): the township, else the village. */
export const findTerritory = async (
  sql: SqlExecutor,
  areas: readonly string[],
  today: string,
): Promise<HandlingBody | null> => {
  const [row] = await sql(
    `select id::text, kind from organization_view where area_code = any($1::text[]) and ${active}
       and kind in ('TOWNSHIP_GOVERNMENT', 'VILLAGE_COMMITTEE', 'COMMUNITY_COMMITTEE')
     order by kind <> 'TOWNSHIP_GOVERNMENT', length(area_code) desc, name collate "C", id limit 1`,
    [areas, today],
  );
  return bodyOf(row);
};

const above: Readonly<Record<HandlingLevel, readonly string[]>> = {
  GRID: ['VILLAGE_COMMITTEE', 'COMMUNITY_COMMITTEE'],
  VILLAGE: ['TOWNSHIP_GOVERNMENT'],
  TOWNSHIP: ['GRID_OFFICE', 'COUNTY_GOVERNMENT'],
  COUNTY: ['COUNTY_GOVERNMENT'],
};

/** The body a level above the one that has a case; none where there is no level above, or nobody there. */
export const findBodyAbove = async (
  sql: SqlExecutor,
  file: {
    readonly inGrid: boolean;
    readonly handlerKind?: string | null | undefined;
    readonly handlerId?: string | null | undefined;
  },
  areas: readonly string[],
  today: string,
): Promise<HandlingBody | null> => {
  const level = file.inGrid ? 'GRID' : levelOfBody(file.handlerKind ?? '');
  // a case that was sent back has no body: it goes to the township
  const kinds = file.inGrid || file.handlerId ? above[level] : above.VILLAGE;
  const [row] = await sql(
    `select id::text, kind from organization_view where area_code = any($1::text[]) and ${active} and kind = any($3::text[])
       and id is distinct from $4::uuid
     order by array_position($3::text[], kind), length(area_code) desc, name collate "C", id limit 1`,
    [areas, today, kinds, file.handlerId ?? null],
  );
  return bodyOf(row);
};
