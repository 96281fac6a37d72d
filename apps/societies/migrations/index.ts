import type { MigrationObject } from '@mikro-orm/core';

import { FoundSocieties } from './20261124083000-found-societies.ts';
import { FollowGrids } from './20261124091300-follow-grids.ts';
import { FollowResidentMerges } from './20261124093103-follow-resident-merges.ts';
import { TellInBatches } from './20261124114000-tell-in-batches.ts';

export const migrations: MigrationObject[] = [
  { name: '20261124083000-found-societies', class: FoundSocieties },
  { name: '20261124091300-follow-grids', class: FollowGrids },
  { name: '20261124093103-follow-resident-merges', class: FollowResidentMerges },
  { name: '20261124114000-tell-in-batches', class: TellInBatches },
];
