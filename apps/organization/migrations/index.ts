import type { MigrationObject } from '@mikro-orm/core';

import { CreateOrganization } from './20260302080000-create-organization.ts';
import { FollowGrids } from './20261124091100-follow-grids.ts';
import { FollowResidentMerges } from './20261124093101-follow-resident-merges.ts';
import { TellInBatches } from './20261124114000-tell-in-batches.ts';

export const migrations: MigrationObject[] = [
  { name: '20260302080000-create-organization', class: CreateOrganization },
  { name: '20261124091100-follow-grids', class: FollowGrids },
  { name: '20261124093101-follow-resident-merges', class: FollowResidentMerges },
  { name: '20261124114000-tell-in-batches', class: TellInBatches },
];
