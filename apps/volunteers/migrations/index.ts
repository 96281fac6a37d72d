import type { MigrationObject } from '@mikro-orm/core';

import { FoundVolunteers } from './20261124083000-found-volunteers.ts';
import { FollowResidentMerges } from './20261124093104-follow-resident-merges.ts';
import { TellInBatches } from './20261124114000-tell-in-batches.ts';

export const migrations: MigrationObject[] = [
  { name: '20261124083000-found-volunteers', class: FoundVolunteers },
  { name: '20261124093104-follow-resident-merges', class: FollowResidentMerges },
  { name: '20261124114000-tell-in-batches', class: TellInBatches },
];
