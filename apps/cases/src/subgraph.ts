import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createSealingProvider, type SealingProvider } from '@gridloom/access';
import { gridAssignmentState, organizationState } from '@gridloom/contracts';
import { projection } from '@gridloom/messaging';
import {
  openFileStorage,
  readSubgraphSdl,
  transferFilePurposes,
  type FileStorage,
  type SubgraphDefinition,
} from '@gridloom/service-kit';

import { publishes } from '../events.ts';
import { archiveEndedJob } from './case/archive-ended.ts';
import { caseSnapshot } from './case/case-snapshot.ts';
import { escalateOverdueJob } from './case/escalate-overdue.ts';
import { lookAgainJob } from './case/look-again.ts';
import { extendContext, type Context } from './context.ts';
import { database } from './database.ts';
import { fireAlarms } from './deadline/fire-alarms.ts';
import { recomputeDeadlines } from './deadline/recompute-deadlines.ts';
import { onSocietyDemandWorded, onVisitDemandWorded } from './demand/on-demand-worded.ts';
import { applyGridAssignments } from './duty/grid-assignments.ts';
import { onErrands } from './errand/on-errand.ts';
import { onGridChanged } from './grid/on-grid-changed.ts';
import { onHazardFound } from './hazard/on-hazard-found.ts';
import { hotlineSnapshot } from './hotline/hotline-snapshot.ts';
import { pruneNotices } from './notice/prune-notices.ts';
import { onOrders } from './order/on-order.ts';
import { applyOrganizations } from './organization/handlers.ts';
import { onResidentsMerged } from './resident/on-residents-merged.ts';
import { resolvers } from './resolvers.ts';
import { serviceItemSnapshot } from './service-item/service-item-snapshot.ts';
import { turnItem } from './service-item/turn-item.ts';
import { deliverWebhook } from './webhook/deliver-webhook.ts';
import { transfer } from './transfer/transfer-tables.ts';
import { sealSecrets } from './webhook/seal-secrets.ts';
import { webhookSecrets } from './webhook/webhook-secret.ts';
import type { WebhookAddresses } from './webhook/webhook-url.ts';
import { lapseApproval } from './whistle/lapse-approval.ts';
import { whistleSnapshot } from './whistle/whistle-snapshot.ts';

/** What a county sets for its cases besides what every subgraph is told. */
export interface CasesSettings {
  readonly webhookAddresses: WebhookAddresses;
  /** Seals the secrets that webhooks sign by. */
  readonly sealing: SealingProvider;
  /** Where files of imports and exports are kept. */
  readonly storage: FileStorage;
}

export const createSubgraph = ({ webhookAddresses, sealing, storage }: CasesSettings): SubgraphDefinition<Context> => ({
  database,
  sdl: readSubgraphSdl(new URL('../', import.meta.url)),
  resolvers,
  publishes,
  consumers: (tools) => [
    { group: 'demands', subscriptions: [onVisitDemandWorded(tools), onSocietyDemandWorded(tools)] },
    { group: 'orders', subscriptions: onOrders(tools) },
    { group: 'field-work', subscriptions: [onHazardFound(tools), ...onErrands(tools)] },
    { group: 'grids', subscriptions: onGridChanged() },
    { group: 'residents', subscriptions: onResidentsMerged() },
  ],
  projections: [
    projection(organizationState, applyOrganizations),
    projection(gridAssignmentState, applyGridAssignments),
  ],
  snapshots: [serviceItemSnapshot, whistleSnapshot, caseSnapshot, hotlineSnapshot],
  jobs: (tools) => [
    fireAlarms(tools),
    recomputeDeadlines,
    deliverWebhook(webhookAddresses, webhookSecrets(sealing)),
    sealSecrets(tools, webhookSecrets(sealing)),
    pruneNotices,
    lookAgainJob,
    escalateOverdueJob,
    archiveEndedJob,
    turnItem,
    lapseApproval,
  ],
  files: { storage, purposes: transferFilePurposes },
  transfer,
  extendContext: (context) => extendContext(context, { webhookAddresses, webhookSecrets: webhookSecrets(sealing) }),
});

/**
 * As it is where nothing is set: webhooks go to the internet alone, a key that ends with the process seals their secrets, and files
 * are kept in the folder for what is temporary.
 */
export const subgraph = createSubgraph({
  webhookAddresses: 'PUBLIC',
  sealing: createSealingProvider({
    keys: [{ id: 'process', algorithm: 'aes-256-gcm', secret: randomBytes(32) }],
    hashKey: { algorithm: 'sha256', secret: randomBytes(32) },
  }),
  storage: openFileStorage({ kind: 'folder', path: join(tmpdir(), `gridloom-cases-${String(process.pid)}`) }),
});
