import { describe, expect, it } from '@jest/globals';

import { isPermission, rights } from './rights.ts';
import { anonymous, roles, type Caller } from './roles.ts';
import { holds, scopeOf } from './scope.ts';

const caller: Caller = {
  kind: 'account',
  accountId: 'a',
  residentId: 'r',
  assignments: [
    { role: 'GRID_WORKER', jurisdiction: { kind: 'GRID', id: 'g1' } },
    { role: 'GRID_WORKER', jurisdiction: { kind: 'GRID', id: 'g2' } },
    { role: 'RESIDENT', jurisdiction: { kind: 'AREA', code: '410326200200' } },
    { role: 'VOLUNTEER', jurisdiction: { kind: 'AREA', code: '410326200' } },
  ],
};

describe('the scope of a permission', () => {
  it('is made of exactly those assignments whose role holds it', () => {
    expect(scopeOf(caller, 'RECORD_VISIT')).toMatchObject({ gridIds: ['g1', 'g2'], areaCodes: [], accountId: 'a' });
    expect(scopeOf(caller, 'CLAIM_SERVICE_ORDER')).toMatchObject({ gridIds: [], areaCodes: ['410326200'] });
  });

  it('reaches nothing, not even own rows, without a role that holds it', () => {
    expect(scopeOf(caller, 'ACCEPT_CASE')).toEqual({ areaCodes: [], gridIds: [], organizationIds: [] });
    expect(scopeOf(anonymous, 'SIGNED_IN')).toEqual({ areaCodes: [], gridIds: [], organizationIds: [] });
  });

  it('lets whoever is signed in do what needs no role', () => {
    expect(holds({ kind: 'account', accountId: 'a', assignments: [] }, 'SIGNED_IN')).toBe(true);
    expect(holds({ kind: 'account', accountId: 'a', assignments: [] }, 'READ_DIRECTORY')).toBe(false);
    expect(holds(anonymous, 'SIGNED_IN')).toBe(false);
  });
});

describe('the table of rights', () => {
  it('names roles that exist, each once', () => {
    for (const [permission, holders] of Object.entries(rights)) {
      expect({ permission, double: holders.length - new Set(holders).size }).toEqual({ permission, double: 0 });
      expect(roles).toEqual(expect.arrayContaining([...holders]));
    }
  });

  it('gives the steps of a case to those who may take them and to nobody else', () => {
    expect(rights.RECORD_VISIT).toEqual(['GRID_WORKER', 'GRID_HEAD']);
    expect(rights.VERIFY_CASE).toEqual(['GRID_WORKER', 'GRID_HEAD']);
    expect(rights.ACCEPT_CASE).not.toContain('GRID_WORKER');
    expect(rights.ACCEPT_CASE).not.toContain('DEPARTMENT_OFFICER');
    expect(rights.CLAIM_SERVICE_ORDER).toEqual(['VOLUNTEER']);
  });

  it('knows its own names alone', () => {
    expect(isPermission('READ_CASES')).toBe(true);
    expect(isPermission('toString')).toBe(false);
  });
});
