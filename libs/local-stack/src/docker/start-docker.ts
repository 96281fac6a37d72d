import { createHash } from 'node:crypto';
import path from 'node:path';
import { toolEnvironment } from '../config.ts';
import { runTool, type ToolResult } from '../run-tool.ts';
import type { LocalStack, StackOptions } from '../local-stack.ts';
import { requireFreePort } from '../ports.ts';
import { openSecretStore } from '../secret-store.ts';
import { StackProblem } from '../stack-problem.ts';
import { clearRecord, takeStack } from '../stack-record.ts';
import { waitForKafka } from '../wait-for-kafka.ts';
import { waitForPostgres } from '../wait-for-postgres.ts';

const composeFile = path.resolve(import.meta.dirname, '../../../../infra/compose.yaml');

/** The words before every compose command: `docker compose`, or the older `docker-compose`. */
export type ComposeProgram = readonly [string, ...string[]];

/** @throws StackProblem when no Docker engine answers or it has no compose */
export async function composeProgram(env: NodeJS.ProcessEnv = toolEnvironment()): Promise<ComposeProgram> {
  const engine = await runTool('docker', ['version', '--format', '{{.Server.Version}}'], { env });
  if (engine.status === -1)
    throw unusable('Docker is not installed', 'Install Docker Engine or Docker Desktop and start it');
  if (engine.status !== 0)
    throw unusable(
      `no Docker engine answers (${engine.lastLine})`,
      'Start Docker (systemctl start docker, or Docker Desktop) and see that this user may use it',
    );
  const programs: ComposeProgram[] = [['docker', 'compose'], ['docker-compose']];
  for (const program of programs) {
    const [command, ...words] = program;
    const answer = await runTool(command, [...words, 'version'], { env });
    if (answer.status === 0) return program;
  }
  throw unusable('Docker has no compose', 'Install the compose plugin (Debian: apt install docker-compose-plugin)');
}

/** Starts both servers as containers of infra/compose.yaml; containers that a killed start left running are used again. */
export async function startDocker(
  options: StackOptions,
  program: ComposeProgram,
  env: NodeJS.ProcessEnv = toolEnvironment(),
): Promise<LocalStack> {
  const { dataDir, ports, onProgress } = options;
  await takeStack(dataDir);
  const project = projectOf(dataDir);
  const password = openSecretStore(dataDir).secret('postgres_superuser');
  const composeEnv = {
    ...env,
    GRIDLOOM_POSTGRES_PASSWORD: password,
    GRIDLOOM_POSTGRES_PORT: String(ports.postgres),
    GRIDLOOM_KAFKA_PORT: String(ports.kafka),
  };
  const stop = async (): Promise<void> => {
    await compose(program, project, ['down', '--timeout', '60'], composeEnv);
    await clearRecord(dataDir);
  };
  try {
    const filter = ['ps', '--quiet', '--filter', `label=com.docker.compose.project=${project}`];
    const running = await runTool('docker', filter, { env });
    if (running.status === 0 && running.output.trim() === '') {
      await requireFreePort({ port: ports.postgres, what: 'PostgreSQL', variable: 'GRIDLOOM_POSTGRES_PORT' });
      await requireFreePort({ port: ports.kafka, what: 'Kafka', variable: 'GRIDLOOM_KAFKA_PORT' });
    }
    onProgress(
      `Starting PostgreSQL (port ${String(ports.postgres)}) and Kafka (port ${String(ports.kafka)}) in Docker`,
    );
    const up = await compose(program, project, ['up', '--detach', '--no-build'], composeEnv);
    if (up.status !== 0)
      throw unusable(
        `compose did not start the containers (${up.lastLine})`,
        'See that the images postgres:18.4 and apache/kafka:4.1.1 are there or can be pulled, or set GRIDLOOM_INFRA=embedded',
      );
    const url = `postgres://gridloom:${encodeURIComponent(password)}@127.0.0.1:${String(ports.postgres)}/postgres`;
    const broker = `127.0.0.1:${String(ports.kafka)}`;
    await Promise.all([waitForPostgres(url, { patience: 120_000 }), waitForKafka(broker, { patience: 120_000 })]);
    return { kind: 'docker', postgres: { url }, kafka: { brokers: [broker] }, pids: {}, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Removes the containers and the volumes with the data. */
export async function eraseDocker(
  dataDir: string,
  program: ComposeProgram,
  env: NodeJS.ProcessEnv = toolEnvironment(),
): Promise<void> {
  await takeStack(dataDir);
  // The file demands a password though none is used to remove things.
  const composeEnv = { ...env, GRIDLOOM_POSTGRES_PASSWORD: 'unused' };
  const down = await compose(program, projectOf(dataDir), ['down', '--volumes', '--timeout', '60'], composeEnv);
  if (down.status !== 0)
    throw unusable(`compose did not remove the containers (${down.lastLine})`, 'Remove them by hand');
  await clearRecord(dataDir);
}

function compose(
  program: ComposeProgram,
  project: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ToolResult> {
  const [command, ...first] = program;
  return runTool(command, [...first, '--project-name', project, '--file', composeFile, ...words], { env });
}

/** Two clones on one machine have containers and volumes of their own. */
function projectOf(dataDir: string): string {
  return `gridloom-${createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 10)}`;
}

function unusable(cause: string, remedy: string): StackProblem {
  return new StackProblem({ what: 'Docker cannot be used', cause, remedy });
}
