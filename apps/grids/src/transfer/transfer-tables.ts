import type { TransferDefinition } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { assignmentsTable } from './assignments-table.ts';
import { careRecordsTable } from './care-records-table.ts';
import { dwellingsTable } from './dwellings-table.ts';
import { emergencyContactsTable } from './emergency-contacts-table.ts';
import { gridsTable } from './grids-table.ts';
import { householdsTable } from './households-table.ts';
import { occupanciesTable } from './occupancies-table.ts';
import { residentsTable } from './residents-table.ts';
import { visitsTable } from './visits-table.ts';
import { workersTable } from './workers-table.ts';

/** The tables of grids that are exchanged as spreadsheets; what others refer to comes first. */
export const transfer: TransferDefinition<Context> = {
  tables: [
    gridsTable,
    workersTable,
    assignmentsTable,
    dwellingsTable,
    householdsTable,
    residentsTable,
    occupanciesTable,
    careRecordsTable,
    emergencyContactsTable,
    visitsTable,
  ],
};
