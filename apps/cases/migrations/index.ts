import type { MigrationObject } from '@mikro-orm/core';

import { CreateCases } from './20260302080000-create-cases.ts';

export const migrations: MigrationObject[] = [{ name: '20260302080000-create-cases', class: CreateCases }];
