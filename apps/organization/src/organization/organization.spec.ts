import { describe, expect, it } from '@jest/globals';

import { AlreadyDissolved, Organization } from './organization.ts';

describe('a body', () => {
  it('is dissolved once', () => {
    const organization = Object.assign(new Organization({}), { dissolvedOn: null });
    expect(organization.isDissolved()).toBe(false);
    organization.dissolve('2026-03-02');
    expect(organization.dissolvedOn).toBe('2026-03-02');
    expect(() => {
      organization.dissolve('2026-03-03');
    }).toThrow(AlreadyDissolved);
  });
});
