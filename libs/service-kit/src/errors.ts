import { unwrapResolverError } from '@apollo/server/errors';
import { Refused } from '@gridloom/access';
import type { GraphQLError } from 'graphql';
import { type GraphQLFormattedError } from 'graphql';

import type { Bilingual, Locale } from './locale.ts';
import type { Logger } from './log.ts';
import { currentTraceId } from './tracing.ts';

/** Codes of errors that are the asker's and may be told as they are. */
const tellable = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'LIMIT_EXCEEDED',
  'PERSISTED_QUERY_NOT_FOUND',
  'SUBGRAPH_UNAVAILABLE',
]);

/**
 * Masks what is a bug: refusals and errors of the document pass, anything else is logged once with its trace id and
 * becomes one sentence that names that id.
 */
export const errorFormatter =
  (log: Logger) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const code = formatted.extensions?.code;
    const path = formatted.path ? { path: formatted.path } : {};
    if (typeof code === 'string' && tellable.has(code)) {
      return {
        message: formatted.message,
        ...(formatted.locations ? { locations: formatted.locations } : {}),
        ...path,
        extensions: { code },
      };
    }
    if (code === 'INTERNAL_SERVER_ERROR' && typeof formatted.extensions?.traceId === 'string') {
      // A subgraph masked and logged it already.
      const { traceId: known } = formatted.extensions;
      return { message: formatted.message, ...path, extensions: { code, traceId: known } };
    }
    const traceId = currentTraceId() ?? 'none';
    log.error({ err: unwrapResolverError(error), path: formatted.path, traceId }, 'A resolver failed');
    return {
      message: `Something went wrong here (内部错误). Trace: ${traceId}`,
      ...path,
      extensions: { code: 'INTERNAL_SERVER_ERROR', traceId },
    };
  };

/** A page size, depth or the like over its bound. */
export const limitExceeded = (locale: Locale, message: Bilingual): GraphQLError =>
  new Refused('LIMIT_EXCEEDED', message[locale]);

/** An argument of a query that is not allowed: names the argument and what is allowed. */
export const badArgument = (locale: Locale, message: Bilingual): GraphQLError =>
  new Refused('BAD_USER_INPUT', message[locale]);

/** Codes of expected errors; the same list as in the SDL. */
export type UserErrorCode =
  | 'INVALID_INPUT'
  | 'NOT_FOUND'
  | 'TRANSITION_NOT_ALLOWED'
  | 'KEY_REUSED'
  | 'CONFLICT'
  | 'RULE_VIOLATED'
  | 'LIMIT_EXCEEDED';

export interface InvalidInput {
  readonly __typename: 'InvalidInput';
  readonly code: UserErrorCode;
  readonly message: string;
  readonly field: string;
  readonly allowed?: string;
}

export interface NotFound {
  readonly __typename: 'NotFound';
  readonly code: UserErrorCode;
  readonly message: string;
  readonly field: string;
}

export interface KeyReused {
  readonly __typename: 'KeyReused';
  readonly code: UserErrorCode;
  readonly message: string;
}

export interface Conflict {
  readonly __typename: 'Conflict';
  readonly code: UserErrorCode;
  readonly message: string;
}

/** `field` is a path such as `input.demands.0.text`; `allowed` says what would be right. */
export const invalidInput = (locale: Locale, field: string, message: Bilingual, allowed?: string): InvalidInput => ({
  __typename: 'InvalidInput',
  code: 'INVALID_INPUT',
  message: message[locale],
  field,
  ...(allowed === undefined ? {} : { allowed }),
});

export const notFound = (locale: Locale, field: string, message?: Bilingual): NotFound => ({
  __typename: 'NotFound',
  code: 'NOT_FOUND',
  message: (message ?? { zh: '不存在，或您无权查看。', en: 'It does not exist, or not for you.' })[locale],
  field,
});

export const keyReused = (locale: Locale): KeyReused => ({
  __typename: 'KeyReused',
  code: 'KEY_REUSED',
  message: {
    zh: '此 clientMutationKey 已用于内容不同的提交；请换一个新的键。',
    en: 'This clientMutationKey was used with another input; use a new key.',
  }[locale],
});

export const conflict = (locale: Locale, message: Bilingual): Conflict => ({
  __typename: 'Conflict',
  code: 'CONFLICT',
  message: message[locale],
});
