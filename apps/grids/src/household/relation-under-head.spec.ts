import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { householdRelations } from '../resident/resident.ts';
import { relationUnderHead } from './relation-under-head.ts';

const relation = fc.constantFrom(...householdRelations);

describe('What a member is to a new head', () => {
  test.each([
    ['SPOUSE', 'HEAD', 'SPOUSE'],
    ['SPOUSE', 'PARENT', 'PARENT_IN_LAW'],
    ['SPOUSE', 'SON', 'SON'],
    ['SON', 'HEAD', 'PARENT'],
    ['SON', 'SPOUSE', 'PARENT'],
    ['SON', 'DAUGHTER', 'SIBLING'],
    ['SON', 'PARENT', 'GRANDPARENT'],
    ['PARENT', 'SPOUSE', 'CHILD_IN_LAW'],
    ['PARENT', 'SON', 'GRANDCHILD'],
    ['PARENT', 'HEAD', 'OTHER_RELATIVE'],
    ['SIBLING', 'PARENT', 'PARENT'],
    ['NOT_RELATED', 'SON', 'NOT_RELATED'],
    ['SON', 'NOT_RELATED', 'NOT_RELATED'],
  ] as const)('where the new one was %s of the former and the member %s, is %s', (head, member, expected) => {
    expect(relationUnderHead(head, member)).toBe(expected);
  });

  test('is never the head, and no relative of the former one is none of the new one', () => {
    fc.assert(
      fc.property(relation, relation, (head, member) => {
        const found = relationUnderHead(head, member);
        expect(found).not.toBe('HEAD');
        expect(found === 'NOT_RELATED').toBe(head === 'NOT_RELATED' || member === 'NOT_RELATED');
      }),
    );
  });

  test('goes forth and back: husband and wife remain so', () => {
    expect(relationUnderHead('SPOUSE', relationUnderHead('SPOUSE', 'HEAD'))).toBe('OTHER_RELATIVE');
    expect(relationUnderHead('SPOUSE', relationUnderHead('SPOUSE', 'PARENT'))).toBe('PARENT');
  });
});
