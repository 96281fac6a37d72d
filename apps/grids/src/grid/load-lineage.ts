import { manyByKey, oneByKey } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { OperationKind } from '../grid-operation/operation-plan.ts';

/** A grid before or after another one. */
export interface GridLineage {
  readonly gridId: string;
  readonly since: string;
  readonly kind: OperationKind;
}

const load = (context: Context, name: string, own: string, other: string, gridId: string): Promise<GridLineage[]> =>
  context.batches.load(name, null, gridId, async (ids) => {
    const rows = await context.sql(
      `select l.${own} as own, l.${other} as other, l.since::text as since, o.kind
       from grid_lineage l join grid_operation o on o.id = l.operation_id join grid g on g.id = l.${other}
       where l.${own} = any($1::uuid[]) order by l.since, g.sort_key, g.id`,
      [ids],
    );
    return manyByKey(
      ids,
      rows.map((row) => ({
        own: row.own as string,
        gridId: row.other as string,
        since: row.since as string,
        kind: row.kind as OperationKind,
      })),
      (row) => row.own,
    );
  });

export const loadPredecessors = (context: Context, gridId: string): Promise<GridLineage[]> =>
  load(context, 'Grid.predecessors', 'successor_id', 'predecessor_id', gridId);

export const loadSuccessors = (context: Context, gridId: string): Promise<GridLineage[]> =>
  load(context, 'Grid.successors', 'predecessor_id', 'successor_id', gridId);

/** The grids of today that stand in the place of a grid, however many operations later; itself while it is one. */
export const loadGridsOfNow = (context: Context, gridId: string): Promise<string[]> =>
  context.batches.load('Grid of now', null, gridId, async (ids) => {
    const rows = await context.sql(
      `with recursive line (origin, id) as (
         select id, id from unnest($1::uuid[]) as given (id)
         union
         select line.origin, l.successor_id from line join grid_lineage l on l.predecessor_id = line.id
       )
       select line.origin, line.id from line
       where not exists (select 1 from grid_lineage l where l.predecessor_id = line.id) order by line.origin, line.id`,
      [ids],
    );
    return manyByKey(
      ids,
      rows.map((row) => ({ origin: row.origin as string, id: row.id as string })),
      (row) => row.origin,
    ).map((line) => line.map(({ id }) => id));
  });

/** Codes that a grid had, the latest first. */
export const loadFormerCodes = (
  context: Context,
  gridId: string,
): Promise<{ readonly scheme: string; readonly code: string; readonly since: string; readonly until: string }[]> =>
  context.batches.load('Grid.formerCodes', null, gridId, async (ids) => {
    const rows = await context.sql(
      `select grid_id, scheme, code, since::text as since, until::text as until from grid_former_code
       where grid_id = any($1::uuid[]) order by until desc, scheme, code`,
      [ids],
    );
    return manyByKey(
      ids,
      rows.map((row) => ({
        gridId: row.grid_id as string,
        scheme: row.scheme as string,
        code: row.code as string,
        since: row.since as string,
        until: row.until as string,
      })),
      (row) => row.gridId,
    );
  });

export const loadMicroGridIds = (context: Context, gridId: string): Promise<string[]> =>
  context.batches.load('Grid.microGrids', null, gridId, async (ids) => {
    const rows = await context.sql(
      `select id, parent_grid_id from grid where parent_grid_id = any($1::uuid[])
         and valid_from <= $2::date and (valid_until is null or valid_until > $2::date) order by sort_key, id`,
      [ids, context.today],
    );
    return manyByKey(
      ids,
      rows.map((row) => ({ id: row.id as string, parent: row.parent_grid_id as string })),
      (row) => row.parent,
    ).map((micros) => micros.map(({ id }) => id));
  });

/** The grid that has a code, else the one that had it last. */
export const findGridByCode = async (context: Context, scheme: string, code: string): Promise<string | null> => {
  const [row] = await context.sql(
    `select id from (
       select g.id, case when g.valid_until is null or g.valid_until > $3::date then 'infinity' else g.valid_until end as until
       from grid g where g.codes @> $2::jsonb
       union all
       select f.grid_id, f.until from grid_former_code f where f.scheme = $1 and f.code = $4
     ) found order by until desc, id limit 1`,
    [scheme, JSON.stringify([{ scheme, code }]), context.today, code],
  );
  return (row?.id as string | undefined) ?? null;
};

export interface Figures {
  readonly permanent: number;
  readonly floating: number;
  readonly households: number;
}

/** Who lives in a micro-grid: counted, since it has some dozens of households. */
export const loadMicroGridFigures = (context: Context, gridId: string): Promise<Figures> =>
  context.batches.load('Grid.population of micro-grids', null, gridId, async (ids) => {
    const rows = await context.sql(
      `select h.micro_grid_id as id, count(distinct h.id)::int as households,
         count(r.id) filter (where r.population_kind <> 'FLOATING')::int as permanent,
         count(r.id) filter (where r.population_kind = 'FLOATING')::int as floating
       from household h left join resident r on r.household_id = h.id and r.departed_on is null
       where h.micro_grid_id = any($1::uuid[]) and h.dissolved_on is null group by h.micro_grid_id`,
      [ids],
    );
    return oneByKey(ids, rows, (row) => row.id as string).map((row) => ({
      permanent: (row?.permanent as number | undefined) ?? 0,
      floating: (row?.floating as number | undefined) ?? 0,
      households: (row?.households as number | undefined) ?? 0,
    }));
  });

/** Who lived in a grid on its last day; null while it is a grid. */
export const loadLastFigures = (context: Context, gridId: string): Promise<Figures | null> =>
  context.batches.load('Grid last figures', null, gridId, async (ids) => {
    const rows = await context.sql(
      'select grid_id, permanent, floating, households from grid_last_figure where grid_id = any($1::uuid[])',
      [ids],
    );
    return oneByKey(ids, rows, (row) => row.grid_id as string).map(
      (row) =>
        row && {
          permanent: row.permanent as number,
          floating: row.floating as number,
          households: row.households as number,
        },
    );
  });

export interface VisitFigures {
  readonly visits: number;
  readonly householdsVisited: number;
  readonly demands: number;
}

/** Visits at the households that live in these grids now, wherever the households were when they were visited. */
export const loadVisitsOfNow = (context: Context, gridId: string): Promise<VisitFigures> =>
  context.batches.load('Grid visits of now', null, gridId, async (ids) => {
    const rows = await context.sql(
      `select h.grid_id as id, count(*)::int as visits, count(distinct v.household_id)::int as households,
         sum(v.demand_count)::int as demands
       from household h join visit v on v.household_id = h.id and v.voided_at is null
       where h.grid_id = any($1::uuid[]) group by h.grid_id`,
      [ids],
    );
    return oneByKey(ids, rows, (row) => row.id as string).map((row) => ({
      visits: (row?.visits as number | undefined) ?? 0,
      householdsVisited: (row?.households as number | undefined) ?? 0,
      demands: (row?.demands as number | undefined) ?? 0,
    }));
  });
