import type { EventDraft } from '@gridloom/messaging';
import { addJob, invalidInput, type EntityManager, type InvalidInput, type SqlExecutor } from '@gridloom/service-kit';
import { instantOn, shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/core';

import type { Context } from '../context.ts';
import type { ServiceItemProposal } from '../proposal/service-item-proposal.ts';
import { contentOf, type ItemContent } from './item-content.ts';
import { admittedEvents, withdrawnEvents } from './service-item-events.ts';
import { ItemVersion, ServiceItem } from './service-item.ts';
import { turnItemOrder } from './turn-item.ts';

interface Tools {
  readonly em: EntityManager;
  readonly sql: SqlExecutor;
  readonly at: Date;
}

interface Admitted {
  readonly serviceItemId: string;
  readonly events: readonly EventDraft[];
}

/** Has the item looked at again at the start of each day on which it begins or ceases to hold. */
const orderTurns = async (
  sql: SqlExecutor,
  itemId: string,
  days: readonly (string | null | undefined)[],
  today: string,
) => {
  for (const day of days) if (day && day > today) await addJob(sql, turnItemOrder(itemId, day, instantOn(day)));
};

const admitNew = async (
  context: Context,
  { em, sql, at }: Tools,
  proposal: ServiceItemProposal,
  content: ItemContent,
): Promise<Admitted | InvalidInput> => {
  const taken = await sql('select 1 from service_item where code = $1', [proposal.code]);
  if (taken.length > 0) {
    return invalidInput(context.locale, 'input.proposalId', {
      zh: `编码 ${proposal.code} 已被使用。`,
      en: `The code ${proposal.code} is taken.`,
    });
  }
  const item = new ServiceItem();
  Object.assign(item, {
    id: context.newId(),
    version: 1,
    amendments: 0,
    code: proposal.code,
    areaCode: proposal.areaCode,
    ...contentOf(content),
    withdrawnOn: null,
    endReason: null,
    expiryToldAt: null,
  });
  em.persist(item);
  await em.flush();
  await em.insert(ItemVersion, {
    serviceItemId: item.id,
    version: 1,
    ...contentOf(content),
    proposalId: proposal.id,
    admittedAt: at,
  });
  await orderTurns(sql, item.id, [content.validFrom, content.validUntil], shanghaiDay(at));
  return {
    serviceItemId: item.id,
    events: admittedEvents(item, { version: 1, content, proposalId: proposal.id }, at),
  };
};

const lastOf = async (em: EntityManager, itemId: string): Promise<{ item: ServiceItem; last: ItemVersion }> => {
  const item = await em.findOneOrFail(ServiceItem, { id: itemId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const last = await em.findOneOrFail(ItemVersion, { serviceItemId: itemId }, { orderBy: { version: 'desc' } });
  return { item, last };
};

/** A version that begins later than this day has been admitted already: it cannot be followed or ended on it. */
const laterVersion = (context: Context, last: ItemVersion, day: string): InvalidInput | null =>
  last.validFrom >= day
    ? invalidInput(
        context.locale,
        'input.proposalId',
        {
          zh: `第 ${String(last.version)} 版自 ${last.validFrom} 起生效；新的生效日须在其后。`,
          en: `Version ${String(last.version)} holds from ${last.validFrom} on; name a later day.`,
        },
        `> ${last.validFrom}`,
      )
    : null;

const change = async (
  context: Context,
  { em, sql, at }: Tools,
  proposal: ServiceItemProposal,
  itemId: string,
  content: ItemContent,
): Promise<Admitted | InvalidInput> => {
  const { item, last } = await lastOf(em, itemId);
  const problem = laterVersion(context, last, content.validFrom);
  if (problem) return problem;
  const today = shanghaiDay(at);
  const endsEarlier = !last.validUntil || last.validUntil > content.validFrom;
  if (endsEarlier) last.validUntil = content.validFrom;
  const version = last.version + 1;
  await em.insert(ItemVersion, {
    serviceItemId: item.id,
    version,
    ...contentOf(content),
    proposalId: proposal.id,
    admittedAt: at,
  });
  item.withdrawnOn = null;
  item.endReason = null;
  item.expiryToldAt = null;
  if (content.validFrom <= today) Object.assign(item, contentOf(content), { version });
  else {
    item.amendments += 1;
    if (endsEarlier && item.version === last.version) item.validUntil = content.validFrom;
  }
  await em.flush();
  await orderTurns(sql, item.id, [content.validFrom, content.validUntil], today);
  return { serviceItemId: item.id, events: admittedEvents(item, { version, content, proposalId: proposal.id }, at) };
};

const withdraw = async (
  context: Context,
  { em, sql, at }: Tools,
  proposal: ServiceItemProposal,
  itemId: string,
): Promise<Admitted | InvalidInput> => {
  const { item, last } = await lastOf(em, itemId);
  const day = proposal.effectiveOn;
  const problem = laterVersion(context, last, day);
  if (problem) return problem;
  if (last.validUntil && last.validUntil <= day) {
    return invalidInput(context.locale, 'input.proposalId', {
      zh: `事项已于 ${last.validUntil} 失效，无须退出。`,
      en: `The item has not been in force since ${last.validUntil}: there is nothing to withdraw.`,
    });
  }
  last.validUntil = day;
  if (item.version === last.version) item.validUntil = day;
  item.withdrawnOn = day;
  item.endReason = proposal.reason;
  item.amendments += 1;
  await em.flush();
  await orderTurns(sql, item.id, [day], shanghaiDay(at));
  return { serviceItemId: item.id, events: withdrawnEvents(item, proposal.id, day, at) };
};

/** Does what a proposal that is granted proposes: a new item, a new version, or the end of an item. */
export const admitItem = (
  context: Context,
  tools: Tools,
  proposal: ServiceItemProposal,
): Promise<Admitted | InvalidInput> => {
  const { kind, content, serviceItemId } = proposal;
  if (kind === 'WITHDRAW' && serviceItemId) return withdraw(context, tools, proposal, serviceItemId);
  if (kind === 'CHANGE' && serviceItemId && content) return change(context, tools, proposal, serviceItemId, content);
  if (kind === 'ADMIT' && content) return admitNew(context, tools, proposal, content);
  throw new Error(`The proposal ${proposal.id} says too little to be granted`);
};
