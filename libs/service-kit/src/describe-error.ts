import { redact } from '@gridloom/access';

/** What a log may hold of an error. */
export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly stack?: string;
  readonly cause?: ErrorDescription;
}

const SQL_STATE = /^[0-9A-Z]{5}$/;
const DEEPEST_CAUSE = 4;

const textOf = (error: Error, key: string): string | undefined => {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/**
 * An error without the rows that it may carry: what the database says of one (message, detail, parameters) can quote a
 * resident's data, so that of a database error only state, constraint and table are told; id numbers and telephone numbers in other
 * messages are masked. The stack keeps its places alone.
 */
export const describeError = (error: unknown, depth = 0): ErrorDescription => {
  if (!(error instanceof Error)) return { type: typeof error, message: 'Something was thrown that is no error' };
  const code = textOf(error, 'code');
  const isOfDatabase = code !== undefined && SQL_STATE.test(code) && textOf(error, 'severity') !== undefined;
  const [constraint, table] = [textOf(error, 'constraint'), textOf(error, 'table')];
  const places = error.stack?.split('\n').filter((line) => line.trimStart().startsWith('at '));
  return {
    type: error.name,
    message: isOfDatabase ? `The database refused: SQLSTATE ${code}` : redact(error.message),
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(table === undefined ? {} : { table }),
    ...(places && places.length > 0 ? { stack: places.join('\n') } : {}),
    ...(error.cause !== undefined && depth < DEEPEST_CAUSE ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
};
