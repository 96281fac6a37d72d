import { beforeAll, describe, expect, it } from '@jest/globals';

import { readEvents } from '../harness/events.ts';
import { ask, askUntil, at, listAt, textAt } from '../harness/graph.ts';
import { minutesAgo } from '../harness/minutes-ago.ts';
import { tokenOf } from '../harness/tokens.ts';

const COUNTY = '410326';
const TOWNSHIP = '410326200';
const VILLAGE = '410326200200';

const counts = `{
  county: area(code: "${COUNTY}") {
    gridStatistics { total } gridWorkerStatistics { total fullTime gridHeads }
    population { permanent floating households } visitStatistics { visits } societyStatistics { total }
  }
}`;

const operationOf = `
  __typename
  ... on GridOperationSuccess { operation { id state moved { households residents } after { id name } } }
  ... on UserError { code message }
  ... on GridOperationRefused { problem field }`;

/** Days after today in the county. */
const today = () => new Date(Date.now() + 8 * 60 * 60 * 1_000).toISOString().slice(0, 10);

describe('a grid is split while visits go on', () => {
  const people = { secretary: '', township: '', office: '', worker: '' };
  let grid = '';
  let households: string[] = [];
  let parts: { id: string; name: string }[] = [];
  let figures: unknown;
  let held = { branch: '', cases: 0, societies: 0 };

  const ofGrid = `partyOrganization { id } cases(filter: { open: true }) { totalCount } societies { totalCount }`;
  const code = (n: number) => [{ scheme: 'PREFIXED', code: `JS-${String(n)}` }];
  const input = () => ({
    gridId: grid,
    reason: '安置小区建成，户数翻倍',
    parts: [
      { name: '柏树村拆分甲网格', codes: code(1), holds: { householdIds: households.slice(0, 10) } },
      { name: '柏树村拆分乙网格', codes: code(2), holds: { rest: true } },
    ],
  });
  const visit = (householdId: string, minutes: number) =>
    ask(
      `mutation ($input: RecordVisitInput!) { recordVisit(input: $input) { __typename
         ... on RecordVisitSuccess { visit { household { grid { id } } } } ... on UserError { code message } } }`,
      {
        variables: { input: { householdId, recordedAt: minutesAgo(minutes) } },
        token: people.worker,
      },
    );

  beforeAll(async () => {
    people.secretary = await tokenOf({ role: 'COMMUNITY_SECRETARY', jurisdiction: VILLAGE });
    people.township = await tokenOf({ role: 'TOWNSHIP_OFFICER', jurisdiction: TOWNSHIP });
    people.office = await tokenOf({ role: 'GRID_OFFICE', jurisdiction: COUNTY });
    const { data } = await ask(
      `{ grids(areaCode: "${VILLAGE}", first: 100) { edges { node { id name population { households } ${ofGrid} } } } }`,
      { token: people.office },
    );
    const grids = listAt(data, 'grids.edges').map((edge) => at(edge, 'node'));
    const number = (row: unknown, path: string) => Number(at(row, path));
    // Other stories are about the 15th grid.
    const [chosen] = grids
      .filter((row) => at(row, 'partyOrganization') != null && !textAt(row, 'name').includes('15'))
      .sort(
        (a, b) =>
          number(b, 'cases.totalCount') - number(a, 'cases.totalCount') ||
          number(b, 'societies.totalCount') - number(a, 'societies.totalCount'),
      );
    grid = textAt(chosen, 'id');
    held = {
      branch: textAt(chosen, 'partyOrganization.id'),
      cases: number(chosen, 'cases.totalCount'),
      societies: number(chosen, 'societies.totalCount'),
    };
    people.worker = await tokenOf({ role: 'GRID_WORKER', grid });
    const homes = await ask(
      `query ($gridId: ID!) { households(filter: { gridId: $gridId }, first: 100) { edges { node { id } } } }`,
      { variables: { gridId: grid }, token: people.worker },
    );
    households = listAt(homes.data, 'households.edges').map((edge) => textAt(edge, 'node.id'));
    figures = (await ask(counts, { token: people.office })).data;
  });

  it('is looked at by the secretary, and done by the township alone', async () => {
    const preview = await ask(
      `query ($input: SplitGridInput!) { splitGridPreview(input: $input) { __typename
         ... on GridOperationPreview { workers moves { households } parts { grid { name } holds { households } } grids { ${ofGrid} } } } }`,
      { variables: { input: input() }, token: people.secretary },
    );
    expect(preview.errors).toEqual([]);
    expect(at(preview.data, 'splitGridPreview')).toMatchObject({
      __typename: 'GridOperationPreview',
      parts: [{ holds: { households: 10 } }, {}],
      grids: [{ partyOrganization: { id: held.branch } }],
    });
    const split = `mutation ($input: SplitGridInput!) { splitGrid(input: $input) { ${operationOf} } }`;
    const refused = await ask(split, { variables: { input: input() }, token: people.secretary });
    expect(refused.errors.map((error) => error.code)).toEqual(['FORBIDDEN']);

    const [home = '', other = ''] = households;
    const [before, done, during] = await Promise.all([
      visit(home, 10),
      ask(split, { variables: { input: input() }, token: people.township }),
      visit(other, 8),
    ]);
    for (const answer of [before, during]) expect(at(answer.data, 'recordVisit.__typename')).toBe('RecordVisitSuccess');
    expect(at(done.data, 'splitGrid')).toMatchObject({ operation: { state: 'DONE' } });
    parts = listAt(done.data, 'splitGrid.operation.after').map((part) => ({
      id: textAt(part, 'id'),
      name: textAt(part, 'name'),
    }));
  });

  it('takes cases, party branch and society along, and the roles of whoever works there', async () => {
    const [first = { id: '', name: '' }, second = { id: '', name: '' }] = parts;
    const query = `query ($first: ID!, $second: ID!) { first: grid(id: $first) { ${ofGrid} } second: grid(id: $second) { ${ofGrid} } }`;
    const totals = (data: unknown, what: string) =>
      Number(at(data, `first.${what}.totalCount`)) + Number(at(data, `second.${what}.totalCount`));
    const { data } = await askUntil(
      query,
      { variables: { first: first.id, second: second.id }, token: people.office },
      (answer) =>
        at(answer.data, 'first.partyOrganization.id') === held.branch &&
        totals(answer.data, 'cases') >= held.cases &&
        totals(answer.data, 'societies') >= held.societies,
    );
    expect(at(data, 'first.partyOrganization.id')).toBe(held.branch);
    expect(totals(data, 'cases')).toBe(held.cases);
    expect(totals(data, 'societies')).toBe(held.societies);

    const mine = await askUntil(`{ myGrids { id } }`, { token: people.worker }, (answer) =>
      parts.every(({ id }) => listAt(answer.data, 'myGrids').some((row) => at(row, 'id') === id)),
    );
    expect(listAt(mine.data, 'myGrids').map((row) => at(row, 'id'))).toEqual(
      expect.arrayContaining(parts.map(({ id }) => id)),
    );
  });

  it('takes the visit of a device that was off-line, which lands in the new grid', async () => {
    const late = async () => visit(households[2] ?? '', 60);
    let answer = await late();
    // The worker's role over the new grid comes by way of organization.
    for (let tries = 0; tries < 50 && at(answer.data, 'recordVisit.__typename') !== 'RecordVisitSuccess'; tries += 1)
      answer = await late();
    expect(at(answer.data, 'recordVisit.__typename')).toBe('RecordVisitSuccess');
    const { data } = await ask(
      `query ($id: ID!) { household(id: $id) { grid { id } visits(first: 5) { totalCount } } }`,
      { variables: { id: households[2] }, token: people.office },
    );
    expect(at(data, 'household.grid.id')).toBe(parts[0]?.id);
    expect(Number(at(data, 'household.visits.totalCount'))).toBeGreaterThan(0);
  });

  it('leaves the figures of the county as they were, but for one grid more and three visits', async () => {
    const { data } = await ask(counts, { token: people.office });
    const total = (of: unknown, path: string) => Number(at(of, `county.${path}`));
    expect(total(data, 'gridStatistics.total')).toBe(total(figures, 'gridStatistics.total') + 1);
    expect(total(data, 'visitStatistics.visits')).toBe(total(figures, 'visitStatistics.visits') + 3);
    for (const path of ['gridWorkerStatistics', 'population', 'societyStatistics'])
      expect(at(data, `county.${path}`)).toEqual(at(figures, `county.${path}`));
    const lineage = await ask(
      `query ($id: ID!) { grid(id: $id) { validUntil successors { since kind grid { name } } population(grids: NOW) { households } } }`,
      { variables: { id: grid }, token: people.office },
    );
    expect(at(lineage.data, 'grid.validUntil')).toBe(today());
    const successors = listAt(lineage.data, 'grid.successors');
    expect(successors).toHaveLength(parts.length);
    expect(successors).toEqual(
      expect.arrayContaining(parts.map(({ name }) => ({ since: today(), kind: 'SPLIT', grid: { name } }))),
    );
  });

  it('is told to whoever listens, with who went where and no word about anybody', async () => {
    const isIt = (event: { data: unknown; type: string }) =>
      event.type === 'gridloom.grids.grid.split.v1' && at(event.data, 'gridId') === grid;
    const events = await readEvents('gridloom.grids.grid.events', (all) => all.some(isIt));
    const found = events.find(isIt);
    expect(at(found?.data, 'parts.0.householdIds')).toHaveLength(10);
    expect(Object.keys(found?.data ?? {}).sort()).toEqual(['areaCode', 'gridId', 'operationId', 'parts', 'since']);
  });
});
