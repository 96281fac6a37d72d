import { z } from 'zod';
import { CLI_CLIENT, DEMO_PERSON_GRANT } from './demo-grant.ts';

export interface TokenWish {
  readonly role: string;
  readonly jurisdiction?: string | undefined;
  readonly grid?: string | undefined;
  readonly organization?: string | undefined;
}

/** Thrown where the issuer gives no token; its message is one line for the person at the keyboard. */
export class NoToken extends Error {
  override readonly name = 'NoToken';
}

const answerForm = z.union([
  z.object({ access_token: z.string() }),
  z.object({ error: z.string(), error_description: z.string().optional() }),
]);

/** Asks the development issuer for the access token of a demo person. Throws NoToken. */
export async function requestToken(issuer: string, wish: TokenWish, fetcher: typeof fetch = fetch): Promise<string> {
  const body = new URLSearchParams({ grant_type: DEMO_PERSON_GRANT, client_id: CLI_CLIENT });
  for (const [name, value] of Object.entries(wish)) if (typeof value === 'string') body.set(name, value);
  let answer: unknown;
  try {
    const response = await fetcher(new URL('/token', issuer), { method: 'POST', body });
    answer = await response.json();
  } catch (error) {
    throw new NoToken(`Nobody answers at ${issuer}: start the county by "npm start", or name the issuer by --issuer.`, {
      cause: error,
    });
  }
  const parsed = answerForm.safeParse(answer);
  if (!parsed.success) throw new NoToken(`What answers at ${issuer} is no development sign-in of Gridloom.`);
  if ('access_token' in parsed.data) return parsed.data.access_token;
  throw new NoToken(parsed.data.error_description ?? `The issuer at ${issuer} refused: ${parsed.data.error}.`);
}
