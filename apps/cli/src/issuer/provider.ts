import {
  Provider,
  errors,
  interactionPolicy,
  type Configuration,
  type KoaContextWithOIDC,
  type ResourceServer,
} from 'oidc-provider';
import type { DevelopmentKeys } from '../keys/development-keys.ts';
import { NoSuchDemoPerson, type DemoPeople } from './demo-people.ts';
import { failurePage, preferredLanguage, signedOutPage, signOutPage, type Language } from './login-page.ts';
import { SessionStore } from './session-store.ts';
import { CLI_CLIENT, DEMO_PERSON_GRANT } from '../token/demo-grant.ts';

/** Client of local front ends: no secret, authorization code with PKCE, back to any port of this machine. */
export const CONSOLE_CLIENT = 'gridloom-console';

const GRAPH = 'urn:gridloom:graph';
const AUDIENCE = 'gridloom';
const TOKEN_SECONDS = 12 * 3600;

const graphServer: ResourceServer = {
  scope: 'graph',
  audience: AUDIENCE,
  accessTokenTTL: TOKEN_SECONDS,
  accessTokenFormat: 'jwt',
  jwt: { sign: { alg: 'RS256' } },
};

const redirectPaths = ['/', '/callback', '/console/', '/console/callback', '/graphql', '/auth/callback'];

function isThisMachine(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
}

function languageOf(ctx: KoaContextWithOIDC): Language {
  return preferredLanguage(undefined, ctx.get('accept-language'));
}

function showPage(ctx: KoaContextWithOIDC, html: string): void {
  ctx.type = 'html';
  ctx.body = html;
}

/** Choosing a person is the only question: nobody is asked whether a front end of the county may act for them. */
function signInAlone(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.get('consent')?.checks.remove('native_client_prompt');
  return policy;
}

function configuration(people: DemoPeople, keys: DevelopmentKeys, now: () => Date): Configuration {
  const sessions = new SessionStore(() => now().getTime());
  return {
    adapter: (kind: string) => sessions.adapter(kind),
    jwks: { keys: keys.issuer.signingKeys },
    cookies: { keys: keys.issuer.cookieKeys },
    clients: [
      {
        client_id: CONSOLE_CLIENT,
        client_name: '织网 Gridloom',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: redirectPaths.flatMap((path) => [`http://127.0.0.1${path}`, `http://localhost${path}`]),
        post_logout_redirect_uris: ['http://127.0.0.1/', 'http://localhost/'],
      },
      {
        client_id: CLI_CLIENT,
        token_endpoint_auth_method: 'none',
        grant_types: [DEMO_PERSON_GRANT],
        response_types: [],
        redirect_uris: [],
      },
    ],
    claims: { openid: ['sub'], profile: ['name'] },
    scopes: ['openid', 'profile'],
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientBasedCORS: (_ctx, origin) => isThisMachine(origin),
    ttl: {
      AccessToken: TOKEN_SECONDS,
      AuthorizationCode: 60,
      Grant: TOKEN_SECONDS,
      IdToken: 3600,
      Interaction: 1800,
      Session: TOKEN_SECONDS,
    },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => GRAPH,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => {
          if (resource !== GRAPH) throw new errors.InvalidTarget(`this issuer gives tokens for ${GRAPH} alone`);
          return graphServer;
        },
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          showPage(ctx, signOutPage(languageOf(ctx), form));
        },
        postLogoutSuccessSource: (ctx) => {
          showPage(ctx, signedOutPage(languageOf(ctx)));
        },
      },
    },
    interactions: { policy: signInAlone(), url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: async (_ctx, sub) => {
      const name = await people.nameOf(sub);
      return name === undefined ? undefined : { accountId: sub, claims: () => ({ sub, name }) };
    },
    loadExistingGrant: async (ctx) => {
      const { client, session, provider } = ctx.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const known = session.grantIdFor(client.clientId);
      if (known !== undefined) return provider.Grant.find(known);
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile');
      grant.addResourceScope(GRAPH, 'graph');
      await grant.save();
      return grant;
    },
    renderError: (ctx, out) => {
      showPage(ctx, failurePage(languageOf(ctx), out.error_description ?? out.error));
    },
  };
}

interface DemoPersonParameters {
  role?: string;
  jurisdiction?: string;
  grid?: string;
  organization?: string;
}

/** Makes the OpenID Connect provider of a local installation. Its pages for choosing a person are served besides it. */
export function makeProvider(issuer: string, people: DemoPeople, keys: DevelopmentKeys, now: () => Date): Provider {
  const provider = new Provider(issuer, configuration(people, keys, now));
  provider.registerGrantType<DemoPersonParameters>(
    DEMO_PERSON_GRANT,
    async (ctx) => {
      const { client, params } = ctx.oidc;
      const { role = '', jurisdiction, grid, organization } = params;
      const person = await people.find({ role, jurisdiction, grid, organization }).catch((error: unknown) => {
        if (error instanceof NoSuchDemoPerson) throw new errors.InvalidRequest(error.message);
        throw error;
      });
      const grant = new provider.Grant({ clientId: client.clientId, accountId: person.accountId });
      grant.addResourceScope(GRAPH, 'graph');
      const token = new provider.AccessToken({
        client,
        accountId: person.accountId,
        grantId: await grant.save(),
        gty: DEMO_PERSON_GRANT,
        scope: 'graph',
        resourceServer: { ...graphServer, scopes: new Set(['graph']), identifier: () => GRAPH },
      });
      ctx.body = {
        access_token: await token.save(),
        expires_in: token.expiration,
        scope: 'graph',
        token_type: token.tokenType,
      };
    },
    ['role', 'jurisdiction', 'grid', 'organization'],
  );
  return provider;
}
