import type { MigrationObject } from '@mikro-orm/core';

import { FoundVolunteers } from './20261124083000-found-volunteers.ts';
import { FollowResidentMerges } from './20261124093104-follow-resident-merges.ts';

export const migrations: MigrationObject[] = [
  { name: '20261124083000-found-volunteers', class: FoundVolunteers },
  { name: '20261124093104-follow-resident-merges', class: FollowResidentMerges },
];
