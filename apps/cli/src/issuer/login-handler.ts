import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import { NoSuchDemoPerson, type DemoPeople, type DemoPerson } from './demo-people.ts';
import { failurePage, loginPage, preferredLanguage } from './login-page.ts';

const MAX_FORM_BYTES = 4096;

/** Address of a sign-in that is under way: /interaction/<uid>. */
export const interactionPath = /^\/interaction\/[\w-]+$/;

function respond(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    // Nothing of a page comes from elsewhere; a form may lead back to the application by a redirect, hence no form-action.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(html);
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('the request was read as text');
    size += chunk.length;
    if (size > MAX_FORM_BYTES)
      throw new RangeError(`the form of a sign-in has at most ${String(MAX_FORM_BYTES)} bytes`);
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

async function listPeople(
  people: DemoPeople,
  role: string,
  jurisdiction: string,
): Promise<{ people: DemoPerson[]; problem?: string }> {
  try {
    const found = await people.list({ role, jurisdiction });
    if (found.length === 0) await people.find({ role, jurisdiction });
    return { people: found };
  } catch (error) {
    if (error instanceof NoSuchDemoPerson) return { people: [], problem: error.message };
    throw error;
  }
}

/** Serves the page on which a demo person is chosen, and ends the sign-in with the one that was. */
export async function handleLogin(
  provider: Provider,
  people: DemoPeople,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', provider.issuer);
  const language = preferredLanguage(url.searchParams.get('lang') ?? undefined, request.headers['accept-language']);
  try {
    await provider.interactionDetails(request, response);
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error;
    respond(response, 400, failurePage(language));
    return;
  }
  if (request.method === 'POST') {
    const form = await readForm(request);
    if (form.has('cancel')) {
      await provider.interactionFinished(request, response, {
        error: 'access_denied',
        error_description: 'the sign-in was cancelled',
      });
      return;
    }
    const accountId = form.get('account') ?? '';
    if ((await people.nameOf(accountId)) === undefined) {
      respond(response, 400, failurePage(language, `There is no account ${accountId}.`));
      return;
    }
    await provider.interactionFinished(request, response, { login: { accountId } }, { mergeWithLastSubmission: false });
    return;
  }
  const role = url.searchParams.get('role') ?? 'GRID_WORKER';
  const jurisdiction = url.searchParams.get('jurisdiction')?.trim() ?? (await people.countyCodes())[0] ?? '';
  const listed = await listPeople(people, role, jurisdiction);
  respond(response, 200, loginPage({ language, action: url.pathname, role, jurisdiction, ...listed }));
}
