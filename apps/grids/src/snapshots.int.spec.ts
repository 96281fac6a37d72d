import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { publishes } from '../events.ts';
import { snapshots } from './snapshots.ts';
import { aCounty, type County } from './testing/county.ts';

describe('The snapshots of state topics', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty();
    // a founding brings no assessments: one that workers have seen is what the snapshot tells
    await county.subgraph.sql(
      `with scheme as (
         insert into assessment_scheme (id, valid_from, objection_days, set_by_account_id, set_at)
         values (gen_random_uuid(), '2026-01-01', 7, gen_random_uuid(), now()) returning id
       )
       insert into assessment_run (id, area_code, period_from, period_to, scheme_id, status, computation, area_codes, done_steps,
         total_steps, worker_count, objections_until, started_by_account_id, started_at, published_at)
       select gen_random_uuid(), '410326', '2026-01-01', '2026-01-31', id, 'PUBLISHED', 1, '{}', 2, 2, 3, '2026-02-10',
         gen_random_uuid(), now(), now() from scheme`,
    );
  });
  afterAll(() => county.stop());

  test('exist for every state that is published, the grids first', () => {
    const states = publishes.filter(({ topicKind }) => topicKind === 'state').map(({ type }) => type);
    expect(snapshots.map(({ event }) => event.type).sort()).toEqual([...states].sort());
    expect(snapshots[0]?.event.type).toBe('gridloom.grids.grid.state.v1');
  });

  test.each(snapshots.map((snapshot) => [snapshot.event.type, snapshot] as const))(
    'of %s give each row once, in the order of keys, in the published form, without a name',
    async (_, snapshot) => {
      const { sql } = county.subgraph;
      const total = await snapshot.countRows(sql);
      const rows = [];
      let last: string | null = null;
      for (;;) {
        const batch = await snapshot.selectBatch(sql, last, 2);
        rows.push(...batch);
        last = batch.at(-1)?.key ?? null;
        if (batch.length < 2) break;
      }
      expect(rows).toHaveLength(total);
      expect(total).toBeGreaterThan(0);
      expect(rows.map(({ key }) => key)).toEqual(rows.map(({ key }) => key).sort());
      for (const { data, key } of rows) {
        expect(Reflect.get(snapshot.event.parseClosed(data), snapshot.event.orderingKey)).toBe(key);
        expect(JSON.stringify(data)).not.toMatch(/王建国|1961|组/);
      }
    },
  );
});
