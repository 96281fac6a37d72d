import type { IncomingMessage } from 'node:http';

import type { Response } from 'express';

import { localeOf } from './locale.ts';
import { InvalidToken } from './verify-token.ts';

/** Answers a request whose token is not valid with 401, in the reader's language. @throws whatever else was thrown */
export const answerInvalidToken = (error: unknown, request: IncomingMessage, response: Response): void => {
  if (!(error instanceof InvalidToken)) throw error;
  const message = {
    zh: '令牌无效或已过期，请重新登录。',
    en: 'The access token is not valid or has expired; sign in again.',
  }[localeOf(request.headers['accept-language'])];
  response.status(401).json({ errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] });
};
