import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import type { PartRules } from './operation-plan.ts';
import { isProblem } from './operation-problem.ts';
import { addressHas, shareHouseholds, shareMicroGrids, type Settled } from './share-households.ts';

const rules = (more: Partial<PartRules> = {}): PartRules => ({
  microGridIds: [],
  householdIds: [],
  addresses: [],
  withinBoundary: false,
  rest: false,
  ...more,
});

const household = (id: string, more: Partial<Settled> = {}): Settled => ({
  id,
  address: '柏树村三组1号',
  microGridId: null,
  within: [],
  ...more,
});

describe('A part of an address', () => {
  test.each([
    ['柏树村三组11号', '1号', false],
    ['柏树村三组1号', '1号', true],
    ['幸福小区5号楼12室', '5号楼', true],
    ['幸福小区15号楼', '5号楼', false],
    ['柏树村三组11号附1号', '1号', true],
    ['5号楼2', '楼2', true],
    ['5号楼21', '楼2', false],
  ])('of %s is %s: %s', (address, part, expected) => {
    expect(addressHas(address, part)).toBe(expected);
  });
});

describe('Sharing households', () => {
  test('goes by list, then by micro-grid, address and place, then to the rest', () => {
    const parts = [
      rules({ householdIds: ['a'], microGridIds: ['m'] }),
      rules({ addresses: ['二组'], withinBoundary: true }),
      rules({ rest: true }),
    ];
    expect(
      shareHouseholds(parts, [
        household('a', { address: '二组' }),
        household('b', { microGridId: 'm' }),
        household('c', { address: '柏树村二组3号' }),
        household('d', { within: [false, true] }),
        household('e', { within: [true, false] }),
      ]),
    ).toEqual([0, 0, 1, 1, 2]);
  });

  test('gives every household to exactly one part, or says for which it cannot', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const part = fc.record({
      householdIds: fc.subarray(ids),
      microGridIds: fc.subarray(['m', 'n']),
      addresses: fc.subarray(['一组', '二组']),
      withinBoundary: fc.boolean(),
      rest: fc.boolean(),
    });
    const home = fc.record({
      address: fc.constantFrom('一组1号', '二组2号', '三组3号'),
      microGridId: fc.constantFrom('m', 'n', null),
      within: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 2, maxLength: 3 }),
        fc.array(home, { minLength: ids.length, maxLength: ids.length }),
        (parts, homes) => {
          const households = homes.map((more, index) => household(ids[index] ?? '', more));
          const shares = shareHouseholds(parts, households);
          if (isProblem(shares)) {
            expect(shares.subjectIds.length).toBeGreaterThan(0);
            expect(ids).toEqual(expect.arrayContaining([...shares.subjectIds]));
            return;
          }
          expect(shares).toHaveLength(ids.length);
          for (const share of shares) expect(parts[share]).toBeDefined();
          for (const [index, share] of shares.entries()) {
            const listed = parts.findIndex(({ householdIds }) => householdIds.includes(ids[index] ?? ''));
            if (listed >= 0) expect(share).toBe(listed);
          }
        },
      ),
    );
  });

  test('gives each micro-grid to one part', () => {
    expect(shareMicroGrids([rules({ microGridIds: ['n'] }), rules({ rest: true })], ['m', 'n'])).toEqual([1, 0]);
    expect(shareMicroGrids([rules({ microGridIds: ['n'] }), rules()], ['m', 'n'])).toMatchObject({
      problem: 'MICRO_GRID_NOWHERE',
      subjectIds: ['m'],
    });
  });
});
