export { database } from '../database.ts';
export type { CasesImportContext, OnProgress } from './import-context.ts';
export { importDutyLists, importServiceItems } from './import-service-items.ts';
export { importCalendar, importDeadlineRules } from './import-deadlines.ts';
export { importCases } from './import-cases.ts';
export { importWhistles } from './import-whistles.ts';
export type * from './records.ts';
