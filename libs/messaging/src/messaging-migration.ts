/** How many shards the outbox has: the most relays that can share its work. */
export const OUTBOX_SHARDS = 16;

/** The channel on which a relay hears that a transaction with events has been committed. */
export const OUTBOX_CHANNEL = 'gridloom_outbox';

/** The tables of this library, for the first migration of a subgraph. */
export function messagingMigration(): string[] {
  return [
    `create table outbox (
       seq bigint generated always as identity,
       id uuid not null constraint outbox_pkey primary key,
       aggregatetype text not null,
       aggregateid text not null,
       aggregate_version bigint not null,
       type text not null,
       payload jsonb,
       topic text not null,
       shard smallint not null constraint outbox_shard_range check (shard >= 0 and shard < ${OUTBOX_SHARDS}),
       area_code text,
       traceparent text,
       occurred_at timestamptz not null,
       recorded_at timestamptz not null default now(),
       published_at timestamptz,
       constraint outbox_version_unique unique (aggregatetype, aggregateid, aggregate_version, type)
     )`,
    `create index outbox_pending on outbox (shard, seq) where published_at is null`,
    `create index outbox_published on outbox (published_at) where published_at is not null`,
    `create function outbox_notify() returns trigger language plpgsql as $$
     begin
       perform pg_notify('${OUTBOX_CHANNEL}', current_schema());
       return null;
     end $$`,
    `create trigger outbox_notify after insert on outbox for each statement execute function outbox_notify()`,
    `create table inbox (
       consumer_group text not null,
       event_id text not null,
       handled_at timestamptz not null default now(),
       constraint inbox_pkey primary key (consumer_group, event_id)
     )`,
    `create index inbox_handled_at on inbox (handled_at)`,
    `create table parked_message (
       id bigint generated always as identity constraint parked_message_pkey primary key,
       consumer_group text not null,
       topic text not null,
       message_key text not null,
       event_id text not null,
       type text not null,
       source_partition integer not null,
       source_offset bigint not null,
       headers jsonb not null,
       payload text,
       state text not null constraint parked_message_state check (state in ('PARKED', 'BEHIND', 'REPLAY', 'HANDLED', 'DROPPED')),
       error text not null,
       stack text not null,
       attempts integer not null default 0,
       parked_at timestamptz not null default now(),
       ended_at timestamptz,
       constraint parked_message_unique unique (consumer_group, topic, event_id)
     )`,
    `create index parked_message_open on parked_message (consumer_group, topic, message_key, id) where state in ('PARKED', 'BEHIND', 'REPLAY')`,
    `create table projection_progress (
       consumer_group text not null,
       topic text not null,
       partition integer not null,
       next_offset bigint not null,
       updated_at timestamptz not null default now(),
       constraint projection_progress_pkey primary key (consumer_group, topic, partition)
     )`,
    `create table snapshot_progress (
       topic text not null constraint snapshot_progress_pkey primary key,
       last_key text,
       published bigint not null default 0,
       total bigint not null,
       started_at timestamptz not null default now(),
       updated_at timestamptz not null default now(),
       finished_at timestamptz
     )`,
  ];
}

/** Takes back what `messagingMigration` made. */
export function messagingMigrationDown(): string[] {
  return [
    'drop table snapshot_progress',
    'drop table projection_progress',
    'drop table parked_message',
    'drop table inbox',
    'drop table outbox',
    'drop function outbox_notify()',
  ];
}

/**
 * Statements after `messagingMigration`: a row of the outbox may hold many events of one type and shard, `batch` being a list of
 * `[aggregate id, version, area code or null, data or null]`; `payload` is null then, and `events` their number.
 */
export function outboxBatchesMigration(): string[] {
  return [
    'alter table outbox add column batch json, add column events integer not null default 1',
    // Built once and read once: time for compression is lost.
    'alter table outbox alter column batch set storage external',
    'alter table outbox add constraint outbox_batch_check check (batch is null or payload is null)',
  ];
}

/** Takes back what `outboxBatchesMigration` made; batches that wait must have been published before. */
export function outboxBatchesMigrationDown(): string[] {
  return [
    'alter table outbox drop constraint outbox_batch_check',
    'alter table outbox drop column batch, drop column events',
  ];
}
