import { appendEvents } from '@gridloom/messaging';
import type { BackgroundTools, EntityManager, SqlExecutor } from '@gridloom/service-kit';

import { takeCaseNumber, titleOf } from '../case/case-number.ts';
import { loadRulesAt } from '../case/case-rules.ts';
import type { CaseSource, CaseUrgency } from '../case/case-words.ts';
import { Case } from '../case/case.ts';
import { Complainant } from '../case/complainant.ts';
import { recordChange, type RecordTools } from '../case/record-change.ts';

/** What became a case somewhere else: told twice, it is one case. */
interface MatterOrigin {
  /** E.g. HAZARD, ERRAND. */
  readonly kind: string;
  readonly id: string;
}

/** Somebody who complains. */
export interface MatterComplainant {
  /** None where it is not known who it is. */
  readonly residentId: string | null;
  readonly demand: string;
  readonly demandId?: string | null;
}

/** A matter as any source tells it. */
export interface Matter {
  readonly source: CaseSource;
  /** Left out: the first sentence of the first demand. */
  readonly title?: string | null;
  /** Left out: ordinary; an emergency is extra urgent. */
  readonly urgency?: CaseUrgency | null;
  readonly areaCode: string;
  readonly gridId: string | null;
  readonly place: string | null;
  /** At least one. */
  readonly complainants: readonly [MatterComplainant, ...MatterComplainant[]];
  readonly reportedByAccountId: string | null;
  readonly at: Date;
  readonly note?: string | null;
  readonly origin?: MatterOrigin;
}

interface ReportedMatter {
  readonly caseId: string;
  readonly number: string;
  /** Whether it became a case only now. */
  readonly fresh: boolean;
}

const findKnown = async (sql: SqlExecutor, { origin, complainants }: Matter): Promise<ReportedMatter | null> => {
  const demandIds = complainants.flatMap(({ demandId }) => (demandId ? [demandId] : []));
  if (!origin && demandIds.length === 0) return null;
  const [row] = await sql(
    `select c.id::text, c.number from case_file c where c.id in (
       select case_id from case_origin where kind = $1 and origin_id = $2
       union all select case_id from case_complainant where demand_id = any($3::uuid[])) limit 1`,
    [origin?.kind ?? null, origin?.id ?? null, demandIds],
  );
  return row ? { caseId: row.id as string, number: row.number as string, fresh: false } : null;
};

/**
 * The one intake (统一受理入口): makes a case of a matter, in the caller's transaction, once for each origin and demand. Throws
 * YearNotLoaded where the deadline of its acceptance needs a calendar that is not there.
 */
export const reportMatter = async (
  tools: Pick<RecordTools, 'withAncestors'> & Pick<BackgroundTools, 'newId'>,
  matter: Matter,
  em: EntityManager,
  sql: SqlExecutor,
): Promise<ReportedMatter> => {
  const { areaCode, complainants, origin } = matter;
  const known = await findKnown(sql, matter);
  if (known) return known;
  const areas = tools.withAncestors(areaCode);
  const id = tools.newId();
  const people = complainants.map(({ residentId, demand, demandId = null }, index) =>
    Object.assign(new Complainant(), {
      id: tools.newId(),
      caseId: id,
      position: index + 1,
      residentId,
      demandId,
      demand,
    }),
  );
  const rules = await loadRulesAt(sql, matter.at);
  // as late as can be: whoever reports waits for the row of the year's numbers
  const number = await takeCaseNumber(sql, areas.at(-1) ?? areaCode, matter.at);
  const { reported, change } = Case.report(
    {
      id,
      number,
      title: matter.title?.trim() ?? titleOf(complainants[0].demand),
      source: matter.source,
      urgency: matter.urgency ?? (matter.source === 'EMERGENCY' ? 'EXTRA_URGENT' : 'ORDINARY'),
      areaCode,
      gridId: matter.gridId,
      place: matter.place,
    },
    people,
    { at: matter.at, actorAccountId: matter.reportedByAccountId, note: matter.note },
    rules,
  );
  em.persist(reported);
  await em.flush();
  em.persist(people);
  if (origin) {
    await sql('insert into case_origin (kind, origin_id, case_id) values ($1, $2, $3)', [origin.kind, origin.id, id]);
  }
  const record = { em, sql, newId: tools.newId, withAncestors: tools.withAncestors };
  await appendEvents(sql, await recordChange(record, reported, change));
  return { caseId: id, number, fresh: true };
};
