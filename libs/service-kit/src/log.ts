import { pino, type Logger } from 'pino';

import { describeError } from './describe-error.ts';

export type { Logger } from 'pino';

/** Fields that may hold personal data wherever they turn up in a log line. */
const personal = ['name', 'idNumber', 'phone', 'address', 'text', 'note', 'comment', 'authorization', 'token'];

export const redactedPaths = personal.flatMap((field) => [field, `*.${field}`, `*.*.${field}`, `*.*.*.${field}`]);

interface LogOptions {
  readonly service: string;
  readonly level: string;
  /** Where lines go; standard output when left out. */
  readonly destination?: { write(line: string): void };
}

/** The log of a process: JSON lines, constant sentences, data in fields, personal data redacted. */
export const createLog = ({ service, level, destination }: LogOptions): Logger => {
  const options = {
    level,
    base: { service, pid: process.pid },
    redact: { paths: redactedPaths, censor: '[redacted]' },
    serializers: { err: (error: unknown) => describeError(error) },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  };
  return destination ? pino(options, destination) : pino(options);
};
