import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { toolEnvironment } from '../config.ts';
import { StackProblem } from '../stack-problem.ts';
import { runTool } from '../run-tool.ts';

export const kafkaFolder = path.resolve(import.meta.dirname, '../../../../infra/kafka');

/**
 * The broker's jars, resolved once by Maven from infra/kafka/pom.xml with whatever repositories this machine's Maven is
 * configured for, and remembered in the cache folder as long as all of them are still there.
 */
export async function resolveKafkaJars(options: {
  cacheDir: string;
  onProgress: (line: string) => void;
  env?: NodeJS.ProcessEnv;
  pom?: string;
}): Promise<string[]> {
  const pom = options.pom ?? path.join(kafkaFolder, 'pom.xml');
  const key = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 16);
  const remembered = path.join(options.cacheDir, `kafka-${key}.classpath`);
  const known = await readClasspath(remembered);
  if (known !== undefined) return known;

  await mkdir(options.cacheDir, { recursive: true });
  options.onProgress('Fetching Apache Kafka with Maven (43 MB, once)');
  const draft = `${remembered}.${String(process.pid)}`;
  const words = ['--batch-mode', '--quiet', '--file', pom, 'dependency:build-classpath', `-Dmdep.outputFile=${draft}`];
  const result = await runTool('mvn', words, { env: options.env ?? toolEnvironment() });
  if (result.status === -1)
    throw problem(
      'Maven is not installed',
      'Install Maven (Debian: apt install maven; macOS: brew install maven), or install Docker',
    );
  if (result.status !== 0)
    throw problem(
      `Maven could not fetch its jars (${firstError(result.output)})`,
      'See that Maven reaches a repository (set a mirror in ~/.m2/settings.xml), or install Docker',
    );
  await rename(draft, remembered);
  const jars = await readClasspath(remembered);
  if (jars === undefined)
    throw problem('Maven named jars that are not there', 'Remove ~/.m2/repository/org/apache/kafka and try again');
  return jars;
}

async function readClasspath(file: string): Promise<string[] | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const jars = text
    .trim()
    .split(path.delimiter)
    .filter((jar) => jar !== '');
  return jars.length > 0 && jars.every((jar) => existsSync(jar)) ? jars : undefined;
}

function firstError(output: string): string {
  const line = output.split('\n').find((each) => each.startsWith('[ERROR]')) ?? output.trim().split('\n')[0] ?? '';
  const text = line.replace('[ERROR]', '').trim();
  return text.length > 240 ? `${text.slice(0, 240)}…` : text;
}

function problem(cause: string, remedy: string): StackProblem {
  return new StackProblem({ what: 'The embedded Kafka cannot start', cause, remedy });
}
