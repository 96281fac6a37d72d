import type { TransferDefinition } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { absencesTable } from './absences-table.ts';
import { assignmentsTable } from './assignments-table.ts';
import { careRecordsTable } from './care-records-table.ts';
import { corpsTable } from './corps-table.ts';
import { corpsMembershipsTable } from './corps-memberships-table.ts';
import { dwellingsTable } from './dwellings-table.ts';
import { emergencyContactsTable } from './emergency-contacts-table.ts';
import { errandKindsTable } from './errand-kinds-table.ts';
import { errandsTable } from './errands-table.ts';
import { gridsTable } from './grids-table.ts';
import { hazardClassesTable } from './hazard-classes-table.ts';
import { hazardsTable } from './hazards-table.ts';
import { householdsTable } from './households-table.ts';
import { occupanciesTable } from './occupancies-table.ts';
import { patrolRoutesTable } from './patrol-routes-table.ts';
import { patrolsTable } from './patrols-table.ts';
import { residentsTable } from './residents-table.ts';
import { trainingKindsTable } from './training-kinds-table.ts';
import { trainingRecordsTable } from './training-records-table.ts';
import { visitChecklistsTable } from './visit-checklists-table.ts';
import { visitDemandsTable } from './visit-demands-table.ts';
import { visitIntervalsTable } from './visit-intervals-table.ts';
import { visitsTable } from './visits-table.ts';
import { workersTable } from './workers-table.ts';

/** The tables of grids that are exchanged as spreadsheets; what others refer to comes first. */
export const transfer: TransferDefinition<Context> = {
  tables: [
    gridsTable,
    workersTable,
    corpsTable,
    corpsMembershipsTable,
    trainingKindsTable,
    trainingRecordsTable,
    absencesTable,
    assignmentsTable,
    dwellingsTable,
    householdsTable,
    residentsTable,
    occupanciesTable,
    careRecordsTable,
    emergencyContactsTable,
    visitIntervalsTable,
    visitChecklistsTable,
    visitsTable,
    visitDemandsTable,
    patrolRoutesTable,
    patrolsTable,
    hazardClassesTable,
    hazardsTable,
    errandKindsTable,
    errandsTable,
  ],
};
