import { defineEntity, p } from '@mikro-orm/core';

const CouncilMeetingSchema = defineEntity({
  name: 'CouncilMeeting',
  tableName: 'council_meeting',
  properties: {
    id: p.uuid().primary(),
    societyId: p.uuid(),
    areaCode: p.text(),
    heldAt: p.datetime().columnType('timestamptz'),
    topic: p.text(),
    attendance: p.integer(),
    version: p.integer().version().default(1),
  },
});

/** A meeting that was held (议事会会议). */
export class CouncilMeeting extends CouncilMeetingSchema.class {}

CouncilMeetingSchema.setClass(CouncilMeeting);

const ResolutionSchema = defineEntity({
  name: 'Resolution',
  tableName: 'resolution',
  properties: {
    id: p.uuid().primary(),
    meetingId: p.uuid(),
    societyId: p.uuid(),
    areaCode: p.text(),
    text: p.text(),
    passed: p.boolean(),
    votesFor: p.integer(),
    votesAgainst: p.integer(),
  },
});

/** What a meeting voted on (决议). */
export class Resolution extends ResolutionSchema.class {}

ResolutionSchema.setClass(Resolution);
