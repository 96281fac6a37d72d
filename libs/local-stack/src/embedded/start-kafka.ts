import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findFreePort } from '../ports.ts';
import { StackProblem } from '../stack-problem.ts';
import { waitForKafka } from '../wait-for-kafka.ts';
import { findJava } from './find-java.ts';
import { kafkaFolder, resolveKafkaJars } from './kafka-jars.ts';
import { tail } from '../run-tool.ts';
import type { EmbeddedServer } from './start-postgres.ts';

/** Starts one Apache Kafka node in KRaft mode on the machine's Java. */
export async function startEmbeddedKafka(options: {
  dataDir: string;
  cacheDir: string;
  port: number;
  onProgress: (line: string) => void;
}): Promise<EmbeddedServer & { brokers: string[]; afterStop: () => Promise<void> }> {
  const [java, jars] = await Promise.all([findJava(), resolveKafkaJars(options)]);
  const folder = path.join(options.dataDir, 'kafka');
  const data = path.join(folder, 'data');
  await formatOnce(data);
  const properties = path.join(folder, 'server.properties');
  await writeFile(properties, serverProperties({ data, port: options.port, controllerPort: await findFreePort() }));

  const classes = jars.join(path.delimiter);
  const archive = await chooseArchive(options.cacheDir, `${java.build}\n${classes}\n${jvmOptions.join(' ')}`);
  const marker = `-Dgridloom.kafka=${folder}`;
  const log = path.join(options.dataDir, 'kafka.log');
  const output = await open(log, 'w');
  const server = spawn(
    java.program,
    [
      ...jvmOptions,
      ...archive.jvmOptions,
      marker,
      `-Dlog4j2.configurationFile=${path.join(kafkaFolder, 'log4j2.properties')}`,
      '-cp',
      classes,
      'kafka.Kafka',
      properties,
    ],
    // Detached: Ctrl-C in the terminal must not stop the broker before the services have let go of it.
    { cwd: folder, detached: true, stdio: ['ignore', output.fd, output.fd] },
  );
  const exit: { problem?: Error } = {};
  server.once('error', (error) => {
    exit.problem = cannotStart(error.message, log);
  });
  server.once('exit', () => {
    exit.problem = cannotStart(tail(log), log);
  });
  server.unref();
  await output.close();
  if (server.pid === undefined) throw exit.problem ?? cannotStart('the program did not start', log);

  const broker = `127.0.0.1:${String(options.port)}`;
  return {
    brokers: [broker],
    record: { role: 'kafka', pid: server.pid, marker: `${marker} ` },
    waitUntilReady: () => waitForKafka(broker, { patience: 60_000, failedEarly: () => exit.problem }),
    afterStop: archive.keep,
  };
}

const jvmOptions = [
  '-Xlog:cds*=off',
  '-Xmx256m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Xshare:auto',
  '-Djava.awt.headless=true',
];

/** What `kafka-storage format` writes for one node; the default metadata version is that of the broker. */
async function formatOnce(data: string): Promise<void> {
  const file = path.join(data, 'meta.properties');
  if (existsSync(file)) return;
  await mkdir(data, { recursive: true });
  const lines = ['version=1', `cluster.id=${uuid()}`, 'node.id=1', `directory.id=${uuid()}`];
  await writeFile(`${file}.draft`, `${lines.join('\n')}\n`);
  await rename(`${file}.draft`, file);
}

/** A UUID in Kafka's spelling, which must not begin with a dash. */
function uuid(): string {
  const text = randomBytes(16).toString('base64url');
  return text.startsWith('-') ? uuid() : text;
}

function serverProperties(place: { data: string; port: number; controllerPort: number }): string {
  const settings: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${String(place.controllerPort)}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${String(place.port)},CONTROLLER://127.0.0.1:${String(place.controllerPort)}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${String(place.port)}`,
    'log.dirs': place.data.replaceAll('\\', '\\\\'),
    'num.partitions': '1',
    'default.replication.factor': '1',
    'min.insync.replicas': '1',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
    'log.cleaner.dedupe.buffer.size': '2097152',
    'broker.session.timeout.ms': '2000',
    'broker.heartbeat.interval.ms': '500',
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

/**
 * The class-data archive halves the start. The first broker of a Java build writes it when it ends; it counts once whole.
 */
async function chooseArchive(
  cacheDir: string,
  build: string,
): Promise<{ jvmOptions: string[]; keep: () => Promise<void> }> {
  await mkdir(cacheDir, { recursive: true });
  const key = createHash('sha256').update(build).digest('hex').slice(0, 16);
  const archive = path.join(cacheDir, `kafka-${key}.jsa`);
  if (existsSync(archive)) return { jvmOptions: [`-XX:SharedArchiveFile=${archive}`], keep: () => Promise.resolve() };
  const draft = `${archive}.${String(process.pid)}`;
  return {
    jvmOptions: [`-XX:ArchiveClassesAtExit=${draft}`],
    async keep() {
      const isWhole = await stat(draft).then(
        ({ size }) => size > 1_000_000,
        () => false,
      );
      if (!isWhole) return rm(draft, { force: true });
      // Those of earlier Java builds are of no use any more, at 50 MB each.
      const earlier = (await readdir(cacheDir)).filter((file) => file.endsWith('.jsa'));
      await Promise.all(earlier.map((file) => rm(path.join(cacheDir, file), { force: true })));
      await rename(draft, archive);
    },
  };
}

function cannotStart(cause: string, log: string): StackProblem {
  return new StackProblem({
    what: 'The embedded Kafka did not start',
    cause: cause === '' ? 'it ended without a word' : cause,
    remedy: `Its log is ${log}; if its data are damaged, start afresh (npm start -- --fresh)`,
  });
}
