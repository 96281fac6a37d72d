import { manyByKey, type PageArgs } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { byName, equals, hasWords, readList, readListOf, withinArea, type List, type ListPage } from '../list-page.ts';
import { loadEntity } from '../load-entity.ts';
import { Organization, type OrganizationKind } from './organization.ts';

export type OrganizationPage = ListPage<Organization>;

const organizations: List<Organization> = {
  name: 'organizations',
  table: 'organization',
  id: 'id',
  keys: byName,
  load: (context, id) => loadEntity(context, Organization, id),
};

interface OrganizationsOfArea extends PageArgs {
  readonly kind?: OrganizationKind | null | undefined;
}

interface OrganizationsAsked extends OrganizationsOfArea {
  readonly areaCode?: string | null | undefined;
  readonly text?: string | null | undefined;
}

/** Bodies that are not dissolved. */
export const listOrganizations = (
  context: Context,
  { areaCode, kind, text, ...args }: OrganizationsAsked,
): Promise<OrganizationPage> =>
  readList(context, organizations, args, (bind) => [
    't.dissolved_on is null',
    withinArea(bind, areaCode),
    equals(bind, 'kind', kind),
    hasWords(bind, text),
  ]);

/** Bodies that are responsible for exactly this area. */
export const listOrganizationsOf = (
  context: Context,
  areaCode: string,
  args: OrganizationsOfArea,
): Promise<OrganizationPage> =>
  readListOf(context, organizations, { id: areaCode, column: 'area_code', type: 'text' }, args, (bind) => [
    't.dissolved_on is null',
    equals(bind, 'kind', args.kind),
  ]);

/** The bodies whose resources are sunk into a grid or its whole village on a day, by name. */
export const loadDeployedOrganizations = (
  context: Context,
  gridId: string,
  day: string,
): Promise<readonly Organization[]> =>
  context.batches.load('Grid.deployedOrganizations', day, gridId, async (ids) => {
    const rows = await context.sql(
      `select distinct g.id as grid_id, d.organization_id
       from grid_view g join deployment d on d.area_code = g.area_code and (d.grid_id is null or d.grid_id = g.id)
       where g.id = any($1::uuid[]) and d.since <= $2::date and (d.until is null or d.until > $2::date)`,
      [ids, day],
    );
    const found = await context.em.find(
      Organization,
      { id: { $in: [...new Set(rows.map((row) => row.organization_id as string))] } },
      { disableIdentityMap: true },
    );
    // By code points, as the lists are: the same on every machine.
    const inOrder = found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const placed = inOrder.flatMap((organization) =>
      rows
        .filter((row) => row.organization_id === organization.id)
        .map((row) => ({ gridId: row.grid_id as string, organization })),
    );
    return manyByKey(ids, placed, (row) => row.gridId).map((group) => group.map(({ organization }) => organization));
  });
