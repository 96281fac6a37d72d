import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  applyAreas,
  applyIncrements,
  connectDatabase,
  openImport,
  readCounters,
  runImportStep,
  sqlOf,
  type CopyValue,
  type ImportSession,
} from '@gridloom/service-kit';

import { testSubgraph, type TestSubgraph } from '../test-subgraph.ts';
import { smallSubgraph } from './small-subgraph.ts';

describe('an import', () => {
  let small: TestSubgraph;
  let session: ImportSession;

  beforeAll(async () => {
    small = await testSubgraph(smallSubgraph);
    session = await openImport(small.migratorUrl, 'test');
  });
  afterAll(async () => {
    await session.close();
    await small.stop();
  });

  const rows = function* (from: number, to: number, faultAt?: number): Generator<CopyValue[]> {
    for (let n = from; n < to; n += 1) {
      if (n === faultAt) throw new Error(`record ${String(n)} is not allowed`);
      yield [`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`, `note ${String(n)}`, '410326'];
    }
  };
  const step = (name: string, from: number, to: number, faultAt?: number) =>
    runImportStep(session, {
      step: name,
      table: 'note',
      columns: ['id', 'text', 'area_code'],
      rows: rows(from, to, faultAt),
      after: (sql) => applyIncrements(sql, [{ subject: '410326', metric: 'notes', delta: to - from }]),
    });
  const counted = async () => ({
    rows: (await small.sql('select count(*)::int as n from note'))[0]?.n,
    figure: (await readCounters(small.sql, ['410326'])).get('410326')?.('notes'),
  });

  it('writes a step whole, with its figures, and skips it the next time', async () => {
    expect(await step('notes', 0, 5_000)).toEqual({ rows: 5_000, skipped: false });
    expect(await step('notes', 0, 5_000)).toEqual({ rows: 5_000, skipped: true });
    expect(await counted()).toEqual({ rows: 5_000, figure: 5_000 });
  });

  it('leaves nothing of a step that a faulty record or the database breaks off, and goes on afterwards', async () => {
    await expect(step('more', 5_000, 9_000, 8_500)).rejects.toThrow('record 8500');
    await expect(step('more', 4_000, 6_000)).rejects.toThrow(/duplicate key/);
    expect(await counted()).toEqual({ rows: 5_000, figure: 5_000 });
    expect(await step('more', 5_000, 6_000)).toEqual({ rows: 1_000, skipped: false });
    expect(await counted()).toEqual({ rows: 6_000, figure: 6_000 });
  });

  it('keeps figures right while several writers add to the same ones in different orders', async () => {
    const writers = Array.from({ length: 8 }, async (_, n) => {
      for (let i = 0; i < 10; i += 1) {
        const increments = ['a', 'b', 'c'].map((subject) => ({ subject, metric: 'm', delta: 1 }));
        await small.em().transactional(async (em) => {
          await applyIncrements(sqlOf(em), n % 2 === 0 ? increments : increments.reverse());
        });
      }
    });
    await Promise.all(writers);
    const figures = await readCounters(small.sql, ['a', 'b', 'c', 'd']);
    expect(['a', 'b', 'c', 'd'].map((subject) => figures.get(subject)?.('m'))).toEqual([80, 80, 80, 0]);
  });
});

describe('the projection of areas', () => {
  let small: TestSubgraph;

  beforeAll(async () => {
    small = await testSubgraph(smallSubgraph, { areas: [] });
  });
  afterAll(() => small.stop());

  const state = (name: string, sequence: number) => ({
    key: '410326',
    sequence,
    data: { code: '410326', name, level: 'COUNTY', ancestors: [], validFrom: '2020-01-01' },
  });
  const names = async () =>
    (await small.sql('select name, version::int as version from area_view')).map((row) => [row.name, row.version]);

  it('keeps the newest version whatever the order, and the same message twice changes nothing', async () => {
    await applyAreas([state('old', 1), state('new', 3), state('between', 2)], small.sql);
    await applyAreas([state('between', 2)], small.sql);
    await applyAreas([state('new', 3)], small.sql);
    expect(await names()).toEqual([['new', 3]]);
  });

  it('does not let an old removal take away a newer row', async () => {
    await applyAreas([{ key: '410326', sequence: 2, data: null }], small.sql);
    expect(await names()).toEqual([['new', 3]]);
    await applyAreas([{ key: '410326', sequence: 4, data: null }], small.sql);
    expect(await names()).toEqual([]);
  });
});

describe('the migrations of the libraries', () => {
  it('go down to an empty database and up again', async () => {
    const small = await testSubgraph(smallSubgraph);
    const orm = await connectDatabase(smallSubgraph.database, { url: small.migratorUrl, pool: 2 });
    try {
      await orm.migrator.down({ to: 0 });
      const left = await small.sql(
        `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'migration'`,
      );
      expect(left).toEqual([]);
      await orm.migrator.up();
      expect(await orm.migrator.getPending()).toEqual([]);
    } finally {
      await orm.close(true);
      await small.stop();
    }
  });
});
