import { shanghaiDay } from '@gridloom/standards';

import type { Resolvers } from '../generated/resolvers.ts';
import { loadDeployedOrganizations } from '../organization/list-organizations.ts';
import { loadPartyOrganizationOfGrid } from '../party-organization/list-party-organizations.ts';
import { findGrid } from './find-grid.ts';

export const gridResolvers = {
  Grid: {
    __resolveReference: ({ id }, context) => findGrid(context, id),
    partyOrganization: (grid, _, context) => loadPartyOrganizationOfGrid(context, grid.id),
    deployedOrganizations: async (grid, _, context) => [
      ...(await loadDeployedOrganizations(context, grid.id, shanghaiDay(context.now()))),
    ],
  },
} satisfies Resolvers;
