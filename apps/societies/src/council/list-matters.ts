import { manyByKey, oneByKey, type PageArgs } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { childPage, entitiesOf, type ChildList } from '../rows.ts';
import { societyReachSql } from '../society/find-society.ts';
import { Matter, MatterItem } from './matter.ts';

const ofSociety: ChildList<Matter> = {
  name: 'Society.matters',
  entity: Matter,
  parentType: 'uuid',
  from: () => 'matter m where m.society_id = parent.id',
  alias: 'm',
  sort: [
    { expression: 'm.opened_on', direction: 'desc', type: 'date' },
    { expression: 'm.id', direction: 'desc', type: 'uuid' },
  ],
  keyOf: (matter) => [matter.openedOn, matter.id],
};

/** What a society deliberates, the latest first. */
export const listMatters = (context: Context, societyId: string, args: PageArgs) =>
  childPage(context, ofSociety, societyId, args);

/** A matter of a society that exists for the caller. */
export const findMatter = (context: Context, id: string): Promise<Matter | null> =>
  context.batches.load('Matter', null, id, async (ids) => {
    const params: unknown[] = [ids];
    const covered = societyReachSql(await context.societyReach(), 's', params);
    const rows = await context.sql(
      `select m.* from matter m join society s on s.id = m.society_id where m.id = any($1::uuid[]) and ${covered}`,
      params,
    );
    return oneByKey(ids, entitiesOf(context, Matter, rows), (matter) => matter.id);
  });

/** The items of a matter in their order; a matter has 200 at most. */
export const listMatterItems = (context: Context, matterId: string): Promise<MatterItem[]> =>
  context.batches.load('Matter.items', null, matterId, async (ids) => {
    const rows = await context.sql('select * from matter_item where matter_id = any($1::uuid[]) order by position', [
      ids,
    ]);
    return manyByKey(ids, entitiesOf(context, MatterItem, rows), (item) => item.matterId);
  });
