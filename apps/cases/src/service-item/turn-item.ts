import { appendEvents } from '@gridloom/messaging';
import { defineJob, type JobDefinition, type JobOrder } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';

import { contentOf } from './item-content.ts';
import { expiredEvents, itemStateEvent } from './service-item-events.ts';
import { covers, ItemVersion, ServiceItem } from './service-item.ts';

const NAME = 'turn-service-item';
const payload = z.strictObject({ serviceItemId: z.guid() });

/** Orders that an item be looked at at the start of a day on which a version of it begins or ends. */
export const turnItemOrder = (serviceItemId: string, day: string, runAt: Date): JobOrder => ({
  name: NAME,
  payload: { serviceItemId },
  runAt,
  key: `${NAME}:${serviceItemId}:${day}`,
});

/**
 * Brings the item's row to the version that holds from today on, or tells, once, that its time is over. What may be asked of a grid
 * is decided by the versions themselves and never waits for this.
 */
export const turnItem: JobDefinition = defineJob({
  name: NAME,
  parse: (stored) => payload.parse(stored),
  handle: ({ serviceItemId }, { now, transact }) =>
    transact(async (em, sql) => {
      const item = await em.findOne(ServiceItem, { id: serviceItemId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!item) return;
      const at = now();
      const today = shanghaiDay(at);
      const versions = await em.find(ItemVersion, { serviceItemId }, { orderBy: { version: 'asc' } });
      const holding = versions.find((version) => covers(version, today));
      if (holding) {
        if (holding.version === item.version) return;
        Object.assign(item, contentOf(holding), { version: holding.version });
        await em.flush();
        await appendEvents(sql, [itemStateEvent(item, at)]);
        return;
      }
      const over = item.stateOn(today, versions) === 'EXPIRED' && !item.expiryToldAt;
      if (!over) return;
      item.expiryToldAt = at;
      item.amendments += 1;
      await em.flush();
      await appendEvents(sql, expiredEvents(item, at));
    }),
});
