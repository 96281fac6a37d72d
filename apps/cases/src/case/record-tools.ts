import type { BackgroundTools, EntityManager, SqlExecutor } from '@gridloom/service-kit';

import type { RecordTools } from './record-change.ts';

/** What a change is recorded with where there is no request, e.g. in a consumer or a job. Throws where the area is not known yet. */
export const recordToolsOf = async (
  tools: Pick<BackgroundTools, 'newId'>,
  em: EntityManager,
  sql: SqlExecutor,
  areaCode: string,
): Promise<RecordTools> => {
  const [row] = await sql('select ancestors from area_view where code = $1', [areaCode]);
  if (!row) throw new Error(`The area ${areaCode} is not known here yet`);
  const areas = [areaCode, ...(row.ancestors as string[])];
  return { em, sql, newId: tools.newId, withAncestors: () => areas };
};
