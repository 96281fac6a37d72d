import type { EventDefinition } from '@gridloom/contracts';
import type { Projection, Snapshot, Subscription } from '@gridloom/messaging';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';

import type { SubgraphContext } from './context.ts';
import type { DatabaseDefinition } from './database.ts';
import type { FilesDefinition } from './files/files-definition.ts';
import type { JobDefinition } from './jobs/define-job.ts';
import type { Logger } from './log.ts';
import type { TransferDefinition } from './transfer/transfer-definition.ts';

/** What runs beside the requests of a subgraph, e.g. consumers and schedulers. */
export interface BackgroundTools {
  readonly orm: MikroORM;
  readonly log: Logger;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** A consumer group of a subgraph and what it does with each event. */
export interface ConsumerDefinition {
  /** The group's name is `<service>.<group>`. */
  readonly group: string;
  readonly subscriptions: readonly Subscription<EntityManager>[];
}

/** All that makes a subgraph; `runSubgraph` turns it into a process, the test kit into one for tests. */
export interface SubgraphDefinition<C extends SubgraphContext = SubgraphContext> {
  readonly database: DatabaseDefinition;
  /** Whole SDL, from `readSubgraphSdl`. */
  readonly sdl: string;
  readonly resolvers: object;
  /** Event types that this subgraph publishes. */
  readonly publishes: readonly EventDefinition[];
  readonly consumers?: (tools: BackgroundTools) => readonly ConsumerDefinition[];
  /** Projections of state topics besides areas, grids and role assignments; requests wait until they have caught up. */
  readonly projections?: readonly Projection<EntityManager>[];
  /** State topics that are filled from the tables once after a founding; the first ones first. */
  readonly snapshots?: readonly Snapshot[];
  /** Work that is remembered in the database until it is done, and work by the clock; `database.jobs` has to be set. */
  readonly jobs?: (tools: BackgroundTools) => readonly JobDefinition[];
  /** Files that it takes in and gives out at /files. */
  readonly files?: FilesDefinition<C>;
  /** Tables that are brought in and given out as spreadsheets; needs `files` and jobs. */
  readonly transfer?: TransferDefinition<C>;
  /** Adds what the subgraph's own resolvers need; left out where the common context is enough. */
  readonly extendContext?: (context: SubgraphContext) => C;
  /** Starts work beside the requests; gives the function that ends it. */
  readonly startBackground?: (tools: BackgroundTools) => Promise<() => Promise<void>>;
}
