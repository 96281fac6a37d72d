import { oneByKey } from '@gridloom/service-kit';
import type { EntityClass, FilterQuery } from '@mikro-orm/core';

import type { Context } from './context.ts';
import { isUuid } from './ids.ts';

/** An entity by its id, null where there is none; one statement for all that are asked for at once. */
export const loadEntity = async <T extends { id: string }>(
  context: Context,
  entity: EntityClass<T>,
  id: string | null | undefined,
): Promise<T | null> => {
  if (id == null || !isUuid(id)) return null;
  return context.batches.load(entity.name, null, id, async (ids) => {
    const where = { id: { $in: [...ids] } } as unknown as FilterQuery<T>;
    const found: T[] = await context.em.find(entity, where, { disableIdentityMap: true });
    return oneByKey(ids, found, (row) => row.id);
  });
};
