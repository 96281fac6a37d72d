import type { MigrationObject } from '@mikro-orm/core';

import { CreateOrganization } from './20260302080000-create-organization.ts';

export const migrations: MigrationObject[] = [
  { name: '20260302080000-create-organization', class: CreateOrganization },
];
