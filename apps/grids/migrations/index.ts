import type { MigrationObject } from '@mikro-orm/core';

import { CreateGrids } from './20260302080000-create-grids.ts';

export const migrations: MigrationObject[] = [{ name: '20260302080000-create-grids', class: CreateGrids }];
