import path from 'node:path';
import { toolEnvironment } from '../config.ts';
import { StackProblem } from '../stack-problem.ts';
import { runTool } from '../run-tool.ts';

export interface Java {
  program: string;
  /** The whole answer of `java -version`: another build needs another class-data archive. */
  build: string;
}

const oldest = 17;

/** The Java of JAVA_HOME or of the path, 17 or newer. */
export async function findJava(env: NodeJS.ProcessEnv = toolEnvironment()): Promise<Java> {
  const home = env.JAVA_HOME;
  const programs = [...(home === undefined || home === '' ? [] : [path.join(home, 'bin', 'java')]), 'java'];
  let found: string | undefined;
  for (const program of programs) {
    const answer = await runTool(program, ['-version'], { env });
    if (answer.status !== 0) continue;
    const version = /version "([^"]+)"/.exec(answer.output)?.[1];
    if (version !== undefined && majorOf(version) >= oldest) return { program, build: answer.output.trim() };
    found ??= version ?? 'of unknown version';
  }
  throw new StackProblem({
    what: 'The embedded Kafka cannot start',
    cause:
      found === undefined ? 'there is no Java on this machine' : `the Java on this machine is ${found}, too old for it`,
    remedy:
      'Install a JDK of version 17 or newer (Debian: apt install openjdk-17-jre-headless; macOS: brew install openjdk@21), or install Docker',
  });
}

/** 17 of `17.0.15`, 8 of `1.8.0_402`. */
function majorOf(version: string): number {
  const [first, second] = version.split(/[.\-+_]/).map(Number);
  return (first === 1 ? second : first) ?? 0;
}
