import type { MigrationObject } from '@mikro-orm/core';

import { CreateGrids } from './20260302080000-create-grids.ts';
import { KeepFiles } from './20261124090100-keep-files.ts';
import { MakeGridsDated } from './20261124091000-make-grids-dated.ts';
import { ExtendGridWorkers } from './20261124092000-extend-grid-workers.ts';
import { CreateAssessments } from './20261124092100-create-assessments.ts';
import { KeepPeopleRight } from './20261124093000-keep-people-right.ts';
import { ExtendVisits } from './20261124094000-extend-visits.ts';
import { CreateFieldWork } from './20261124094100-create-field-work.ts';
import { ImportFieldWork } from './20261124110100-import-field-work.ts';
import { ListWhoIsNotRegisteredHere } from './20261124111000-list-who-is-not-registered-here.ts';
import { TellInBatches } from './20261124114000-tell-in-batches.ts';

export const migrations: MigrationObject[] = [
  { name: '20260302080000-create-grids', class: CreateGrids },
  { name: '20261124090100-keep-files', class: KeepFiles },
  { name: '20261124091000-make-grids-dated', class: MakeGridsDated },
  { name: '20261124092000-extend-grid-workers', class: ExtendGridWorkers },
  { name: '20261124092100-create-assessments', class: CreateAssessments },
  { name: '20261124093000-keep-people-right', class: KeepPeopleRight },
  { name: '20261124094000-extend-visits', class: ExtendVisits },
  { name: '20261124094100-create-field-work', class: CreateFieldWork },
  { name: '20261124110100-import-field-work', class: ImportFieldWork },
  { name: '20261124111000-list-who-is-not-registered-here', class: ListWhoIsNotRegisteredHere },
  { name: '20261124114000-tell-in-batches', class: TellInBatches },
];
