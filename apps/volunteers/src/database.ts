import type { DatabaseDefinition } from '@gridloom/service-kit';

import { migrations } from '../migrations/index.ts';
import { ServiceHours } from './hours/service-hours.ts';
import { Claim } from './order/claim.ts';
import { ServiceOrder } from './order/service-order.ts';
import { Volunteer } from './volunteer/volunteer.ts';

export const database: DatabaseDefinition = {
  service: 'volunteers',
  entities: [Volunteer, ServiceOrder, Claim, ServiceHours],
  migrations,
};
