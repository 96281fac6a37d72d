import { z } from 'zod';
import { SUBGRAPHS_AND_DATA_TEAMS } from './audiences.ts';
import { defineEvent, type TopicKind } from './define-event.ts';
import { areaCode, code, id, oneOf, quantity } from './fields.ts';

const event = <Shape extends z.ZodRawShape>(
  type: `gridloom.volunteers.${string}.${string}`,
  orderingKey: string & keyof Shape,
  shape: Shape,
  firesWhen: string,
  firesNotWhen: string,
) => {
  const topicKind: TopicKind = type.includes('.state.v') ? 'state' : 'events';
  return defineEvent({
    type,
    topicKind,
    owner: 'volunteers',
    audience: SUBGRAPHS_AND_DATA_TEAMS,
    orderingKey,
    firesWhen,
    firesNotWhen,
    data: z.strictObject(shape),
  });
};

const volunteer = {
  volunteerId: id('The volunteer (志愿者), never by name'),
  accountId: id('The account of the volunteer'),
  number: code('The volunteer number; not the id number'),
  areaCode: areaCode('The area where the volunteer is enrolled'),
};
export const volunteerEnrolled = event(
  'gridloom.volunteers.volunteer.enrolled.v1',
  'volunteerId',
  volunteer,
  'Somebody is enrolled as a volunteer',
  'Somebody joins a society: that is membership.joined',
);
export const volunteerState = event(
  'gridloom.volunteers.volunteer.state.v1',
  'volunteerId',
  volunteer,
  'Anything told about the volunteer has changed; a tombstone when the volunteer leaves',
  'Hours are certified',
);

const order = {
  serviceOrderId: id('The service order (接单)'),
  status: oneOf(['POSTED', 'CLAIMED', 'ARRIVED', 'COMPLETED', 'RATED', 'CANCELLED'], 'The status after what happened'),
  areaCode: areaCode('Where the service is asked for'),
  caseId: id('The case that it serves').optional(),
  societyId: id('The society that posted it').optional(),
  volunteerId: id('The volunteer who claimed it').optional(),
};
export const orderPosted = event(
  'gridloom.volunteers.order.posted.v1',
  'serviceOrderId',
  order,
  'A service is asked for',
  'A demand is raised',
);
export const orderClaimed = event(
  'gridloom.volunteers.order.claimed.v1',
  'serviceOrderId',
  order,
  'A volunteer has won the order',
  'A claim comes too late',
);
export const orderReleased = event(
  'gridloom.volunteers.order.released.v1',
  'serviceOrderId',
  order,
  'The volunteer gives the order back',
  'It is cancelled by who posted it',
);
export const orderCompleted = event(
  'gridloom.volunteers.order.completed.v1',
  'serviceOrderId',
  order,
  'The service is done',
  'Its hours are certified: that is service-hours.certified',
);
export const orderCancelled = event(
  'gridloom.volunteers.order.cancelled.v1',
  'serviceOrderId',
  order,
  'The order is cancelled',
  'The volunteer gives it back',
);
export const orderState = event(
  'gridloom.volunteers.order.state.v1',
  'serviceOrderId',
  order,
  'Anything told about the order has changed',
  'A claim comes too late',
);

const serviceHours = {
  serviceHoursId: id('The entry in the ledger of hours'),
  volunteerId: id('The volunteer'),
  serviceOrderId: id('The order in which they were served').optional(),
  hours: quantity('The hours; below zero only in a correction', -1000),
  areaCode: areaCode('Where they were served'),
};
export const serviceHoursCertified = event(
  'gridloom.volunteers.service-hours.certified.v1',
  'serviceHoursId',
  serviceHours,
  'Whoever records hours certifies them',
  'An order is completed without hours',
);

export const volunteersEvents = [
  volunteerEnrolled,
  volunteerState,
  orderPosted,
  orderClaimed,
  orderReleased,
  orderCompleted,
  orderCancelled,
  orderState,
  serviceHoursCertified,
] as const;
