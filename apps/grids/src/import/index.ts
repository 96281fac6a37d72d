export { database } from '../database.ts';
export { snapshots } from '../snapshots.ts';
export type { ImportContext, OnProgress } from './import-context.ts';
export { ImportRejected } from './import-rejected.ts';
export {
  importCorps,
  importCountyRules,
  importGridAssignments,
  importGrids,
  importGridWorkers,
} from './import-grids.ts';
export { importDwellings, importHouseholds, importOccupancies, importResidents } from './import-people.ts';
export { importCareRecords, importEmergencyContacts } from './import-care.ts';
export { importVisitDemands, importVisits } from './import-visits.ts';
export {
  importErrandKinds,
  importErrands,
  importHazardClasses,
  importHazards,
  importPatrols,
  type ErrandKindRecord,
  type ErrandRecord,
  type HazardClassRecord,
  type HazardRecord,
  type PatrolRecord,
} from './import-field-work.ts';
export type * from './records.ts';
