import { errandWithdrawn, errandWorded } from '@gridloom/contracts';
import { appendEvents, subscription, type Subscription } from '@gridloom/messaging';
import type { BackgroundTools, EntityManager, SqlExecutor } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';

import { loadCaseRules } from '../case/case-rules.ts';
import { Case } from '../case/case.ts';
import { recordChange } from '../case/record-change.ts';
import { recordToolsOf } from '../case/record-tools.ts';
import { reportMatter } from '../intake/report-matter.ts';

const withdrawnNote = '申请人撤回代办申请';

/** Declares the case of a withdrawn errand void, where its state allows that; a case that is done stays as it is. */
const voidCaseOf = async (
  tools: Pick<BackgroundTools, 'newId'>,
  errandId: string,
  at: Date,
  em: EntityManager,
  sql: SqlExecutor,
): Promise<void> => {
  const [origin] = await sql(`select case_id from case_origin where kind = 'ERRAND' and origin_id = $1`, [errandId]);
  if (!origin) return;
  const file = await em.findOneOrFail(Case, { id: origin.case_id as string }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const rules = await loadCaseRules(sql, file.flowVersion);
  if (!file.allowedActions(rules.flow, at).includes('VOID')) return;
  const record = await recordToolsOf(tools, em, sql, file.areaCode);
  const change = file.declareVoid({ at, actorAccountId: null, note: withdrawnNote }, rules);
  await appendEvents(sql, await recordChange(record, file, change));
};

/** An application that a grid worker hands over becomes a case; withdrawn, its case is void. Either may be heard first. */
export const onErrands = (tools: BackgroundTools): Subscription<EntityManager>[] => [
  subscription<EntityManager, typeof errandWorded>(errandWorded, async ({ data, time }, em, sql) => {
    const record = await recordToolsOf(tools, em, sql, data.areaCode);
    const { fresh } = await reportMatter(
      record,
      {
        source: 'VISIT',
        title: `代办：${data.kindLabel}`,
        areaCode: data.areaCode,
        gridId: data.gridId,
        place: null,
        at: time,
        complainants: [{ residentId: data.residentId, demand: data.text, demandId: data.errandId }],
        reportedByAccountId: data.raisedByAccountId,
        origin: { kind: 'ERRAND', id: data.errandId },
      },
      em,
      sql,
    );
    if (!fresh) return;
    await em.flush();
    const [withdrawn] = await sql('select withdrawn_at from withdrawn_errand where errand_id = $1', [data.errandId]);
    if (withdrawn) await voidCaseOf(tools, data.errandId, new Date(withdrawn.withdrawn_at as string), em, sql);
  }),
  subscription<EntityManager, typeof errandWithdrawn>(errandWithdrawn, async ({ data, time }, em, sql) => {
    await sql('insert into withdrawn_errand (errand_id, withdrawn_at) values ($1, $2) on conflict do nothing', [
      data.errandId,
      time,
    ]);
    await voidCaseOf(tools, data.errandId, time, em, sql);
  }),
];
