import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from 'jose';

/** Who a bearer token says is asking: the account's id, or undefined without a token. */
export type TokenVerifier = (authorization: string | undefined) => Promise<string | undefined>;

/** Thrown for a token that is expired, forged, or not for this county. */
export class InvalidToken extends Error {
  constructor(cause: unknown) {
    super('The access token is not valid (令牌无效或已过期)', { cause });
    this.name = 'InvalidToken';
  }
}

interface VerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
}

/** Verifies OpenID Connect access tokens (JWT). @throws InvalidToken */
export const createTokenVerifier =
  ({ issuer, audience, keys }: VerifierOptions): TokenVerifier =>
  async (authorization) => {
    if (authorization === undefined || authorization === '') return undefined;
    const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
    try {
      if (token === undefined) throw new TypeError('The Authorization header is not a bearer token');
      const { payload } = await jwtVerify(token, keys, { issuer, audience, clockTolerance: 5 });
      if (payload.sub === undefined) throw new TypeError('The token names nobody');
      return payload.sub;
    } catch (error) {
      throw new InvalidToken(error);
    }
  };

/** The issuer's keys, fetched once and again when an unknown key turns up. */
export const remoteKeys = (jwksUrl: string): JWTVerifyGetKey => createRemoteJWKSet(new URL(jwksUrl));
