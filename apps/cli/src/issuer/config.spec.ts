import { describe, expect, it } from '@jest/globals';
import { IssuerRefused, refuseInProduction } from './config.ts';

describe('the development issuer', () => {
  it.each(['NODE_ENV', 'GRIDLOOM_MODE'])(
    'does not start with %s=production, and says why and what to do',
    (variable) => {
      for (const value of ['production', ' Production ']) {
        const attempt = () => {
          refuseInProduction({ [variable]: value });
        };
        expect(attempt).toThrow(IssuerRefused);
        expect(attempt).toThrow(new RegExp(`${variable}=production: it gives anyone a token.*GRIDLOOM_OIDC_ISSUER`));
      }
    },
  );

  it('starts in every other mode', () => {
    expect(() => {
      refuseInProduction({ NODE_ENV: 'test', GRIDLOOM_MODE: 'development' });
    }).not.toThrow();
    expect(() => {
      refuseInProduction({});
    }).not.toThrow();
  });
});
