import { manyByKey, readByIds, readRows } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { reaches } from './case-reach.ts';
import { Case } from './case.ts';
import { Complainant } from './complainant.ts';

/** A case if it exists for the caller, else null; one statement for all that are asked for at once. */
export const loadCase = (context: Context, id: string): Promise<Case | null> =>
  context.batches.load('Case', null, id.toLowerCase(), async (ids) => {
    const files = await readByIds(context.em, Case, ids.filter(isUuid));
    const byId = new Map(files.filter((file) => reaches(context.caseReach, file)).map((file) => [file.id, file]));
    return ids.map((key) => byId.get(key) ?? null);
  });

/** The case that a demand of a visit or a society became, if it exists for the caller. */
export const loadCaseOfDemand = async (context: Context, demandId: string): Promise<Case | null> => {
  const caseId = await context.batches.load('Demand.caseId', null, demandId.toLowerCase(), async (ids) => {
    const rows = await context.sql(
      'select demand_id::text, coalesce(joined_from_case_id, case_id)::text as case_id from case_complainant where demand_id = any($1::uuid[])',
      [ids.filter(isUuid)],
    );
    const byDemand = new Map(rows.map((row) => [row.demand_id as string, row.case_id as string]));
    return ids.map((key) => byDemand.get(key) ?? null);
  });
  return caseId === null ? null : loadCase(context, caseId);
};

/** The complainants of a case, in order; of one that was joined to another, those who went with it. */
export const loadComplainants = (context: Context, caseId: string): Promise<Complainant[]> =>
  context.batches.load('Case.complainants', null, caseId, async (ids) => {
    const rows = await readRows(
      context.em,
      Complainant,
      'where t.case_id = any($1::uuid[]) or t.joined_from_case_id = any($1::uuid[]) order by t.case_id, t.position',
      [ids],
    );
    const here = manyByKey(ids, rows, (row) => row.caseId);
    const gone = manyByKey(ids, rows, (row) => row.joinedFromCaseId ?? '');
    return ids.map((_, index) => [...(here[index] ?? []), ...(gone[index] ?? [])]);
  });
