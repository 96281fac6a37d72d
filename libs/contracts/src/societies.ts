import { z } from 'zod';
import { NAMED_CONSUMERS, SUBGRAPHS_AND_DATA_TEAMS } from './audiences.ts';
import { defineEvent, type TopicKind } from './define-event.ts';
import { areaCode, count, id, name, oneOf, ownWords, roleHolderName, word } from './fields.ts';

const event = <Shape extends z.ZodRawShape>(
  type: `gridloom.societies.${string}.${string}`,
  orderingKey: string & keyof Shape,
  shape: Shape,
  firesWhen: string,
  firesNotWhen: string,
) => {
  const topicKind: TopicKind = type.includes('.state.v')
    ? 'state'
    : type.includes('.worded.v')
      ? 'restricted'
      : 'events';
  return defineEvent({
    type,
    topicKind,
    owner: 'societies',
    audience: topicKind === 'restricted' ? NAMED_CONSUMERS : SUBGRAPHS_AND_DATA_TEAMS,
    orderingKey,
    firesWhen,
    firesNotWhen,
    data: z.strictObject(shape),
  });
};

const society = {
  societyId: id('The society (三自组织)'),
  name: name('Its name'),
  kind: oneOf(
    ['SELF_GOVERNING', 'RECREATIONAL', 'VOLUNTEER'],
    'Self-governing, recreational or volunteer (自治、自乐、志愿)',
  ),
  legalForm: word('Registered as a legal person, or only filed (备案)'),
  status: word('The status after what happened'),
  areaCode: areaCode('The area where it is at home'),
  gridId: id('The grid where it is at home').optional(),
  organizerAccountId: id('The account of its organizer'),
  organizerName: roleHolderName('The name of its organizer'),
};
export const societyFiled = event(
  'gridloom.societies.society.filed.v1',
  'societyId',
  society,
  'A society is filed with its village, community or township',
  'It becomes a legal person: that is society.registered',
);
export const societyRegistered = event(
  'gridloom.societies.society.registered.v1',
  'societyId',
  society,
  'A society is registered as a legal person',
  'It is only filed',
);
export const societyState = event(
  'gridloom.societies.society.state.v1',
  'societyId',
  society,
  'Anything told about the society has changed',
  'Its members change',
);

const membership = {
  membershipId: id('The membership'),
  societyId: id('The society'),
  areaCode: areaCode('The area of the society'),
};
export const membershipJoined = event(
  'gridloom.societies.membership.joined.v1',
  'membershipId',
  membership,
  'Somebody joins a society',
  'Somebody takes part in a meeting as a guest',
);
export const membershipLeft = event(
  'gridloom.societies.membership.left.v1',
  'membershipId',
  membership,
  'A membership ends',
  'The society is dormant',
);
export const membershipState = event(
  'gridloom.societies.membership.state.v1',
  'membershipId',
  membership,
  'A membership begins; a tombstone when it ends',
  'The member gets another post in the society',
);

const meeting = {
  meetingId: id('The meeting'),
  societyId: id('The society'),
  areaCode: areaCode('The area of the society'),
  attendance: count('How many people were there'),
};
export const meetingHeld = event(
  'gridloom.societies.meeting.held.v1',
  'meetingId',
  meeting,
  'The record of a meeting is entered',
  'A meeting is called',
);

const resolution = {
  resolutionId: id('The resolution'),
  meetingId: id('The meeting that passed it'),
  societyId: id('The society'),
  areaCode: areaCode('The area of the society'),
};
export const resolutionPassed = event(
  'gridloom.societies.resolution.passed.v1',
  'resolutionId',
  resolution,
  'A meeting passes a resolution',
  'A motion fails',
);

const matter = {
  matterId: id('The matter (议事事项)'),
  societyId: id('The society that deliberates it'),
  areaCode: areaCode('The area of the society'),
  settled: count('How many of its items are settled'),
  total: count('How many items it has'),
};
export const matterOpened = event(
  'gridloom.societies.matter.opened.v1',
  'matterId',
  matter,
  'A society takes a matter up',
  'A demand is raised',
);
export const matterProgressed = event(
  'gridloom.societies.matter.progressed.v1',
  'matterId',
  matter,
  'An item of the matter is settled, or no longer is',
  'The last one is settled: that is matter.settled',
);
export const matterSettled = event(
  'gridloom.societies.matter.settled.v1',
  'matterId',
  matter,
  'The last item of the matter is settled',
  'The matter is put off',
);

const societyDemand = {
  societyDemandId: id('The demand (诉求)'),
  societyId: id('The society that heard it'),
  areaCode: areaCode('The area of the society'),
  gridId: id('The grid of the matter').optional(),
  residentId: id('The resident whose demand it is'),
};
export const societyDemandRaised = event(
  'gridloom.societies.society-demand.raised.v1',
  'societyDemandId',
  societyDemand,
  'A society records a demand',
  'A visit hears it: that is visit-demand.raised',
);
export const societyDemandWorded = event(
  'gridloom.societies.society-demand.worded.v1',
  'societyDemandId',
  {
    ...societyDemand,
    text: ownWords('What is asked for, id numbers and phones redacted'),
    raisedByAccountId: id('The account of the organizer who recorded it'),
  },
  'A society records a demand, with society-demand.raised',
  'The demand has no words of its own',
);

export const societiesEvents = [
  societyFiled,
  societyRegistered,
  societyState,
  membershipJoined,
  membershipLeft,
  membershipState,
  meetingHeld,
  resolutionPassed,
  matterOpened,
  matterProgressed,
  matterSettled,
  societyDemandRaised,
  societyDemandWorded,
] as const;
