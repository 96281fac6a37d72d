import type { IncomingHttpHeaders } from 'node:http';

import { localeOf, type Locale } from '@gridloom/service-kit';

/** What the gateway knows of a request and hands on to the subgraphs. */
export interface GatewayContext {
  readonly authorization?: string;
  readonly acceptLanguage?: string;
  readonly locale: Locale;
}

export const gatewayContext = (headers: IncomingHttpHeaders): GatewayContext => {
  const { authorization } = headers;
  const acceptLanguage = headers['accept-language'];
  return {
    ...(authorization === undefined ? {} : { authorization }),
    ...(acceptLanguage === undefined ? {} : { acceptLanguage }),
    locale: localeOf(acceptLanguage),
  };
};
