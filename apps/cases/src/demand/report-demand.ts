import type { BackgroundTools, EntityManager, SqlExecutor } from '@gridloom/service-kit';

import type { CaseSource } from '../case/case-words.ts';
import { recordToolsOf } from '../case/record-tools.ts';
import { reportMatter } from '../intake/report-matter.ts';

/** A demand as a visit or a society tells it. */
export interface HeardDemand {
  readonly demandId: string;
  readonly source: CaseSource;
  readonly residentId: string;
  readonly areaCode: string;
  readonly gridId: string | null;
  readonly text: string;
  readonly place: string | null;
  readonly raisedByAccountId: string;
  readonly at: Date;
}

/**
 * Makes a case of a demand, once: a demand that became one before changes nothing. Throws YearNotLoaded where the acceptance's
 * deadline needs a calendar that is not there; the demand is then handed over again after it was loaded.
 */
export const reportDemand = async (
  tools: Pick<BackgroundTools, 'newId'>,
  demand: HeardDemand,
  em: EntityManager,
  sql: SqlExecutor,
): Promise<void> => {
  const record = await recordToolsOf(tools, em, sql, demand.areaCode);
  const { source, areaCode, gridId, place, at } = demand;
  const { residentId, text, demandId } = demand;
  await reportMatter(
    record,
    {
      source,
      areaCode,
      gridId,
      place,
      at,
      complainants: [{ residentId, demand: text, demandId }],
      reportedByAccountId: demand.raisedByAccountId,
    },
    em,
    sql,
  );
};
