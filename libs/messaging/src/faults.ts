/** Thrown by a handler for what will pass by itself: the message is tried again in place until it does. */
export class PassingFault extends Error {
  override readonly name = 'PassingFault';
}

const PASSING_SQL_STATES = ['08', '40', '53', '55', '57', '58'];
const PASSING_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
]);
const PASSING_NAMES = new Set([
  'OptimisticLockError',
  'DeadlockException',
  'LockWaitTimeoutException',
  'ConnectionException',
]);
const CONNECTION_LOST =
  /connection terminated|client has encountered a connection error|timeout exceeded when trying to connect|the client was closed/i;

/** Whether an error, or what caused it, will pass by itself: a lost connection, a deadlock, a server that restarts. */
export function isPassing(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 10; current = current.cause, depth += 1) {
    if (current instanceof PassingFault || PASSING_NAMES.has(current.name) || CONNECTION_LOST.test(current.message))
      return true;
    const code: unknown = Reflect.get(current, 'code');
    if (typeof code !== 'string') continue;
    if (PASSING_CODES.has(code)) return true;
    if (code.length === 5 && PASSING_SQL_STATES.includes(code.slice(0, 2))) return true;
  }
  return false;
}
