import { z } from 'zod';
import { casesEvent as event } from './cases-event.ts';
import { code, day, id, name } from './fields.ts';

const item = {
  serviceItemId: id('The service item (网格事项)'),
  code: code('Its code in the list'),
  name: name('Its name'),
  sponsorId: id('The department whose item it is'),
  version: z.int().min(1).meta({ description: 'The version of the item', sensitivity: 'public' }),
  validFrom: day('The first day on which it may be asked of a grid'),
  validUntil: day('The first day on which it may no longer be asked').optional(),
};
export const serviceItemAdmitted = event(
  'gridloom.cases.service-item.admitted.v1',
  'serviceItemId',
  { ...item, proposalId: id('The proposal that was granted') },
  'An item, or a new version of one, is admitted to the list (准入); it may hold from a later day on',
  'It is only proposed',
);
export const serviceItemWithdrawn = event(
  'gridloom.cases.service-item.withdrawn.v1',
  'serviceItemId',
  { ...item, proposalId: id('The proposal that was granted'), withdrawnOn: day('The first day without it') },
  'An item is taken off the list (退出); it may hold until a later day',
  'Its time runs out: that is service-item.expired',
);
export const serviceItemExpired = event(
  'gridloom.cases.service-item.expired.v1',
  'serviceItemId',
  item,
  'The time of an item that was admitted for a time is over',
  'It is withdrawn, or another version of it follows',
);

export const casesAdmissionEvents = [serviceItemAdmitted, serviceItemWithdrawn, serviceItemExpired] as const;
