import type { deploymentBegun } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import type { Deployment } from './deployment.ts';

/** What is told when a deployment has begun or ended, both in one form. The entity has been flushed. */
export const deploymentDraft = (event: typeof deploymentBegun, deployment: Deployment, occurredAt: Date): EventDraft =>
  eventDraft({
    event,
    aggregateId: deployment.id,
    aggregateVersion: deployment.version,
    areaCode: deployment.areaCode,
    occurredAt,
    data: {
      deploymentId: deployment.id,
      organizationId: deployment.organizationId,
      areaCode: deployment.areaCode,
      ...(deployment.gridId == null ? {} : { gridId: deployment.gridId }),
      since: deployment.since,
      ...(deployment.until == null ? {} : { until: deployment.until }),
    },
  });
