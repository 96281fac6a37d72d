import { partyOrganizationAttachedToGrid, partyOrganizationState } from '@gridloom/contracts';
import { eventDraft, type EventDraft, type Subscription } from '@gridloom/messaging';
import {
  applyIncrements,
  followGrids,
  loadAreaTree,
  type EntityManager,
  type GridHolder,
  type GridMove,
  type RowInGrid,
  type SqlExecutor,
} from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';

import { areaMetrics } from '../area/load-area.ts';
import { Deployment } from '../deployment/deployment.ts';
import { partyOrganizationData } from '../party-organization/party-organization-state.ts';
import { PartyOrganization } from '../party-organization/party-organization.ts';

const rowsBy = (table: string, open: string) => {
  const select = async (sql: SqlExecutor, where: string, value: unknown): Promise<RowInGrid[]> => {
    const rows = await sql(`select id, grid_id from ${table} where ${where} and ${open} order by id for update`, [
      value,
    ]);
    return rows.map((row) => ({ id: row.id as string, gridId: row.grid_id as string | null }));
  };
  return {
    rowsIn: (sql: SqlExecutor, gridId: string) => select(sql, 'grid_id = $1', gridId),
    rowsOf: (sql: SqlExecutor, ids: readonly string[]) => select(sql, 'id = any($1::uuid[])', ids),
  };
};

/** Whether a party organization came to its grid by the same operation, and so may give way to an older one. */
const cameBy = async (sql: SqlExecutor, operationId: string, id: string): Promise<boolean> => {
  const rows = await sql(
    `select 1 from grid_followed where operation_id = $1 and kind = 'PARTY_ORGANIZATION' and row_id = $2`,
    [operationId, id],
  );
  return rows.length > 0;
};

const isOlder = (one: PartyOrganization, other: PartyOrganization) =>
  one.foundedOn < other.foundedOn || (one.foundedOn === other.foundedOn && one.id < other.id);

/**
 * A party organization goes to the first part of a split, and to whatever its grid is merged into. A grid has one: of several that a
 * merger brings together the oldest stays, the others are attached to none until the township decides.
 */
const partyOrganizations: GridHolder = {
  kind: 'PARTY_ORGANIZATION',
  ...rowsBy('party_organization', 'true'),
  move: async (moves, { time, operationId }, em, sql) => {
    const touched = new Map<string, PartyOrganization>();
    const attached = new Set<string>();
    const changes: { areaCode: string; delta: number }[] = [];
    const detach = async (organization: PartyOrganization) => {
      touched.set(organization.id, organization);
      attached.delete(organization.id);
      if (organization.detach()) changes.push({ areaCode: organization.areaCode, delta: -1 });
      // The place is free before another one takes it.
      await em.flush();
    };
    for (const { id, to } of moves) {
      const organization = await em.findOneOrFail(PartyOrganization, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const holder =
        to === null
          ? null
          : await em.findOne(PartyOrganization, { gridId: to }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const yields = holder !== null && isOlder(organization, holder) && (await cameBy(sql, operationId, holder.id));
      if (to === null || (holder !== null && !yields)) {
        await detach(organization);
        continue;
      }
      if (holder !== null) await detach(holder);
      touched.set(organization.id, organization);
      attached.add(organization.id);
      if (organization.attachToGrid(to)) changes.push({ areaCode: organization.areaCode, delta: 1 });
      await em.flush();
    }
    const areas = await loadAreaTree(sql);
    const { gridPartyOrganizations: metric } = areaMetrics;
    await applyIncrements(
      sql,
      changes.flatMap(({ areaCode, delta }) =>
        areas.withAncestors(areaCode).map((subject) => ({ subject, metric, delta })),
      ),
    );
    return [...touched.values()].flatMap((organization): EventDraft[] => {
      const common = {
        aggregateId: organization.id,
        aggregateVersion: organization.version,
        areaCode: organization.areaCode,
        occurredAt: time,
        data: partyOrganizationData(organization),
      };
      const state = eventDraft({ event: partyOrganizationState, ...common });
      return attached.has(organization.id)
        ? [eventDraft({ event: partyOrganizationAttachedToGrid, ...common }), state]
        : [state];
    });
  },
};

/**
 * What a body sinks into a grid goes on in the grid in its place. It stays where it was when that grid was retired, or when the same
 * body sinks something into the new grid already: nothing is lost, and it may be taken back.
 */
const deployments: GridHolder = {
  kind: 'DEPLOYMENT',
  ...rowsBy('deployment', 'until is null'),
  move: async (moves, _fact, em) => {
    for (const { id, to } of moves) {
      if (to === null) continue;
      const deployment = await em.findOneOrFail(Deployment, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const { organizationId, areaCode } = deployment;
      if ((await em.count(Deployment, { organizationId, areaCode, gridId: to, until: null })) > 0) continue;
      deployment.gridId = to;
      await em.flush();
    }
    return [];
  },
};

const moveReportIns = async (moves: readonly GridMove[], _fact: unknown, _em: EntityManager, sql: SqlExecutor) => {
  await sql(
    `update report_in r set grid_id = m.dest, version = r.version + 1
     from unnest($1::uuid[], $2::uuid[]) as m (id, dest) where r.id = m.id`,
    [moves.map(({ id }) => id), moves.map(({ to }) => to)],
  );
  return [];
};

const reportIns: GridHolder = { kind: 'REPORT_IN', ...rowsBy('report_in', 'ended_on is null'), move: moveReportIns };

/** Whatever organization keeps of a grid follows it through splits, mergers and ends. */
export const onGridChanged = (): Subscription<EntityManager>[] =>
  followGrids([partyOrganizations, deployments, reportIns]);
