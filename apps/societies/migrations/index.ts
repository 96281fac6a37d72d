import type { MigrationObject } from '@mikro-orm/core';

import { FoundSocieties } from './20261124083000-found-societies.ts';

export const migrations: MigrationObject[] = [{ name: '20261124083000-found-societies', class: FoundSocieties }];
