import { gridDrawn, gridMerged, gridRenumbered, gridRetired, gridSplit } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';
import { applyIncrements, readCounters, type AreaTree, type Increment } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import { metrics } from '../figures/metrics.ts';
import { gridStateDraft } from '../grid/grid-events.ts';
import { Grid, type GridKind, type GridLevel } from '../grid/grid.ts';
import { followAbsences } from '../worker/follow-absences.ts';
import type { OperationWork } from './check-new-grids.ts';
import type { OperationOutcome } from './grid-operation.ts';
import { moveAssignments } from './move-assignments.ts';
import { movePeople } from './move-people.ts';
import { moveWork } from './move-work.ts';
import { newGridsOf, type NewGrid } from './operation-plan.ts';
import type { Prepared } from './prepare-operation.ts';

/** What carrying out needs besides the rows. */
export interface CarryOutTools extends OperationWork {
  readonly operationId: string;
  readonly now: Date;
  readonly newId: () => string;
}

const kindMetrics: Readonly<Record<GridKind, string>> = {
  URBAN: metrics.gridsUrban,
  RURAL: metrics.gridsRural,
  DEDICATED: metrics.gridsDedicated,
};

interface Counted {
  readonly level: GridLevel;
  readonly kind: GridKind;
  readonly areaCode: string;
}

/** How the figures of areas move when a grid comes to be (1) or ends (-1). */
export const gridIncrements = (areas: AreaTree, grid: Counted, delta: 1 | -1): Increment[] =>
  areas.withAncestors(grid.areaCode).flatMap((subject) =>
    (grid.level === 'MICRO' ? [metrics.gridsMicro] : [metrics.grids, kindMetrics[grid.kind]]).map((metric) => ({
      subject,
      metric,
      delta,
    })),
  );

const create = ({ em, day }: CarryOutTools, wanted: NewGrid): Grid =>
  em.create(Grid, {
    id: wanted.gridId,
    name: wanted.name.trim(),
    kind: wanted.kind,
    level: wanted.level,
    areaCode: wanted.areaCode,
    parentGridId: wanted.parentGridId,
    codes: [...wanted.codes],
    boundary: wanted.boundary,
    validFrom: day,
    validUntil: null,
  });

const drawnDraft = (grid: Grid, { operationId, now, day }: CarryOutTools, predecessors: readonly Grid[]): EventDraft =>
  eventDraft({
    event: gridDrawn,
    aggregateId: grid.id,
    aggregateVersion: grid.version,
    areaCode: grid.areaCode,
    occurredAt: now,
    data: {
      gridId: grid.id,
      areaCode: grid.areaCode,
      operationId,
      name: grid.name,
      kind: grid.kind,
      level: grid.level,
      ...(isAbsent(grid.parentGridId) ? {} : { parentGridId: grid.parentGridId }),
      codes: grid.codes,
      since: day,
      predecessorGridIds: predecessors.map(({ id }) => id),
    },
  });

/** Tells of an old grid, in the words of its kind of operation. */
const oldDraft = (grid: Grid, prepared: Prepared, { operationId, now, day }: CarryOutTools): EventDraft[] => {
  const { plan, shares } = prepared;
  const common = {
    aggregateId: grid.id,
    aggregateVersion: grid.version,
    areaCode: grid.areaCode,
    occurredAt: now,
  };
  const told = { gridId: grid.id, areaCode: grid.areaCode, operationId, since: day };
  switch (plan.kind) {
    case 'SPLIT':
      return [
        eventDraft({
          event: gridSplit,
          ...common,
          data: {
            ...told,
            parts: plan.parts.map(({ gridId }) => {
              const idsOf = (moves: readonly { id: string; toGridId: string }[]) =>
                moves.filter(({ toGridId }) => toGridId === gridId).map(({ id }) => id);
              return { gridId, householdIds: idsOf(shares.households), residentIds: idsOf(shares.residents) };
            }),
          },
        }),
      ];
    case 'MERGE':
      return [eventDraft({ event: gridMerged, ...common, data: { ...told, successorGridId: plan.grid.gridId } })];
    case 'RETIRE':
      return [eventDraft({ event: gridRetired, ...common, data: told })];
    case 'DRAW':
    case 'RENUMBER':
    case 'REDRAW':
      return [];
  }
};

const renumber = async (
  { sql, day, operationId, now }: CarryOutTools,
  grid: Grid,
  plan: Extract<Prepared['plan'], { kind: 'RENUMBER' }>,
): Promise<() => EventDraft[]> => {
  const kept = new Set(plan.codes.map(({ scheme, code }) => `${scheme} ${code}`));
  const formerCodes = grid.codes.filter(({ scheme, code }) => !kept.has(`${scheme} ${code}`));
  await sql(
    `insert into grid_former_code (grid_id, scheme, code, since, until, operation_id)
     select $1::uuid, c.scheme, c.code, coalesce(
       (select max(f.until) from grid_former_code f where f.grid_id = $1 and f.scheme = c.scheme), $4::date), $5::date, $6::uuid
     from unnest($2::text[], $3::text[]) as c (scheme, code)`,
    [
      grid.id,
      formerCodes.map(({ scheme }) => scheme),
      formerCodes.map(({ code }) => code),
      grid.validFrom,
      day,
      operationId,
    ],
  );
  grid.name = plan.name.trim();
  grid.codes = [...plan.codes];
  return () => [
    eventDraft({
      event: gridRenumbered,
      aggregateId: grid.id,
      aggregateVersion: grid.version,
      areaCode: grid.areaCode,
      occurredAt: now,
      data: {
        gridId: grid.id,
        areaCode: grid.areaCode,
        operationId,
        name: grid.name,
        since: day,
        codes: grid.codes,
        formerCodes,
      },
    }),
  ];
};

/** Keeps what a grid had on its last day, for whoever asks by the grids of then. */
const keepLastFigures = async ({ sql }: CarryOutTools, grids: readonly Grid[]) => {
  const figures = await readCounters(
    sql,
    grids.map(({ id }) => id),
  );
  const of = (metric: string) => grids.map(({ id }) => figures.get(id)?.(metric) ?? 0);
  await sql(
    `insert into grid_last_figure (grid_id, permanent, floating, households)
     select * from unnest($1::uuid[], $2::int[], $3::int[], $4::int[])`,
    [grids.map(({ id }) => id), of(metrics.permanent), of(metrics.floating), of(metrics.households)],
  );
};

const writeLineage = async ({ sql, operationId, day }: CarryOutTools, old: readonly Grid[], news: readonly Grid[]) => {
  const pairs = old.flatMap((before) => news.map((after) => [before.id, after.id] as const));
  await sql(
    `insert into grid_lineage (predecessor_id, successor_id, operation_id, since)
     select p.before, p.after, $3::uuid, $4::date from unnest($1::uuid[], $2::uuid[]) as p (before, after)`,
    [pairs.map(([before]) => before), pairs.map(([, after]) => after), operationId, day],
  );
};

/** In which grids a role of an old grid goes on. */
const targetsOf =
  ({ plan }: Prepared) =>
  ({ id }: { readonly id: string }): readonly string[] => {
    if (plan.kind === 'MERGE') return [plan.grid.gridId];
    if (plan.kind !== 'SPLIT') return [];
    const named = plan.parts.filter(({ assignmentIds }) => assignmentIds.includes(id));
    return (named.length > 0 ? named : plan.parts).map(({ gridId }) => gridId);
  };

/** Where whatever belongs to nobody in particular goes: to the first part, or to what the grids are merged into. */
const successorsOf = ({ plan, grids }: Prepared): { readonly gridId: string; readonly toGridId: string }[] => {
  const [first] = plan.kind === 'SPLIT' || plan.kind === 'MERGE' ? newGridsOf(plan) : [];
  return first ? grids.map(({ id }) => ({ gridId: id, toGridId: first.gridId })) : [];
};

/** Carries an operation out: its rows are locked. Gives what it takes to take it back, and what is to be told. */
export const carryOut = async (
  tools: CarryOutTools,
  prepared: Prepared,
): Promise<{ readonly outcome: OperationOutcome; readonly events: EventDraft[] }> => {
  const { em, sql, areas, day, now, operationId } = tools;
  const { plan, grids, microGrids, assignments, shares } = prepared;
  const [only] = grids;
  const before = only && { name: only.name, codes: only.codes, boundary: only.boundary ?? null };
  const ends = plan.kind === 'SPLIT' || plan.kind === 'MERGE' || plan.kind === 'RETIRE';
  const news = newGridsOf(plan).map((wanted) => create(tools, wanted));
  const homes = microGrids.flatMap(({ id, parentGridId }) => (isAbsent(parentGridId) ? [] : [{ id, parentGridId }]));
  let renumbered: () => EventDraft[] = () => [];
  if (only && plan.kind === 'RENUMBER') renumbered = await renumber(tools, only, plan);
  if (only && plan.kind === 'REDRAW') only.boundary = plan.boundary;
  if (ends) {
    for (const grid of grids) grid.validUntil = day;
    if (plan.kind === 'RETIRE') for (const micro of microGrids) micro.validUntil = day;
    await keepLastFigures(tools, grids);
  }
  // The new rows first: micro-grids and lineage refer to them.
  await em.flush();
  const newHome = new Map(shares.microGrids.map(({ id, toGridId }) => [id, toGridId]));
  for (const micro of microGrids) micro.parentGridId = newHome.get(micro.id) ?? micro.parentGridId ?? null;
  await em.flush();
  if (ends && news.length > 0) await writeLineage(tools, grids, news);
  await applyIncrements(sql, [
    ...news.flatMap((grid) => gridIncrements(areas, grid, 1)),
    ...(ends ? grids.flatMap((grid) => gridIncrements(areas, grid, -1)) : []),
    ...(plan.kind === 'RETIRE' ? microGrids.flatMap((micro) => gridIncrements(areas, micro, -1)) : []),
  ]);
  const people = await movePeople({ sql, operationId, now, today: day }, shares);
  const { moved, events: roles } = await moveAssignments(tools, assignments, targetsOf(prepared));
  const standIns = await followAbsences(sql, { newId: tools.newId, now, today: day }, [
    ...new Set(assignments.map(({ gridWorkerId }) => gridWorkerId)),
  ]);
  const touched = [...grids, ...news, ...microGrids];
  const work = await moveWork({ sql, operationId, now }, successorsOf(prepared));
  await sql(
    'insert into grid_operation_grid (operation_id, grid_id) select $1, id from unnest($2::uuid[]) as g (id) on conflict do nothing',
    [operationId, touched.map(({ id }) => id)],
  );
  return {
    outcome: {
      moved: {
        households: shares.households.length,
        residents: shares.residents.length,
        dwellings: shares.dwellings.length,
        assignments: assignments.length,
        microGrids: microGrids.length,
      },
      versions: Object.fromEntries(touched.map(({ id, version }) => [id, version])),
      ...moved,
      microGrids: homes,
      ...(before && !ends ? { before } : {}),
    },
    events: [
      ...grids.flatMap((grid) => [...oldDraft(grid, prepared, tools), ...renumbered(), gridStateDraft(grid, now)]),
      ...news.flatMap((grid) => [drawnDraft(grid, tools, grids), gridStateDraft(grid, now)]),
      ...microGrids.map((grid) => gridStateDraft(grid, now)),
      ...people,
      ...roles,
      ...standIns,
      ...work,
    ],
  };
};
