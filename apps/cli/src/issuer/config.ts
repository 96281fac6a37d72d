import { CommandProblem } from '../command-problem.ts';

/** Thrown where the development issuer is asked to start in production. */
export class IssuerRefused extends CommandProblem {
  override readonly name = 'IssuerRefused';

  constructor(variable: string) {
    super(
      `The development sign-in does not start with ${variable}=production: it gives anyone a token of any demo person. ` +
        'Point GRIDLOOM_OIDC_ISSUER and GRIDLOOM_OIDC_JWKS_URL of the services at the OpenID Connect provider of your county.',
    );
  }
}

/** Throws IssuerRefused where the process runs in production mode. */
export function refuseInProduction(environment: Readonly<Record<string, string | undefined>> = process.env): void {
  for (const variable of ['NODE_ENV', 'GRIDLOOM_MODE']) {
    if (environment[variable]?.trim().toLowerCase() === 'production') throw new IssuerRefused(variable);
  }
}
