import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import {
  anEmptyCounty,
  aCounty,
  gridRecords,
  householdRecords,
  idOf,
  residentRecords,
  TODAY,
  type County,
} from '../testing/county.ts';
import { keptFigures, recount } from '../testing/recount.ts';
import * as importers from './index.ts';

describe('A county that was brought in', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty(12);
  });
  afterAll(() => county.stop());

  test('has figures that equal its rows', async () => {
    const { sql } = county.subgraph;
    const kept = await keptFigures(sql);
    expect(kept).toEqual(await recount(sql, TODAY));
    expect(kept['410326 grids']).toBe(3);
    expect(kept['410326 workers']).toBe(2);
    expect(kept['410326 residents.permanent']).toBe(23);
    expect(kept['410326 residents.floating']).toBe(1);
    expect(kept[`${idOf('grid', 1)} households`]).toBe(9);
  });

  test('sees households with somebody living alone more often', async () => {
    const rows = await county.subgraph.sql(
      'select id, visit_interval_days, next_due_on::text as due from household where id = any($1::uuid[]) order by id',
      [[1, 2, 3, 4].map((n) => idOf('household', n))],
    );
    expect(rows.map(({ visit_interval_days, due }) => [visit_interval_days, due])).toEqual([
      [15, '2026-03-08'],
      [90, '2026-05-23'],
      [15, '2025-06-16'],
      [90, '2025-08-30'],
    ]);
  });

  test('keeps id numbers and phones sealed', async () => {
    const [row] = await county.subgraph.sql('select * from resident where id = $1', [idOf('resident', 1)]);
    const text = JSON.stringify(row);
    expect(text).not.toContain('600000');
    expect(text).not.toContain('13800000001');
    expect(row?.id_number_sealed).toMatch(/^v1\.test\./);
  });

  test('doubles nothing when a step runs again', async () => {
    const before = await keptFigures(county.subgraph.sql);
    const outcome = await importers.importHouseholds(county.session, county.importContext, householdRecords(12));
    expect(outcome).toEqual({ rows: 12, skipped: true });
    expect(await keptFigures(county.subgraph.sql)).toEqual(before);
  });
});

describe('A faulty file', () => {
  let county: County;
  beforeAll(async () => {
    county = await anEmptyCounty();
  });
  afterAll(() => county.stop());

  const [grid] = gridRecords;
  const brought = async (work: () => Promise<unknown>) => {
    const error = await work().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(importers.ImportRejected);
    return error as importers.ImportRejected;
  };

  test('is refused by record and field, and leaves nothing', async () => {
    const { session, importContext } = county;
    const grids = (over: object) =>
      brought(() => importers.importGrids(session, importContext, [{ ...grid, ...over } as importers.GridRecord]));
    expect(await grids({ areaCode: '410326200' })).toMatchObject({ table: 'grid', record: 1, field: 'areaCode' });
    expect(await grids({ areaCode: '410327200200' })).toMatchObject({ field: 'areaCode' });
    expect(await grids({ codes: [{ scheme: 'UNIT_GRID_15', code: '1' }] })).toMatchObject({ field: 'codes' });
    expect(await grids({ level: 'MICRO' })).toMatchObject({ field: 'parentGridId' });
    expect(await grids({ boundary: { type: 'Polygon', coordinates: [] } })).toMatchObject({ field: 'boundary' });
    expect(await grids({ validUntil: '2019-01-01' })).toMatchObject({ table: 'grid' });
    const [left] = await county.subgraph.sql('select count(*)::int as n from grid');
    expect(left?.n).toBe(0);
    expect(await keptFigures(county.subgraph.sql)).toEqual({});
  });

  test('of people is refused without a word of their data', async () => {
    const { session, importContext } = county;
    await importers.importGrids(session, importContext, gridRecords);
    await importers.importDwellings(
      session,
      importContext,
      [1, 2].map((n) => ({ id: idOf('dwelling', n), gridId: idOf('grid', 1), address: '柏树乡柏树村1号' })),
    );
    await importers.importHouseholds(session, importContext, householdRecords(2));
    const [head, spouse] = residentRecords(1);
    const residents = (...records: (object | undefined)[]) =>
      brought(() => importers.importResidents(session, importContext, records as importers.ResidentRecord[]));
    const wrongDigit = await residents(head, { ...spouse, idNumber: '600000196103090020' });
    expect(wrongDigit).toMatchObject({ record: 2, field: 'idNumber' });
    expect(wrongDigit.message).not.toContain('6000001961');
    expect(await residents({ ...head, phone: '12345' })).toMatchObject({ field: 'phone' });
    expect(await residents({ ...head, gridId: idOf('grid', 4) })).toMatchObject({ field: 'gridId' });
    expect(await residents({ ...head, gridId: idOf('grid', 3) })).toMatchObject({ field: 'householdId' });
    expect(await residents({ ...head, householdId: idOf('household', 99) })).toMatchObject({ field: 'householdId' });
    expect(await residents({ ...head, relation: 'SON' })).toMatchObject({ field: 'relation' });
    expect(await residents(head, head)).toMatchObject({ table: 'resident', record: 2 });
    expect(
      await brought(() =>
        importers.importCareRecords(session, importContext, [
          { id: idOf('care', 1), residentId: idOf('resident', 1), kind: 'CONTACT_NEEDED', since: '2026-01-01' },
        ]),
      ),
    ).toMatchObject({ field: 'ownerId' });
    const [left] = await county.subgraph.sql('select count(*)::int as n from resident');
    expect(left?.n).toBe(0);
  });
});
