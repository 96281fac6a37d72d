import { orderCancelled, orderCompleted, orderPosted, type EventData } from '@gridloom/contracts';
import { appendEvents, subscription, type Subscription } from '@gridloom/messaging';
import type { BackgroundTools, EntityManager, SqlExecutor } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';

import { loadCaseRules } from '../case/case-rules.ts';
import { Case } from '../case/case.ts';
import { Complainant } from '../case/complainant.ts';
import { recordChange, type RecordTools } from '../case/record-change.ts';

type OrderData = EventData<typeof orderPosted>;
type OrderStatus = 'OPEN' | 'COMPLETED' | 'CANCELLED';

const servedNote = '志愿服务订单已完成';
const servedOutcome = '已由志愿服务办理完成';

/** Notes how an order for a case stands; gives whether that is news. An order that has ended stays ended. */
const noteOrder = async (sql: SqlExecutor, order: OrderData, status: OrderStatus): Promise<boolean> => {
  const changed = await sql(
    `insert into case_order (service_order_id, case_id, status) values ($1, $2, $3)
     on conflict (service_order_id) do update set status = excluded.status where case_order.status = 'OPEN' and excluded.status <> 'OPEN'
     returning service_order_id`,
    [order.serviceOrderId, order.caseId, status],
  );
  return changed.length > 0;
};

const lockCase = (em: EntityManager, order: OrderData): Promise<Case | null> =>
  order.caseId
    ? em.findOne(Case, { id: order.caseId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : Promise.resolve(null);

const recordTools = async (
  tools: BackgroundTools,
  em: EntityManager,
  sql: SqlExecutor,
  file: Case,
): Promise<RecordTools> => {
  const [row] = await sql('select ancestors from area_view where code = $1', [file.areaCode]);
  const areas = [file.areaCode, ...((row?.ancestors as string[] | undefined) ?? [])];
  return { em, sql, newId: tools.newId, withAncestors: () => areas };
};

/** A case that is being handled is done for its handler when the last order for it was completed; the grid verifies it. */
const resolveServed = async (record: RecordTools, file: Case, at: Date): Promise<void> => {
  const rules = await loadCaseRules(record.sql, file.flowVersion);
  if (!file.allowedActions(rules.flow, at).includes('RESOLVE')) return;
  const open = await record.sql(`select 1 from case_order where case_id = $1 and status = 'OPEN' limit 1`, [file.id]);
  if (open.length > 0) return;
  const complainants = await record.em.find(Complainant, { caseId: file.id });
  const by = { at, actorAccountId: null };
  const change = file.resolve(by, servedOutcome, complainants, rules);
  await appendEvents(record.sql, await recordChange(record, file, change));
};

/** What becomes of volunteers' orders for cases (接单) moves the cases on. */
export const onOrders = (tools: BackgroundTools): Subscription<EntityManager>[] => [
  subscription<EntityManager, typeof orderPosted>(orderPosted, async ({ data }, em, sql) => {
    if (await lockCase(em, data)) await noteOrder(sql, data, 'OPEN');
  }),
  subscription<EntityManager, typeof orderCancelled>(orderCancelled, async ({ data }, em, sql) => {
    if (await lockCase(em, data)) await noteOrder(sql, data, 'CANCELLED');
  }),
  subscription<EntityManager, typeof orderCompleted>(orderCompleted, async ({ data, time }, em, sql) => {
    const file = await lockCase(em, data);
    if (!file || !(await noteOrder(sql, data, 'COMPLETED'))) return;
    const record = await recordTools(tools, em, sql, file);
    const noted = file.noteService({ at: time, actorAccountId: null, note: servedNote });
    await appendEvents(sql, await recordChange(record, file, noted));
    await resolveServed(record, file, time);
  }),
];
