import { readSubgraphSdl, type SubgraphDefinition } from '@gridloom/service-kit';

import { publishes } from '../events.ts';
import { areaSnapshot } from './area/area-state.ts';
import { extendContext } from './context.ts';
import { database } from './database.ts';
import { onGridChanged } from './grid/on-grid-changed.ts';
import { organizationSnapshot } from './organization/organization-state.ts';
import { partyOrganizationSnapshot } from './party-organization/party-organization-state.ts';
import { onResidentsMerged } from './resident/on-residents-merged.ts';
import { resolvers } from './resolvers.ts';
import { onGridAssignments } from './role-assignment/on-grid-assignment.ts';
import { onSocieties } from './role-assignment/on-society.ts';
import { onVolunteerEnrolled } from './role-assignment/on-volunteer-enrolled.ts';
import { roleAssignmentSnapshot } from './role-assignment/role-assignment-state.ts';

export const subgraph: SubgraphDefinition = {
  database,
  sdl: readSubgraphSdl(new URL('../', import.meta.url)),
  resolvers,
  publishes,
  consumers: (tools) => [
    { group: 'roles', subscriptions: [...onGridAssignments(tools), ...onSocieties(tools), onVolunteerEnrolled(tools)] },
    { group: 'grids', subscriptions: onGridChanged() },
    { group: 'residents', subscriptions: onResidentsMerged() },
  ],
  snapshots: [areaSnapshot, roleAssignmentSnapshot, organizationSnapshot, partyOrganizationSnapshot],
  extendContext,
};
