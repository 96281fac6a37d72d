import { describe, expect, it } from '@jest/globals';

import type { Reach } from './context.ts';
import { reachFilter, reachSql } from './reach-filter.ts';

const none: Reach = { all: false, areaCodes: [], gridIds: [], organizationIds: [] };

describe('the rows within reach', () => {
  it('are all for whoever holds the whole county', () => {
    expect(reachFilter({ ...none, all: true }, { area: 'areaCode' })).toEqual({});
    expect(reachSql({ ...none, all: true }, { area: 'area_code' }, [])).toBe('true');
  });

  it('are none for an empty reach, and none by a column that does not count', () => {
    expect(reachSql(none, { area: 'area_code', grid: 'grid_id' }, [])).toBe('false');
    expect(reachSql({ ...none, gridIds: ['g'] }, { area: 'area_code' }, [])).toBe('false');
  });

  it('are those of any area, grid, organization or person that counts', () => {
    const params: unknown[] = ['given'];
    const reach = { ...none, areaCodes: ['1', '2'], organizationIds: ['o'], residentId: 'r' };
    expect(
      reachSql(
        reach,
        { area: 'c.area_code', organization: ['handler_id', 'assistant_id'], resident: 'resident_id' },
        params,
      ),
    ).toBe(
      '(c.area_code = any($2::text[]) or handler_id = any($3::uuid[]) or assistant_id = any($4::uuid[]) or resident_id = any($5::uuid[]))',
    );
    expect(params).toEqual(['given', ['1', '2'], ['o'], ['o'], ['r']]);
    expect(reachFilter(reach, { area: 'areaCode', resident: 'residentId' })).toEqual({
      $or: [{ areaCode: { $in: ['1', '2'] } }, { residentId: { $in: ['r'] } }],
    });
  });
});
