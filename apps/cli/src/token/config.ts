/** Address of the development issuer: GRIDLOOM_OIDC_ISSUER where it is set, else where `npm start` puts it. */
export function issuerAddress(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const given = environment.GRIDLOOM_OIDC_ISSUER;
  return given === undefined || given === '' ? 'http://127.0.0.1:4010' : given;
}
