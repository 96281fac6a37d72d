import type { DatabaseDefinition } from '@gridloom/service-kit';

import { migrations } from '../migrations/index.ts';
import { Case } from './case/case.ts';
import { Complainant } from './case/complainant.ts';
import { TimelineEntry } from './case/timeline-entry.ts';
import { CaseDeadline } from './deadline/case-deadline.ts';
import { Duty, DutyList } from './service-item/duty.ts';
import { ServiceItem } from './service-item/service-item.ts';
import { Whistle, WhistleAnswer } from './whistle/whistle.ts';

export const database: DatabaseDefinition = {
  service: 'cases',
  entities: [Case, Complainant, TimelineEntry, CaseDeadline, ServiceItem, DutyList, Duty, Whistle, WhistleAnswer],
  migrations,
};
