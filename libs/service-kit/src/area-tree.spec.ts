import { describe, expect, it } from '@jest/globals';

import { buildAreaTree, createAreaTreeCache, type AreaNode } from './area-tree.ts';

const nodes: AreaNode[] = [
  { code: '410326', name: '汝阳县', level: 'COUNTY', parentCode: null, ancestors: [] },
  { code: '410326200', name: '柏树乡', level: 'TOWNSHIP', parentCode: '410326', ancestors: ['410326'] },
  {
    code: '410326200200',
    name: '柏树村',
    level: 'VILLAGE',
    parentCode: '410326200',
    ancestors: ['410326200', '410326'],
  },
];

describe('the tree of areas', () => {
  const tree = buildAreaTree(nodes);

  it('knows what lies at and below an area, and at and above it', () => {
    expect(tree.withDescendants('410326200')).toEqual(['410326200', '410326200200']);
    expect(tree.withDescendants('999999')).toEqual([]);
    expect(tree.withAncestors('410326200200')).toEqual(['410326200200', '410326200', '410326']);
    expect(tree.withAncestors('999999')).toEqual(['999999']);
  });

  it('tells what is within what by the tree, not by the digits of a code', () => {
    expect(tree.isWithin('410326200200', '410326')).toBe(true);
    expect(tree.isWithin('410326200200', '41')).toBe(false);
    expect(tree.isRoot('410326')).toBe(true);
    expect(tree.isRoot('410326200')).toBe(false);
  });
});

describe('the cache of the tree', () => {
  it('reads once until told otherwise, until it is old, or until reading failed', async () => {
    let reads = 0;
    let clock = 0;
    let fail = false;
    const cache = createAreaTreeCache(
      () => {
        reads += 1;
        return fail ? Promise.reject(new Error('down')) : Promise.resolve(buildAreaTree(nodes));
      },
      () => clock,
      1_000,
    );
    await Promise.all([cache.get(), cache.get()]);
    expect(reads).toBe(1);
    cache.invalidate();
    await cache.get();
    expect(reads).toBe(2);
    clock = 1_001;
    fail = true;
    await expect(cache.get()).rejects.toThrow('down');
    fail = false;
    await cache.get();
    expect(reads).toBe(4);
  });
});
