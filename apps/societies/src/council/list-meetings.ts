import { manyByKey, oneByKey, type PageArgs } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { childPage, entitiesOf, type ChildList } from '../rows.ts';
import { societyReachSql } from '../society/find-society.ts';
import { CouncilMeeting, Resolution } from './council-meeting.ts';

const ofSociety: ChildList<CouncilMeeting> = {
  name: 'Society.meetings',
  entity: CouncilMeeting,
  parentType: 'uuid',
  from: () => 'council_meeting m where m.society_id = parent.id',
  alias: 'm',
  sort: [
    { expression: 'm.held_at', direction: 'desc', type: 'timestamptz' },
    { expression: 'm.id', direction: 'desc', type: 'uuid' },
  ],
  keyOf: (meeting) => [meeting.heldAt.toISOString(), meeting.id],
};

/** The meetings of a society, the latest first. */
export const listMeetings = (context: Context, societyId: string, args: PageArgs) =>
  childPage(context, ofSociety, societyId, args);

/** A meeting of a society that exists for the caller. */
export const findMeeting = (context: Context, id: string): Promise<CouncilMeeting | null> =>
  context.batches.load('CouncilMeeting', null, id, async (ids) => {
    const params: unknown[] = [ids];
    const covered = societyReachSql(await context.societyReach(), 's', params);
    const rows = await context.sql(
      `select m.* from council_meeting m join society s on s.id = m.society_id where m.id = any($1::uuid[]) and ${covered}`,
      params,
    );
    return oneByKey(ids, entitiesOf(context, CouncilMeeting, rows), (meeting) => meeting.id);
  });

/** What a meeting voted on; a meeting has 20 resolutions at most. */
export const listResolutions = (context: Context, meetingId: string): Promise<Resolution[]> =>
  context.batches.load('CouncilMeeting.resolutions', null, meetingId, async (ids) => {
    const rows = await context.sql('select * from resolution where meeting_id = any($1::uuid[]) order by id', [ids]);
    return manyByKey(ids, entitiesOf(context, Resolution, rows), (resolution) => resolution.meetingId);
  });
