import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import type { Context } from '../context.ts';
import { aCounty, BAISHU, idOf, YAOGOU, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { importOf } from './testing/run-transfer.ts';
import { transfer } from './transfer-tables.ts';

let county: County;
beforeAll(async () => {
  county = await aCounty();
  await county.subgraph.sql(
    `insert into training_kind (code, label, required_roles, retired) values ('FIRE', '消防安全', '{}', false), ('OLD', '旧训', '{}', true)`,
  );
  await county.subgraph.sql(
    `insert into patrol_route (id, grid_id, area_code, name, stops) values
       ($1, $2, $3, '环村线', '[{"name": "村口"}]'), (gen_random_uuid(), $4, $5, '沟口线', '[{"name": "沟口"}]')`,
    [idOf('patrol', 50), idOf('grid', 1), BAISHU, idOf('grid', 3), YAOGOU],
  );
});
afterAll(() => county.stop());

const listsOf = async (who: keyof typeof people, table: string): Promise<Record<string, readonly string[]>> => {
  const context = (await county.subgraph.context({ as: people[who] })) as Context;
  const lists = transfer.tables.find(({ name }) => name === table)?.lists ?? {};
  const entries = await Promise.all(
    Object.entries(lists).map(async ([key, list]) => [key, await list(context)] as const),
  );
  return Object.fromEntries(entries);
};

describe('The drop-downs of a template', () => {
  test('belong to columns of text that the table has', () => {
    const wrong = transfer.tables.flatMap(({ name, columns, lists = {} }) =>
      Object.keys(lists)
        .filter((key) => !columns.some((column) => column.key === key && column.kind === 'text'))
        .map((key) => `${name}.${key}`),
    );
    expect(wrong).toEqual([]);
  });

  test('have villages, grids and routes of the own territory alone', async () => {
    const [all, own] = [await listsOf('gridOffice', 'patrols'), await listsOf('secretary', 'patrols')];
    expect(own).toEqual({ area: ['柏树村'], grid: ['柏树村第1网格', '柏树村第2网格'], route: ['环村线'] });
    expect(all.area).toEqual(expect.arrayContaining(['柏树村', '窑沟村']));
    expect(all).toMatchObject({
      grid: ['柏树村第1网格', '柏树村第2网格', '窑沟村第3网格'],
      route: ['沟口线', '环村线'].sort(),
    });
    expect(await listsOf('strangeSecretary', 'households')).toEqual({ area: ['窑沟村'], grid: ['窑沟村第3网格'] });
  });

  test('have what the county takes up, and not what it has retired', async () => {
    expect(await listsOf('secretary', 'trainingRecords')).toEqual({ kind: ['消防安全'] });
    expect(await listsOf('secretary', 'errands')).toEqual({ kind: ['最低生活保障', '老年公交卡'] });
    expect(await listsOf('secretary', 'corpsMemberships')).toEqual({ corps: ['雷小哨'] });
    expect((await listsOf('secretary', 'hazards')).class).toContain('消防通道堵塞');
  });

  test('offer nothing that the import would not know', async () => {
    const { area = [], grid = [], class: classes = [] } = await listsOf('secretary', 'hazards');
    const rows = grid.flatMap((name) =>
      classes.map(
        (label, n) => `${area[0] ?? ''},${name},${label},杂物,2026-02-${String(10 + n)} 10:00,${idOf('account', 2)}`,
      ),
    );
    const sheet = ['村（社区）,网格,隐患类别,隐患描述,发现时间,发现人账号编号', ...rows].join('\n');
    const run = await importOf(county, people.secretary, 'hazards', sheet, { dryRun: true });
    const blamed = (run.faults as { column: string }[]).map(({ column }) => column);
    expect(blamed.filter((column) => ['area', 'grid'].includes(column))).toEqual([]);
    expect(JSON.stringify(run.faults)).not.toContain('no such class');
  });
});
