import { errandState, hazardState } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';
import { applyIncrements, type SqlExecutor } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { activities, addActivity, type Activity } from '../figures/activity.ts';
import { metrics, type Metric } from '../figures/metrics.ts';

type Row = Readonly<Record<string, unknown>>;

interface WorkTools {
  readonly sql: SqlExecutor;
  readonly operationId: string;
  readonly now: Date;
}

/** Work in a grid that has not ended, and so follows the grid. */
interface OpenWork {
  readonly kind: string;
  readonly table: string;
  /** SQL on `t`. */
  readonly open: string;
  /** It goes where the household of this column goes. */
  readonly household?: string;
  /** What is counted for the grid in which it lies, and the column of its moment. */
  readonly counted?: { readonly activity: Activity; readonly at: string; readonly metrics: readonly Metric[] };
  /** What else changes, and how that is taken back; SQL. */
  readonly besides?: string;
  readonly besidesBack?: string;
  readonly draft?: (row: Row, occurredAt: Date) => EventDraft;
}

const given = (field: string, value: unknown) => (value === null || value === undefined ? {} : { [field]: value });
const commonOf = (row: Row, occurredAt: Date) => ({
  aggregateId: row.id as string,
  aggregateVersion: row.version as number,
  areaCode: row.area_code as string,
  occurredAt,
});

const hazardDraft = (row: Row, occurredAt: Date): EventDraft =>
  eventDraft({
    event: hazardState,
    ...commonOf(row, occurredAt),
    data: {
      hazardId: row.id as string,
      gridId: row.grid_id as string,
      areaCode: row.area_code as string,
      classCode: row.class_code as string,
      severity: row.severity as 'MINOR' | 'ORDINARY' | 'MAJOR',
      status: row.status as 'OPEN' | 'GONE',
      foundAt: new Date(row.found_at as string).toISOString(),
      recheckDueOn: row.due as string,
      ...given('caseId', row.case_id),
    },
  });

const errandDraft = (row: Row, occurredAt: Date): EventDraft =>
  eventDraft({
    event: errandState,
    ...commonOf(row, occurredAt),
    data: {
      errandId: row.id as string,
      kindCode: row.kind_code as string,
      residentId: row.resident_id as string,
      gridId: row.grid_id as string,
      areaCode: row.area_code as string,
      status: row.status as 'BEGUN' | 'HANDED_OVER' | 'ANSWERED',
      ...given('caseId', row.case_id),
      ...given('succeeded', row.succeeded),
    },
  });

const openWork: readonly OpenWork[] = [
  {
    kind: 'HAZARD',
    table: 'hazard',
    open: `t.status = 'OPEN'`,
    counted: {
      activity: activities.hazardsFound,
      at: 'found_at',
      metrics: [metrics.hazardsFound, metrics.hazardsOpen],
    },
    draft: hazardDraft,
  },
  {
    kind: 'ERRAND',
    table: 'errand',
    open: `t.status in ('BEGUN', 'HANDED_OVER', 'ANSWERED')`,
    household: 'household_id',
    counted: { activity: activities.errandsBegun, at: 'begun_at', metrics: [metrics.errandsOpen] },
    draft: errandDraft,
  },
  {
    kind: 'CORRECTION',
    table: 'proposed_correction',
    open: `t.status = 'PROPOSED'`,
    household: 'household_id',
  },
  {
    kind: 'PATROL_ROUTE',
    table: 'patrol_route',
    open: 't.retired_on is null',
    // Two routes of one name may come together in a merger: each then bears the name of the grid that it came from.
    besides: `, name = case when exists (
        select 1 from patrol_route o where o.id <> t.id and o.retired_on is null and o.name = t.name
          and (o.grid_id = d.to_grid_id or o.grid_id in (select from_grid_id from given))
      ) then t.name || '（' || (select g.name from grid g where g.id = t.grid_id) || '）' else t.name end`,
    besidesBack: `, name = replace(t.name, '（' || (select g.name from grid g where g.id = m.from_grid_id) || '）', '')`,
  },
];

/** Figures of what is counted for a grid go with it; a row that moved back moves them back. */
const countMoved = async (
  sql: SqlExecutor,
  { activity, at, metrics: figures }: NonNullable<OpenWork['counted']>,
  rows: readonly Row[],
): Promise<void> => {
  await applyIncrements(
    sql,
    rows.flatMap((row) =>
      figures.flatMap((metric) => [
        { subject: row.from_grid_id as string, metric, delta: -1 },
        { subject: row.grid_id as string, metric, delta: 1 },
      ]),
    ),
  );
  await addActivity(
    sql,
    rows.flatMap((row) => {
      const day = shanghaiDay(new Date(row[at] as string));
      return [
        { subject: row.from_grid_id as string, activity, day, delta: -1 },
        { subject: row.grid_id as string, activity, day, delta: 1 },
      ];
    }),
  );
};

const told = async (
  { sql, now }: WorkTools,
  { counted, draft }: OpenWork,
  rows: readonly Row[],
): Promise<EventDraft[]> => {
  if (counted && rows.length > 0) await countMoved(sql, counted, rows);
  return draft ? rows.map((row) => draft(row, now)) : [];
};

const returning = ({ table }: OpenWork) =>
  `returning t.*${table === 'hazard' ? ', t.recheck_due_on::text as due' : ''}`;

/** Open work of grids that end goes on in the grids that stand in their place: with its household, else in the successor. */
export const moveWork = async (
  tools: WorkTools,
  successors: readonly { readonly gridId: string; readonly toGridId: string }[],
): Promise<EventDraft[]> => {
  const { sql, operationId, now } = tools;
  if (successors.length === 0) return [];
  const events: EventDraft[] = [];
  for (const work of openWork) {
    const { kind, table, open, household, besides = '' } = work;
    const target = household
      ? `coalesce((select m.to_grid_id from grid_move m
           where m.operation_id = $1 and m.kind = 'HOUSEHOLD' and m.row_id = t.${household}), d.to_grid_id)`
      : 'd.to_grid_id';
    const rows = await sql(
      `with given as (
         select * from unnest($3::uuid[], $4::uuid[]) as g (from_grid_id, to_grid_id)
       ), moved as (
         update ${table} t set grid_id = ${target}, version = t.version + 1${besides}
         from given d where t.grid_id = d.from_grid_id and ${open} ${returning(work)}, d.from_grid_id
       ), noted as (
         insert into grid_move (operation_id, kind, row_id, from_grid_id, to_grid_id, moved_at, version)
         select $1, '${kind}', m.id, m.from_grid_id, m.grid_id, $2, m.version from moved m
       )
       select * from moved order by id`,
      [operationId, now, successors.map(({ gridId }) => gridId), successors.map(({ toGridId }) => toGridId)],
    );
    events.push(...(await told(tools, work, rows)));
  }
  return events;
};

/** Brings open work back to the grids in which it was before the operation. */
export const moveWorkBack = async (tools: WorkTools): Promise<EventDraft[]> => {
  const { sql, operationId } = tools;
  const events: EventDraft[] = [];
  for (const work of openWork) {
    const rows = await sql(
      `with moved as (
         update ${work.table} t set grid_id = m.from_grid_id, version = t.version + 1${work.besidesBack ?? ''} from grid_move m
         where m.operation_id = $1 and m.kind = '${work.kind}' and m.row_id = t.id ${returning(work)}, m.to_grid_id as from_grid_id
       ) select * from moved order by id`,
      [operationId],
    );
    events.push(...(await told(tools, work, rows)));
  }
  return events;
};

/** SQL that finds work in the new grids ($1) that the operation ($2) did not bring there, or that has gone on since. */
export const workThatChanged = [
  `select p.id, 'work' from patrol p where p.grid_id = any($1::uuid[])`,
  ...openWork.map(
    ({ kind, table }) =>
      `select t.id, 'work' from ${table} t where t.grid_id = any($1::uuid[]) and not exists (
         select 1 from grid_move m where m.operation_id = $2 and m.kind = '${kind}' and m.row_id = t.id and m.version = t.version)`,
  ),
].join(' union all ');
