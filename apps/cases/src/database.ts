import type { DatabaseDefinition } from '@gridloom/service-kit';

import { migrations } from '../migrations/index.ts';
import { Case } from './case/case.ts';
import { Complainant } from './case/complainant.ts';
import { TimelineEntry } from './case/timeline-entry.ts';
import { CaseDeadline } from './deadline/case-deadline.ts';
import { DeadlineEntry } from './deadline/deadline-entry.ts';
import { Supervision } from './deadline/supervision.ts';
import { Duty, DutyList, DutyListVersion } from './duty/duty.ts';
import { HotlineOrder } from './hotline/hotline-order.ts';
import { ItemOpinion } from './proposal/item-opinion.ts';
import { ServiceItemProposal, ServiceItemProposalStep } from './proposal/service-item-proposal.ts';
import { ItemVersion, ServiceItem } from './service-item/service-item.ts';
import { WebhookSubscription } from './webhook/webhook-subscription.ts';
import { Whistle, WhistleAnswer, WhistleStep } from './whistle/whistle.ts';

export const database: DatabaseDefinition = {
  service: 'cases',
  entities: [
    DeadlineEntry,
    Supervision,
    WebhookSubscription,
    Case,
    Complainant,
    TimelineEntry,
    HotlineOrder,
    CaseDeadline,
    ServiceItem,
    ItemVersion,
    ServiceItemProposal,
    ServiceItemProposalStep,
    ItemOpinion,
    DutyList,
    Duty,
    DutyListVersion,
    Whistle,
    WhistleAnswer,
    WhistleStep,
  ],
  migrations,
  jobs: true,
};
