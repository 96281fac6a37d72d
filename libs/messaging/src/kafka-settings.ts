/** How to reach Kafka, the same for relays, consumers and publishers. */
export type KafkaSettings = {
  readonly brokers: readonly string[];
  /** Empty in production; tests put a prefix of their own before every topic and group. */
  readonly topicPrefix: string;
  /** Shown in the broker's logs and quotas, e.g. `gridloom-cases`. */
  readonly clientId: string;
  /** Partitions of topics that are made, 6 unless told otherwise. */
  readonly partitions?: number;
  /** Copies of topics that are made; the broker's default unless told otherwise. */
  readonly replicationFactor?: number;
  /** How long a fetch waits for messages, 1,000 ms unless told otherwise (tests: 200). */
  readonly maxWaitTimeInMs?: number;
  /** 3,000 ms unless told otherwise (tests: 300). */
  readonly heartbeatIntervalMs?: number;
  /** 30,000 ms unless told otherwise. */
  readonly sessionTimeoutMs?: number;
};

/** The settings that tests of this repository use: quick joins, quick ends. */
export const QUICK_KAFKA = {
  partitions: 3,
  maxWaitTimeInMs: 200,
  heartbeatIntervalMs: 300,
  sessionTimeoutMs: 10_000,
} as const;
