import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { request as requestHttp, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';

import { Webhook } from 'standardwebhooks';

import { isPublicAddress, literalAddress, webhookUrlProblem, type WebhookAddresses } from './webhook-url.ts';

const TIMEOUT_MS = 10_000;

/** A message that is to be posted. */
export interface WebhookMessage {
  /** The same for each attempt, so that the receiver knows a message again. */
  readonly id: string;
  readonly url: string;
  /** `whsec_` and a key in base64. */
  readonly secret: string;
  readonly body: string;
  readonly at: Date;
}

/** What came of an attempt. */
export type WebhookOutcome =
  | { readonly kind: 'DELIVERED'; readonly status: number }
  | { readonly kind: 'FAILED'; readonly status: number | null; readonly error: string };

class AddressRefused extends Error {
  constructor(host: string) {
    super(`${host} is an address of an internal network`);
    this.name = 'AddressRefused';
  }
}

/** Finds the addresses of a host. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

const resolveByDns: Resolve = (hostname) => lookup(hostname, { all: true });

const checkedAddresses = async (hostname: string, resolve: Resolve): Promise<readonly LookupAddress[]> => {
  const addresses = await resolve(hostname);
  if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address)))
    throw new AddressRefused(hostname);
  return addresses;
};

/** Looks a host up and refuses it where one of its addresses is not public; what was checked is what is connected to. */
const publicLookup =
  (resolve: Resolve): LookupFunction =>
  (hostname, options, done) => {
    checkedAddresses(hostname, resolve).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) done(null, [...addresses]);
        else done(null, first?.address ?? '', first?.family ?? 4);
      },
      (error: unknown) => {
        done(error instanceof Error ? error : new Error(String(error)), '', 4);
      },
    );
  };

const post = (url: URL, options: RequestOptions, body: string): Promise<number> =>
  new Promise((done, fail) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(url, options, (response) => {
      response.resume();
      response.destroy();
      done(response.statusCode ?? 0);
    });
    request.on('error', fail);
    request.end(body);
  });

/**
 * Posts a message signed by Standard Webhooks (HMAC-SHA256 over id, time and body; the receiver refuses what is older than five
 * minutes). Redirects are not followed. Never throws for what the other side does.
 */
export const postWebhook = async (
  message: WebhookMessage,
  allowed: WebhookAddresses,
  resolve: Resolve = resolveByDns,
): Promise<WebhookOutcome> => {
  const problem = webhookUrlProblem(message.url, allowed);
  if (problem) return { kind: 'FAILED', status: null, error: problem.en };
  const url = new URL(message.url);
  const literal = literalAddress(url);
  const checks = allowed === 'PUBLIC' && literal === null ? { lookup: publicLookup(resolve) } : {};
  try {
    const status = await post(
      url,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(message.body),
          'user-agent': 'gridloom-webhooks',
          'webhook-id': message.id,
          'webhook-timestamp': String(Math.floor(message.at.getTime() / 1_000)),
          'webhook-signature': new Webhook(message.secret).sign(message.id, message.at, message.body),
        },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...checks,
      },
      message.body,
    );
    if (status >= 200 && status < 300) return { kind: 'DELIVERED', status };
    return { kind: 'FAILED', status, error: `The receiver answered ${String(status)}` };
  } catch (error) {
    const text = error instanceof Error ? error.message || error.name : String(error);
    return { kind: 'FAILED', status: null, error: text.slice(0, 500) };
  }
};
