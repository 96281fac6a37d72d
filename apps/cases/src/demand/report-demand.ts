import { appendEvents } from '@gridloom/messaging';
import type { BackgroundTools, EntityManager, SqlExecutor } from '@gridloom/service-kit';

import { takeCaseNumber, titleOf } from '../case/case-number.ts';
import type { CaseSource } from '../case/case-words.ts';
import { Case } from '../case/case.ts';
import { Complainant } from '../case/complainant.ts';
import { recordChange } from '../case/record-change.ts';
import { loadStageClock } from '../deadline/load-stage-clock.ts';

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

const readAncestors = async (sql: SqlExecutor, areaCode: string): Promise<readonly string[]> => {
  const [row] = await sql('select ancestors from area_view where code = $1', [areaCode]);
  if (!row) throw new Error(`The area ${areaCode} of a demand is not known here yet`);
  return [areaCode, ...(row.ancestors as string[])];
};

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
  const known = await sql('select 1 from case_complainant where demand_id = $1', [demand.demandId]);
  if (known.length > 0) return;
  const areas = await readAncestors(sql, demand.areaCode);
  const id = tools.newId();
  const complainant = new Complainant();
  Object.assign(complainant, {
    id: tools.newId(),
    caseId: id,
    position: 1,
    residentId: demand.residentId,
    demandId: demand.demandId,
    demand: demand.text,
  });
  const { reported, change } = Case.report(
    {
      id,
      number: await takeCaseNumber(sql, areas.at(-1) ?? demand.areaCode, demand.at),
      title: titleOf(demand.text),
      source: demand.source,
      urgency: 'ORDINARY',
      areaCode: demand.areaCode,
      gridId: demand.gridId,
      place: demand.place,
    },
    [complainant],
    { at: demand.at, actorAccountId: demand.raisedByAccountId },
    await loadStageClock(sql),
  );
  em.persist(reported);
  await em.flush();
  em.persist(complainant);
  const record = { em, sql, newId: tools.newId, withAncestors: () => areas };
  await appendEvents(sql, await recordChange(record, reported, change));
};
