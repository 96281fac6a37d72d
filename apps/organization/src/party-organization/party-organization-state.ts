import { partyOrganizationState, type EventData } from '@gridloom/contracts';

import { tableSnapshot } from '../table-snapshot.ts';
import type { PartyOrganization } from './party-organization.ts';

/** What is told about a party organization. */
export const partyOrganizationData = (organization: PartyOrganization): EventData<typeof partyOrganizationState> => ({
  partyOrganizationId: organization.id,
  name: organization.name,
  tier: organization.tier,
  ...(organization.parentId == null ? {} : { parentId: organization.parentId }),
  areaCode: organization.areaCode,
  ...(organization.gridId == null ? {} : { gridId: organization.gridId }),
});

/** Fills the state topic of party organizations. */
export const partyOrganizationSnapshot = tableSnapshot({
  event: partyOrganizationState,
  table: 'party_organization',
  key: { column: 'id', type: 'uuid' },
  areaCode: 't.area_code',
  data: {
    partyOrganizationId: 't.id',
    name: 't.name',
    tier: 't.tier',
    parentId: 't.parent_id',
    areaCode: 't.area_code',
    gridId: 't.grid_id',
  },
});
