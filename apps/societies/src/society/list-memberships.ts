import { holds } from '@gridloom/access';
import { oneByKey, type PageArgs } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { childPage, entitiesOf, type ChildList } from '../rows.ts';
import { Membership } from './membership.ts';

/** Memberships are for the society's organizer alone: the account, or none. */
const organizer = (context: Context): string | null =>
  context.caller.kind === 'account' && holds(context.caller, 'RUN_SOCIETY') ? context.caller.accountId : null;

const ofSociety = (context: Context): ChildList<Membership> => ({
  name: 'Society.memberships',
  entity: Membership,
  parentType: 'uuid',
  from: (params) =>
    `membership m where m.society_id = parent.id and exists (
       select 1 from society s where s.id = parent.id and s.organizer_account_id = $${String(params.push(organizer(context)))}::uuid)`,
  alias: 'm',
  sort: [
    { expression: 'm.joined_on', direction: 'desc', type: 'date' },
    { expression: 'm.id', direction: 'desc', type: 'uuid' },
  ],
  keyOf: (membership) => [membership.joinedOn, membership.id],
});

/** The memberships of a society, those that ended included, the latest first. */
export const listMemberships = (context: Context, societyId: string, args: PageArgs) =>
  childPage(context, ofSociety(context), societyId, args);

/** A membership of a society that the caller organizes. */
export const findMembership = (context: Context, id: string): Promise<Membership | null> =>
  context.batches.load('Membership', null, id, async (ids) => {
    const rows = await context.sql(
      `select m.* from membership m join society s on s.id = m.society_id
       where m.id = any($1::uuid[]) and s.organizer_account_id = $2::uuid`,
      [ids, organizer(context)],
    );
    return oneByKey(ids, entitiesOf(context, Membership, rows), (membership) => membership.id);
  });
