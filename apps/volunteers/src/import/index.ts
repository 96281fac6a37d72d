export { database } from '../database.ts';
export type * from './records.ts';
export { importVolunteers, type VolunteersImportContext } from './import-volunteers.ts';
export { importClaims, importServiceOrders } from './import-orders.ts';
export { importServiceHours } from './import-hours.ts';
