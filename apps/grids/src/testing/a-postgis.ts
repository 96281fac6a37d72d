import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';
import type { SqlExecutor } from '@gridloom/service-kit';

/** PostgreSQL with PostGIS in this process (WebAssembly): what answers is PostGIS itself, on any machine. */
export const aPostgis = async (): Promise<{ readonly sql: SqlExecutor; readonly stop: () => Promise<void> }> => {
  const database = await PGlite.create({ extensions: { postgis } });
  await database.exec('create extension postgis');
  const sql: SqlExecutor = async (query, params = []) =>
    (await database.query<Record<string, unknown>>(query, [...params])).rows;
  return { sql, stop: () => database.close() };
};
