import type { DatabaseDefinition } from '@gridloom/service-kit';

import { migrations } from '../migrations/index.ts';
import { Grid } from './grid/grid.ts';
import { Dwelling, Occupancy } from './household/dwelling.ts';
import { EmergencyContact, Household } from './household/household.ts';
import { CareRecord } from './resident/care-record.ts';
import { Resident } from './resident/resident.ts';
import { Visit, VisitDemand } from './visit/visit.ts';
import { GridAssignment } from './worker/grid-assignment.ts';
import { Corps, GridWorker } from './worker/grid-worker.ts';

export const database: DatabaseDefinition = {
  service: 'grids',
  entities: [
    Grid,
    Corps,
    GridWorker,
    GridAssignment,
    Dwelling,
    Occupancy,
    Household,
    EmergencyContact,
    Resident,
    CareRecord,
    Visit,
    VisitDemand,
  ],
  migrations,
};
