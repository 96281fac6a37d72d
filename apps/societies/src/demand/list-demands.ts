import { isUuid, oneByKey, reachSql, type PageArgs } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { childCount, childPage, entitiesOf, type ChildList } from '../rows.ts';
import { SocietyDemand } from './society-demand.ts';

/** What residents told a society is for who looks after its area or the grid concerned, and for who recorded it. */
const readable = (context: Context, params: unknown[]): string =>
  reachSql(
    context.reach('READ_SOCIETY_DEMANDS'),
    { area: 'd.area_code', grid: 'd.grid_id', account: 'd.raised_by_account_id' },
    params,
  );

const ofSociety = (context: Context): ChildList<SocietyDemand> => ({
  name: 'Society.demands',
  entity: SocietyDemand,
  parentType: 'uuid',
  from: (params) => `society_demand d where d.society_id = parent.id and ${readable(context, params)}`,
  alias: 'd',
  sort: [
    { expression: 'd.raised_at', direction: 'desc', type: 'timestamptz' },
    { expression: 'd.id', direction: 'desc', type: 'uuid' },
  ],
  keyOf: (demand) => [demand.raisedAt.toISOString(), demand.id],
});

/** A society has far fewer demands than a count could not bear. */
const UNBOUNDED = 1_000_000;

/** The demands of a society that the caller may read, the latest first. */
export const listDemands = async (context: Context, societyId: string, args: PageArgs) => {
  const list = ofSociety(context);
  const [page, totalCount] = await Promise.all([
    childPage(context, list, societyId, args),
    childCount(context, list, societyId, UNBOUNDED),
  ]);
  return { ...page, totalCount };
};

/** A demand by id, if the caller may read it. */
export const findDemand = async (context: Context, id: string): Promise<SocietyDemand | null> =>
  isUuid(id)
    ? context.batches.load('SocietyDemand', null, id.toLowerCase(), async (ids) => {
        const params: unknown[] = [ids];
        const rows = await context.sql(
          `select d.* from society_demand d where d.id = any($1::uuid[]) and ${readable(context, params)}`,
          params,
        );
        return oneByKey(ids, entitiesOf(context, SocietyDemand, rows), (demand) => demand.id);
      })
    : null;
