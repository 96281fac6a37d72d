import { oneByKey, type PageArgs } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { byName, equals, hasWords, readList, readListOf, withinArea, type List, type ListPage } from '../list-page.ts';
import { loadEntity } from '../load-entity.ts';
import { PartyOrganization } from './party-organization.ts';

export type PartyOrganizationPage = ListPage<PartyOrganization>;

const partyOrganizations: List<PartyOrganization> = {
  name: 'party organizations',
  table: 'party_organization',
  id: 'id',
  keys: byName,
  load: (context, id) => loadEntity(context, PartyOrganization, id),
};

interface PartyOrganizationsOfArea extends PageArgs {
  readonly tier?: string | null | undefined;
}

interface PartyOrganizationsAsked extends PartyOrganizationsOfArea {
  readonly areaCode?: string | null | undefined;
  readonly text?: string | null | undefined;
}

export const listPartyOrganizations = (
  context: Context,
  { areaCode, tier, text, ...args }: PartyOrganizationsAsked,
): Promise<PartyOrganizationPage> =>
  readList(context, partyOrganizations, args, (bind) => [
    withinArea(bind, areaCode),
    equals(bind, 'tier', tier),
    hasWords(bind, text),
  ]);

/** Party organizations of exactly this area. */
export const listPartyOrganizationsOf = (
  context: Context,
  areaCode: string,
  args: PartyOrganizationsOfArea,
): Promise<PartyOrganizationPage> =>
  readListOf(context, partyOrganizations, { id: areaCode, column: 'area_code', type: 'text' }, args, (bind) => [
    equals(bind, 'tier', args.tier),
  ]);

/** Party organizations directly below one. */
export const listBranches = (context: Context, parentId: string, args: PageArgs): Promise<PartyOrganizationPage> =>
  readListOf(context, partyOrganizations, { id: parentId, column: 'parent_id', type: 'uuid' }, args);

/** The party organization that is attached to a grid. */
export const loadPartyOrganizationOfGrid = (context: Context, gridId: string): Promise<PartyOrganization | null> =>
  context.batches.load('Grid.partyOrganization', null, gridId, async (ids) => {
    const found = await context.em.find(PartyOrganization, { gridId: { $in: [...ids] } }, { disableIdentityMap: true });
    return oneByKey(ids, found, (organization) => organization.gridId ?? '');
  });
