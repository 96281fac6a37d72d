import type { MigrationObject } from '@mikro-orm/core';

import { FoundVolunteers } from './20261124083000-found-volunteers.ts';

export const migrations: MigrationObject[] = [{ name: '20261124083000-found-volunteers', class: FoundVolunteers }];
