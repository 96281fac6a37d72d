import kafkajs, { type Admin, type Kafka, type logLevel as LogLevel, type Producer } from 'kafkajs';
import type { Logger } from 'pino';
import type { KafkaSettings } from './kafka-settings.ts';

const { Kafka: KafkaClient, logLevel, Partitioners } = kafkajs;

/** A client of kafkajs that logs into pino. Whoever calls it connects and disconnects what it makes. */
export function createKafka(settings: KafkaSettings, log: Logger): Kafka {
  withoutNegativeTimeoutWarning();
  const kafkaLog = log.child({ component: 'kafkajs' });
  return new KafkaClient({
    clientId: settings.clientId,
    brokers: [...settings.brokers],
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 100, maxRetryTime: 5_000, retries: 5 },
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => {
      const { message, logger: _logger, timestamp: _timestamp, ...fields } = entry.log;
      if (isIdempotenceAdvice(message)) return;
      kafkaLog[pinoLevel(entry.level)]({ namespace: entry.namespace, ...fields }, message);
    },
  });
}

/** A producer that the broker keeps from doubling or reordering what it sends. */
export function createProducer(kafka: Kafka): Producer {
  return kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5 },
  });
}

/** Runs work with an administration client that is closed afterwards. */
export async function withAdmin<Result>(
  settings: KafkaSettings,
  log: Logger,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = createKafka(settings, log).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** kafkajs says most things twice and most faults are tried again: its errors are our warnings, its infos our details. */
function pinoLevel(level: LogLevel): 'warn' | 'debug' {
  return level === logLevel.ERROR || level === logLevel.WARN ? 'warn' : 'debug';
}

/** kafkajs advises endless retries; the relay instead starts over with a new producer, and readers know repeated ids. */
function isIdempotenceAdvice(message: string): boolean {
  return message.startsWith('Limiting retries for the idempotent producer');
}

let withoutWarning = false;

/** kafkajs 2.2.4 sets one timer with a negative time on newer Nodes; Node then waits 1 ms, as kafkajs means it to. */
function withoutNegativeTimeoutWarning(): void {
  if (withoutWarning) return;
  withoutWarning = true;
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (...args: unknown[]) => {
    const ofKafka = args[1] === 'TimeoutNegativeWarning' && (new Error('where').stack ?? '').includes('kafkajs');
    if (!ofKafka) emitWarning(...args);
  };
}
