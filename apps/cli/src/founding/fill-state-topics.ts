import { snapshots as gridsSnapshots } from '@gridloom/grids/import';
import { areaSnapshot, roleAssignmentSnapshot } from '@gridloom/organization/import';
import { startSnapshotPublisher, type Snapshot } from '@gridloom/messaging';
import type { Logger } from '@gridloom/service-kit';

import type { FoundedService } from './founding-steps.ts';

/** Where the state topics are. */
export interface FoundingBroker {
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
}

/** The topics without which no service is ready: small ones. The services fill the others themselves. */
const needed: Readonly<Partial<Record<FoundedService, readonly Snapshot[]>>> = {
  organization: [areaSnapshot, roleAssignmentSnapshot],
  grids: gridsSnapshots.filter(({ event }) => event.aggregate === 'grid'),
};

/** Fills what other services wait for from a service's tables; what has been published before is not published again. */
export const fillStateTopics = async (
  service: FoundedService,
  databaseUrl: string,
  { brokers, topicPrefix }: FoundingBroker,
  log: Logger,
): Promise<number> => {
  const snapshots = needed[service] ?? [];
  if (snapshots.length === 0) return 0;
  const publisher = startSnapshotPublisher({
    kafka: { brokers, topicPrefix, clientId: `gridloom-init-${service}` },
    log,
    databaseUrl,
    source: `/gridloom/${service}`,
    snapshots,
  });
  try {
    await publisher.done;
  } finally {
    await publisher.stop();
  }
  return publisher.progress().reduce((sum, { published }) => sum + published, 0);
};
