import { journeyAddresses } from './config.ts';

interface Wish {
  readonly role: string;
  readonly jurisdiction?: string;
  readonly grid?: string;
  readonly organization?: string;
}

/** The access token of a demo person, from the development sign-in. The same wish gives the same person. */
export const tokenOf = async (wish: Wish): Promise<string> => {
  const response = await fetch(`${journeyAddresses().issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:gridloom:params:oauth:grant-type:demo-person',
      client_id: 'gridloom-cli',
      ...wish,
    }),
  });
  const body = (await response.json()) as { access_token?: string; error_description?: string };
  if (body.access_token === undefined) throw new Error(body.error_description ?? 'The sign-in gave no token');
  return body.access_token;
};
