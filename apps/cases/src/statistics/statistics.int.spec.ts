import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { aHistory, county, ids, otherVillage, seedCases, seedCounty, township, village } from '../testing/seed.ts';
import { recountFigures } from '../testing/recount-figures.ts';

interface Statistics {
  readonly accepted: number;
  readonly closed: number;
  readonly closingRate: number | null;
  readonly overdue: number;
  readonly bySource: readonly { readonly source: string; readonly accepted: number }[];
  readonly byServiceItem: readonly { readonly accepted: number; readonly closed: number }[];
  readonly byArea: readonly { readonly area: { readonly code: string }; readonly accepted: number }[];
  readonly byDay: readonly { readonly day: string; readonly accepted: number; readonly closed: number }[];
}

const document = `query ($r: [_Any!]!, $period: PeriodInput) { _entities(representations: $r) { ... on Area { code
  caseStatistics(period: $period) { accepted closed closingRate overdue satisfactionRate bySource { source accepted }
    byServiceItem { serviceItem { code } accepted closed } byArea { area { code } accepted closed closingRate } byDay { day accepted closed } } } } }`;

describe('the figures of cases', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
    const histories = function* () {
      for (let n = 1; n <= 120; n += 1) {
        const here = n % 4 === 0 ? { areaCode: otherVillage, gridId: ids.otherGrid } : {};
        yield aHistory(n, { length: n % 7, ...here });
      }
    };
    await seedCases(test, histories(), 'all');
  });
  afterAll(() => test.stop());

  const ask = async (codes: readonly string[], period: object | null = null) => {
    const r = codes.map((code) => ({ __typename: 'Area', code }));
    const { data, errors, codes: refusals } = await test.execute(document, { r, period });
    const found =
      (data as unknown as { _entities: ({ caseStatistics: Statistics | null } | null)[] } | null)?._entities ?? [];
    return { errors, refusals, figures: found.map((entity) => entity?.caseStatistics ?? null) };
  };
  const sum = (rows: readonly { accepted: number }[] | undefined) =>
    (rows ?? []).reduce((n, row) => n + row.accepted, 0);

  it.each<[what: string, period: { from?: string; to?: string } | null]>([
    ['since the founding', null],
    ['within a month', { from: '2026-01-10', to: '2026-01-20' }],
    ['over months', { from: '2026-01-10', to: '2026-02-20' }],
    ['of one day', { from: '2026-01-15', to: '2026-01-15' }],
    ['from a day on', { from: '2026-01-15' }],
    ['up to a day', { to: '2026-02-01' }],
  ])('%s equal the rows, and add up whichever way they are told apart', async (_, period) => {
    const { errors, figures } = await ask([county], period);
    expect(errors).toEqual([]);
    const [row] = await test.sql(
      `select count(*) filter (where step = 'ACCEPTED')::int as accepted, count(*) filter (where step = 'CLOSED')::int as closed
       from case_timeline_entry where (at at time zone 'Asia/Shanghai')::date between coalesce($1::date, '-infinity') and coalesce($2::date, 'infinity')`,
      [period?.from ?? null, period?.to ?? null],
    );
    const county0 = figures[0];
    expect(county0).toMatchObject({ accepted: row?.accepted, closed: row?.closed });
    for (const parts of [county0?.bySource, county0?.byServiceItem, county0?.byArea, county0?.byDay]) {
      expect(sum(parts)).toBe(county0?.accepted);
    }
  });

  it('count as overdue the cases whose clock has run out by now, whatever the period', async () => {
    const [row] = await test.sql(
      `select count(*)::int as n from case_file where due_at < '2026-03-02T02:00:00Z' and area_code = $1`,
      [village],
    );
    const { figures } = await ask([village, township, otherVillage], { from: '2030-01-01' });
    expect(figures.map((f) => f?.accepted)).toEqual([0, 0, 0]);
    expect(figures[0]?.overdue).toBe(row?.n);
    expect(figures[1]?.overdue).toBe(row?.n);
    expect(figures[2]?.overdue).toBeGreaterThan(0);
  });

  it('tell the areas directly below apart', async () => {
    const { figures } = await ask([county, township]);
    expect(figures[0]?.byArea.map(({ area }) => area.code)).toEqual(['410326104', '410326200']);
    expect(figures[1]?.byArea.map(({ area }) => area.code)).toEqual(['410326200200', '410326200201']);
  });

  it('cost a constant number of statements for any number of areas', async () => {
    await ask([county]);
    const one = test.statements().length;
    await ask([county, township, village, otherVillage]);
    expect(test.statements().length).toBe(one);
    expect(one).toBeLessThanOrEqual(9);
  });

  interface Rates {
    readonly responseRate: number | null;
    readonly onTimeRate: number | null;
    readonly firstCheckRate: number | null;
    readonly solutionRate: number | null;
    readonly satisfactionRate: number | null;
  }
  const rates = 'responseRate onTimeRate firstCheckRate solutionRate satisfactionRate returned';
  const rateOf = (row: Record<string, unknown> | undefined, part: string, whole: string) =>
    row?.[whole] === 0 ? null : Math.round((Number(row?.[part]) * 1_000) / Number(row?.[whole])) / 10;
  const countedRates = (row: Record<string, unknown> | undefined): Rates => ({
    responseRate: rateOf(row, 'quick', 'responded'),
    onTimeRate: rateOf(row, 'punctual', 'resolved'),
    firstCheckRate: rateOf(row, 'passed', 'checked'),
    solutionRate: rateOf(row, 'solved', 'evaluated'),
    satisfactionRate: rateOf(row, 'satisfied', 'evaluated'),
  });
  const countRates = async (where: string) => {
    const of = (step: string, more = 'true') => `count(*) filter (where step = '${step}' and ${more})::int`;
    const [row] = await test.sql(
      `select ${of('TAKEN_UP')} as responded, ${of('TAKEN_UP', 'in_time')} as quick, ${of('RESOLVED')} as resolved,
         ${of('RESOLVED', 'in_time')} as punctual, ${of('VERIFIED')} as passed, ${of('VERIFIED')} as checked,
         ${of('EVALUATED')} as evaluated, ${of('EVALUATED', 'satisfied')} as satisfied, ${of('EVALUATED', 'solved')} as solved,
         ${of('DISPATCHED')} as dispatched, ${of('CLOSED')} as closed
       from case_timeline_entry where ${where}`,
    );
    return { rates: countedRates(row), row };
  };

  it('give the rates of an area, a body and a grid as the timelines have them', async () => {
    const { data, errors } = await test.execute(
      `query ($r: [_Any!]!) { _entities(representations: $r) {
         ... on Area { caseStatistics { ${rates} byHandler { handler { id } dispatched closed ${rates} } } }
         ... on Organization { bodyFigures: caseStatistics { dispatched closed ${rates} } }
         ... on Grid { gridFigures: caseStatistics { closed ${rates} } } } }`,
      {
        r: [
          { __typename: 'Area', code: county },
          { __typename: 'Organization', id: ids.roads },
          { __typename: 'Organization', id: ids.library },
          { __typename: 'Grid', id: ids.grid15 },
        ],
      },
    );
    expect(errors).toEqual([]);
    const [area, roads, library, grid] = (data as unknown as { _entities: Record<string, Record<string, unknown>>[] })
      ._entities;
    const all = await countRates('true');
    expect(area?.caseStatistics).toMatchObject(all.rates);
    expect(area?.caseStatistics?.byHandler).toEqual([
      {
        handler: { id: ids.roads },
        dispatched: all.row?.dispatched,
        closed: all.row?.closed,
        ...all.rates,
        returned: 0,
      },
    ]);
    expect(roads?.bodyFigures).toMatchObject({ dispatched: all.row?.dispatched, ...all.rates });
    expect(library?.bodyFigures).toMatchObject({ dispatched: 0, responseRate: null, satisfactionRate: null });
    const inGrid = await countRates(`grid_id = '${ids.grid15}'`);
    expect(grid?.gridFigures).toMatchObject({ closed: inGrid.row?.closed, ...inGrid.rates });
    expect(Number(inGrid.row?.closed)).toBeLessThan(Number(all.row?.closed));
  });

  it('tell the grids of a village apart', async () => {
    const { data } = await test.execute(
      `query ($r: [_Any!]!) { _entities(representations: $r) {
         ... on Area { caseStatistics { accepted byGrid { grid { id } accepted } } } } }`,
      { r: [village, county].map((code) => ({ __typename: 'Area', code })) },
    );
    const [here, above] = (
      data as unknown as {
        _entities: { caseStatistics: { accepted: number; byGrid: { grid: { id: string }; accepted: number }[] } }[];
      }
    )._entities;
    expect(here?.caseStatistics.byGrid).toEqual([
      { grid: { id: ids.grid15 }, accepted: here?.caseStatistics.accepted },
    ]);
    expect(above?.caseStatistics.byGrid).toEqual([]);
  });

  it('refuse a period that ends before it begins, and more than 1,100 days by day', async () => {
    expect((await ask([county], { from: '2026-02-01', to: '2026-01-01' })).refusals).toEqual(['BAD_USER_INPUT']);
    await test.sql(
      `insert into case_figure (area_code, dimension, key, grain, period, reported, accepted, closed, evaluated, satisfied)
       select '${otherVillage}', 'TOTAL', '', 'DAY', day::date, 0, 1, 0, 0, 0
       from generate_series('2010-01-01'::date, '2014-01-01', '1 day') day`,
    );
    expect((await ask([otherVillage])).refusals).toEqual(['LIMIT_EXCEEDED']);
    expect((await ask([otherVillage], { from: '2012-01-01', to: '2012-12-31' })).figures[0]?.byDay).toHaveLength(366);
    await test.sql(`delete from case_figure where period < '2015-01-01'`);
    expect(await recountFigures(test.sql)).toEqual([]);
  });

  it('know nothing of an area that is none', async () => {
    expect((await ask(['999999'])).figures).toEqual([null]);
  });
});
