import {
  membershipJoined,
  membershipLeft,
  membershipState,
  residentMerged,
  residentUnmerged,
  type EventData,
} from '@gridloom/contracts';
import {
  appendEvents,
  eventDraft,
  subscription,
  tombstoneDraft,
  type ReceivedEvent,
  type Subscription,
} from '@gridloom/messaging';
import {
  applyIncrements,
  followResidentMerge,
  loadAreaTree,
  type EntityManager,
  type ResidentReference,
  type SqlExecutor,
} from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { countMember } from '../figures.ts';
import { Membership } from '../society/membership.ts';
import { membershipData } from '../society/society-events.ts';

const held = (table: string, versioned = true): ResidentReference => ({
  table,
  key: 'id',
  column: 'resident_id',
  versioned,
});

const references: readonly ResidentReference[] = [
  {
    ...held('membership'),
    // In one society a person is a member once: the second membership is ended instead.
    unless: `t.left_on is null and exists (select 1 from membership own
      where own.society_id = t.society_id and own.resident_id = $2 and own.left_on is null)`,
  },
  held('society_demand'),
  held('enrolment'),
];

type Merge = ReceivedEvent<EventData<typeof residentMerged>>;

const tell = async (
  em: EntityManager,
  sql: SqlExecutor,
  ids: readonly string[],
  delta: 1 | -1,
  at: Date,
): Promise<void> => {
  if (ids.length === 0) return;
  const areas = await loadAreaTree(sql);
  const memberships = await em.find(Membership, { id: { $in: [...ids] } }, { orderBy: { id: 'asc' } });
  await applyIncrements(
    sql,
    memberships.flatMap((membership) => countMember(areas, membership, delta)),
  );
  await appendEvents(
    sql,
    memberships.flatMap((membership) => {
      const common = {
        aggregateId: membership.id,
        aggregateVersion: membership.version,
        areaCode: membership.areaCode,
        occurredAt: at,
      };
      const data = membershipData(membership);
      return delta === 1
        ? [
            eventDraft({ event: membershipJoined, ...common, data }),
            eventDraft({ event: membershipState, ...common, data }),
          ]
        : [
            eventDraft({ event: membershipLeft, ...common, data }),
            tombstoneDraft({ event: membershipState, ...common }),
          ];
    }),
  );
};

/** Members, demands and enrolments of a resident go over to the survivor, and come back with the end of the merge. */
const follow = async (
  { data, sequence, time }: Merge,
  isMerged: boolean,
  em: EntityManager,
  sql: SqlExecutor,
): Promise<void> => {
  const { mergedResidentId: mergedId, survivorResidentId: survivorId } = data;
  await followResidentMerge(sql, { mergedId, survivorId, isMerged, sequence }, references);
  const [alias] = await sql('select active from resident_alias where merged_id = $1', [mergedId]);
  if (alias?.active === true) {
    const ended = await sql(
      `update membership t set left_on = greatest($2::date, t.joined_on), version = t.version + 1, ended_by_merge = true
       where t.resident_id = $1 and t.left_on is null returning t.id`,
      [mergedId, shanghaiDay(time)],
    );
    const ids = ended.map((row) => row.id as string);
    await tell(em, sql, ids, -1, time);
    return;
  }
  const back = await sql(
    `update membership t set left_on = null, version = t.version + 1, ended_by_merge = false
     where t.resident_id = $1 and t.ended_by_merge returning t.id`,
    [mergedId],
  );
  await tell(
    em,
    sql,
    back.map((row) => row.id as string),
    1,
    time,
  );
};

/** Residents whose record was merged into another one. */
export const onResidentsMerged = (): Subscription<EntityManager>[] => [
  subscription(residentMerged, (fact, em, sql) => follow(fact, true, em, sql)),
  subscription(residentUnmerged, (fact, em, sql) => follow(fact, false, em, sql)),
];
