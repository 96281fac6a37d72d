import { hotlineOrderReceived, hotlineOrderState } from '@gridloom/contracts';
import { appendEvents, eventDraft } from '@gridloom/messaging';
import {
  invalidInput,
  runCommand,
  sqlOf,
  type Conflict,
  type InvalidInput,
  type KeyReused,
} from '@gridloom/service-kit';
import { YearNotLoaded } from '@gridloom/standards';

import type { Context } from '../context.ts';
import type { HotlineOrderInput, ReceiveHotlineOrdersInput } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { findPlace, loadGridAreas, wordsProblem } from '../intake/check-matter.ts';
import { reportMatter } from '../intake/report-matter.ts';
import { HotlineOrder } from './hotline-order.ts';

const MOST_ORDERS = 500;
const LONGEST_NUMBER = 64;
const LONGEST_CATEGORY = 100;

/** What became of an order. */
export interface HotlineReceipt {
  readonly upstreamNumber: string;
  readonly outcome: 'RECEIVED' | 'KNOWN' | 'REFUSED';
  readonly field?: string;
  readonly message?: string;
}

/** Each order has its result. */
export interface HotlineOrdersReceived {
  readonly __typename: 'ReceiveHotlineOrdersSuccess';
  readonly results: readonly HotlineReceipt[];
}

const orderProblem = (context: Context, order: HotlineOrderInput, field: string): InvalidInput | null => {
  const number = order.upstreamNumber.trim();
  const wrong = (name: string, zh: string, en: string) => invalidInput(context.locale, `${field}.${name}`, { zh, en });
  if (number === '' || number.length > LONGEST_NUMBER) {
    return wrong('upstreamNumber', '工单编号须为 1 到 64 个字符。', 'The number has 1 to 64 characters.');
  }
  if (order.upstreamReceivedAt > context.now()) {
    return wrong('upstreamReceivedAt', '上级受理时间不能在将来。', 'It was not taken down in the future.');
  }
  if (order.upstreamDueAt <= order.upstreamReceivedAt) {
    return wrong('upstreamDueAt', '上级时限须晚于上级受理时间。', 'The deadline is after it was taken down.');
  }
  if (order.category && order.category.length > LONGEST_CATEGORY) {
    return wrong('category', '分类过长（至多 100 字）。', 'The class has 100 characters at most.');
  }
  if (order.residentId && !isUuid(order.residentId)) {
    return wrong('residentId', '须为居民标识。', 'It is the id of a resident.');
  }
  return wordsProblem(context, order, field);
};

const refused = (upstreamNumber: string, { field, message }: InvalidInput): HotlineReceipt => ({
  upstreamNumber,
  outcome: 'REFUSED',
  field,
  message,
});

/** Takes one order in, in a transaction of its own, so that a faulty one spoils no other. */
const receiveOne = async (context: Context, order: HotlineOrderInput, index: number): Promise<HotlineReceipt> => {
  const field = `input.orders.${String(index)}`;
  const upstreamNumber = order.upstreamNumber.trim();
  const problem = orderProblem(context, order, field);
  if (problem) return refused(upstreamNumber, problem);
  const by = context.caller.kind === 'account' ? context.caller.accountId : null;
  try {
    return await context.em.fork().transactional(async (em) => {
      const sql = sqlOf(em);
      // two who bring the same order at once: the second waits and finds it
      await sql('select pg_advisory_xact_lock(hashtextextended($1, 12345))', [upstreamNumber]);
      const known = await sql('select 1 from hotline_order where upstream_number = $1', [upstreamNumber]);
      if (known.length > 0) return { upstreamNumber, outcome: 'KNOWN' };
      const gridAreas = await loadGridAreas(sql, order.gridId ? [order.gridId.toLowerCase()] : []);
      const place = findPlace(context, order, null, gridAreas, field);
      if ('__typename' in place) return refused(upstreamNumber, place);
      const reach = context.reach('RUN_HOTLINE');
      if (!reach.all && !reach.areaCodes.includes(place.areaCode)) {
        const message = { zh: '该区划不在您的辖区内。', en: 'The area is outside your jurisdiction.' };
        return refused(upstreamNumber, invalidInput(context.locale, `${field}.areaCode`, message));
      }
      const now = context.now();
      const { caseId } = await reportMatter(
        { newId: context.newId, withAncestors: (code) => context.areas.withAncestors(code) },
        {
          source: 'HOTLINE_12345',
          title: order.title ?? null,
          urgency: order.urgency ?? null,
          areaCode: place.areaCode,
          gridId: place.gridId,
          place: order.place?.trim() ?? null,
          complainants: [{ residentId: order.residentId?.toLowerCase() ?? null, demand: order.description.trim() }],
          reportedByAccountId: by,
          at: now,
        },
        em,
        sql,
      );
      const row = Object.assign(new HotlineOrder(), {
        id: context.newId(),
        version: 1,
        upstreamNumber,
        upstreamDueAt: order.upstreamDueAt,
        upstreamReceivedAt: order.upstreamReceivedAt,
        receivedAt: now,
        receivedByAccountId: by,
        category: order.category ?? null,
        areaCode: place.areaCode,
        caseId,
      });
      em.persist(row);
      await em.flush();
      const common = { aggregateId: row.id, aggregateVersion: 1, areaCode: row.areaCode, occurredAt: now };
      await appendEvents(sql, [
        eventDraft({ ...common, event: hotlineOrderReceived, data: row.told() }),
        eventDraft({ ...common, event: hotlineOrderState, data: row.told() }),
      ]);
      return { upstreamNumber, outcome: 'RECEIVED' };
    });
  } catch (error) {
    if (!(error instanceof YearNotLoaded)) throw error;
    return { upstreamNumber, outcome: 'REFUSED', field, message: context.say(error.explanation) };
  }
};

/** Takes in orders of hotline 12345 (热线工单接入). An order is known by its number upstream: brought again, it changes nothing. */
export const receiveHotlineOrders = async (
  context: Context,
  input: ReceiveHotlineOrdersInput,
): Promise<HotlineOrdersReceived | InvalidInput | KeyReused | Conflict> => {
  const count = input.orders.length;
  if (count === 0 || count > MOST_ORDERS) {
    return invalidInput(
      context.locale,
      'input.orders',
      { zh: `一次 1 到 ${String(MOST_ORDERS)} 单。`, en: `1 to ${String(MOST_ORDERS)} orders at once.` },
      `1–${String(MOST_ORDERS)}`,
    );
  }
  return runCommand<HotlineOrdersReceived | InvalidInput | KeyReused | Conflict>(context, {
    name: 'ReceiveHotlineOrders',
    input,
    work: async () => {
      const results: HotlineReceipt[] = [];
      for (const [index, order] of input.orders.entries()) results.push(await receiveOne(context, order, index));
      return { result: { __typename: 'ReceiveHotlineOrdersSuccess', results } };
    },
  });
};
