import type { DatabaseDefinition } from '@gridloom/service-kit';

import { migrations } from '../migrations/index.ts';
import { Assessment, AssessmentObjection, AssessmentRun, AssessmentScheme } from './assessment/assessment.ts';
import { GridOperation } from './grid-operation/grid-operation.ts';
import { Grid } from './grid/grid.ts';
import { Dwelling, Occupancy } from './household/dwelling.ts';
import { EmergencyContact, Household } from './household/household.ts';
import { CareRecord } from './resident/care-record.ts';
import { Resident } from './resident/resident.ts';
import { StaffingRuleSet } from './staffing/staffing-rule.ts';
import { TrainingKind, TrainingRecord } from './training/training.ts';
import { ProposedCorrection } from './correction/proposed-correction.ts';
import { Errand, ErrandEntry } from './errand/errand.ts';
import { Hazard, HazardRecheck } from './hazard/hazard.ts';
import { Patrol, PatrolRoute } from './patrol/patrol.ts';
import { Visit, VisitDemand } from './visit/visit.ts';
import { GridAssignment } from './worker/grid-assignment.ts';
import { GridWorkerAbsence } from './worker/grid-worker-absence.ts';
import { Corps, CorpsMembership, GridWorker } from './worker/grid-worker.ts';

export const database: DatabaseDefinition = {
  service: 'grids',
  entities: [
    Grid,
    GridOperation,
    Corps,
    CorpsMembership,
    GridWorker,
    GridWorkerAbsence,
    StaffingRuleSet,
    AssessmentScheme,
    AssessmentRun,
    Assessment,
    AssessmentObjection,
    TrainingKind,
    TrainingRecord,
    GridAssignment,
    Dwelling,
    Occupancy,
    Household,
    EmergencyContact,
    Resident,
    CareRecord,
    Visit,
    VisitDemand,
    ProposedCorrection,
    PatrolRoute,
    Patrol,
    Hazard,
    HazardRecheck,
    Errand,
    ErrandEntry,
  ],
  migrations,
  jobs: true,
};
