export { database } from '../database.ts';
export type * from './records.ts';
export { importMemberships, importSocieties } from './import-societies.ts';
export {
  importCouncilMeetings,
  importMatterItems,
  importMatters,
  importResolutions,
  importSocietyDemands,
} from './import-council.ts';
export {
  importCentres,
  importEnrolments,
  importMealServices,
  importOutcomes,
  importProgrammes,
} from './import-centres.ts';
export type { SocietiesImportContext } from './import-context.ts';
