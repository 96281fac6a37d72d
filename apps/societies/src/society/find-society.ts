import { isUuid, oneByKey, reachSql, type Reach } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { entitiesOf } from '../rows.ts';
import { Society } from './society.ts';

/** Which societies a reach covers: those of its areas, and those that the caller organizes. */
export const societyReachSql = (reach: Reach, alias: string, params: unknown[]): string =>
  reachSql(reach, { area: `${alias}.area_code`, account: `${alias}.organizer_account_id` }, params);

/** A society by id, if it exists for the caller. */
export const findSociety = async (context: Context, id: string): Promise<Society | null> =>
  isUuid(id)
    ? context.batches.load('Society', null, id.toLowerCase(), async (ids) => {
        const params: unknown[] = [ids];
        const covered = societyReachSql(await context.societyReach(), 's', params);
        const rows = await context.sql(`select s.* from society s where s.id = any($1::uuid[]) and ${covered}`, params);
        return oneByKey(ids, entitiesOf(context, Society, rows), (society) => society.id);
      })
    : null;
