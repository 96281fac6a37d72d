import { describe, expect, it } from '@jest/globals';

import { keysetSql, readPage, toConnection, type SortKey } from './paging.ts';

describe('a page', () => {
  it('has 20 rows unless told otherwise, and from 1 to 100', () => {
    expect(readPage({}, 'zh', 1)).toEqual({ first: 20, after: null });
    for (const first of [0, -1, 101]) expect(() => readPage({ first }, 'en', 1)).toThrow('between 1 and 100');
    expect(() => readPage({ first: 101 }, 'zh', 1)).toThrow('1 到 100');
  });

  it('goes on behind the cursor of the page before, and refuses one that is none of ours', () => {
    const connection = toConnection([{ id: 'a' }, { id: 'b' }, { id: 'c' }], 2, (row) => [row.id]);
    expect(connection.edges.map((edge) => edge.node.id)).toEqual(['a', 'b']);
    expect(connection.pageInfo.hasNextPage).toBe(true);
    expect(readPage({ after: connection.pageInfo.endCursor }, 'zh', 1).after).toEqual(['b']);
    expect(() => readPage({ after: connection.pageInfo.endCursor }, 'en', 2)).toThrow('endCursor');
    expect(() => readPage({ after: 'nonsense' }, 'en', 1)).toThrow('endCursor');
  });
});

describe('the keyset condition', () => {
  const keys: SortKey[] = [
    { expression: 'reported_at', direction: 'desc', type: 'timestamptz' },
    { expression: 'id', direction: 'asc', type: 'uuid' },
  ];

  it('is true from the start', () => {
    expect(keysetSql(keys, null, [])).toBe('true');
  });

  it('compares key by key, each in its direction, and numbers its parameters behind those there are', () => {
    const params: unknown[] = ['x'];
    expect(keysetSql(keys, ['2026-01-01', 'id1'], params)).toBe(
      '((reported_at < $2::timestamptz) or (reported_at = $2::timestamptz and id > $3::uuid))',
    );
    expect(params).toEqual(['x', '2026-01-01', 'id1']);
  });
});
