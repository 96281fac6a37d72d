export { appendEvents, eventDraft, shardOf, tombstoneDraft } from './append-events.ts';
export { appendManyEvents, type ToldRow } from './append-many-events.ts';
export type { EventDraft } from './append-events.ts';
export { UnreadableMessage } from './cloud-event.ts';
export type { EventMetadata } from './cloud-event.ts';
export { consumerLag, outboxBacklog } from './backlog.ts';
export type { ConsumerLag, OutboxBacklog } from './backlog.ts';
export { dropParked, listParked, replayParked, showParked } from './parked-messages.ts';
export type { ParkedMessage, ParkedMessageDetails } from './parked-messages.ts';
export { deadLetterTopic, ensureTopics, topicsOf } from './ensure-topics.ts';
export type { TopicDefinition } from './ensure-topics.ts';
export { PassingFault } from './faults.ts';
export type { ConsumerHealth } from './health.ts';
export { QUICK_KAFKA } from './kafka-settings.ts';
export type { KafkaSettings } from './kafka-settings.ts';
export {
  messagingMigration,
  outboxBatchesMigration,
  outboxBatchesMigrationDown,
  messagingMigrationDown,
} from './messaging-migration.ts';
export { pruneMessaging } from './prune.ts';
export { pgExecutor } from './sql-executor.ts';
export type { SqlExecutor } from './sql-executor.ts';
export { readSnapshotProgress, startSnapshotPublisher } from './snapshot-publisher.ts';
export type { Snapshot, SnapshotProgress, SnapshotPublisher, SnapshotRow } from './snapshot-publisher.ts';
export { startConsumer, subscription } from './consumer.ts';
export type { Consumer, ConsumerOptions, ReceivedEvent, RetryPolicy, Subscription } from './consumer.ts';
export type { Transact } from './parking.ts';
export { startRelay } from './relay.ts';
export type { Relay, RelayOptions } from './relay.ts';
export { projection, startStateConsumer } from './state-consumer.ts';
export type { Projection, StateConsumer, StateConsumerOptions, StateMessage } from './state-consumer.ts';
export { readTopic } from './read-topic.ts';
export type { TopicMessage } from './read-topic.ts';
