import { describe, expect, it } from '@jest/globals';

import { ask, at, listAt, operation } from '../harness/graph.ts';

const figures = operation('figures', 'Figures');

describe('the figures of a county', () => {
  it('are those of Ruyang, from rows, for anyone', async () => {
    const { data, errors } = await ask(figures, { variables: { code: '410326' } });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      area: {
        code: '410326',
        name: '汝阳县',
        level: 'COUNTY',
        parent: null,
        gridStatistics: { total: 2_494, urban: 100, rural: 2_316, dedicated: 78 },
        gridWorkerStatistics: { total: 5_724 },
        population: { permanent: 420_000 },
        gridPartyOrganizationCount: 1_067,
        societyStatistics: { total: 2_966, selfGoverning: 1_322, recreational: 501, volunteer: 1_143, members: 25_192 },
        caseStatistics: { accepted: expect.any(Number), closed: expect.any(Number) },
      },
    });
    expect(listAt(data, 'area.children.edges')).toHaveLength(14);
    expect(at(data, 'area.partyMemberCount')).toBeGreaterThan(20_000);
    expect(at(data, 'area.partyMemberCount')).toBeLessThan(21_000);
    expect(at(data, 'area.deployedOrganizationCount')).toBeGreaterThanOrEqual(20);
    expect(at(data, 'area.population.floating')).toBeGreaterThan(0);
    expect(at(data, 'area.volunteerStatistics.hours')).toBeGreaterThan(0);
  });

  it('are those of Baishu village', async () => {
    const { data, errors } = await ask(figures, { variables: { code: '410326200200' } });
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      area: {
        name: '柏树村',
        parent: { code: '410326200', name: '柏树乡' },
        gridStatistics: { total: 18 },
        gridWorkerStatistics: { total: 56 },
        population: { permanent: 2_087 },
        visitStatistics: { householdsVisited: 695 },
      },
    });
  });

  it('of the townships add up to those of the county', async () => {
    const query = `{ area(code: "410326") {
      gridStatistics { total micro } population { permanent floating households } partyMemberCount
      societyStatistics { total members } visitStatistics { visits demands }
      volunteerStatistics { volunteers hours ordersPosted ordersCompleted }
      children(first: 100) { edges { node {
        gridStatistics { total micro } population { permanent floating households } partyMemberCount
        societyStatistics { total members } visitStatistics { visits demands }
        volunteerStatistics { volunteers hours ordersPosted ordersCompleted } } } } } }`;
    const { data, errors } = await ask(query);
    expect(errors).toEqual([]);
    for (const path of [
      'gridStatistics.total',
      'gridStatistics.micro',
      'population.permanent',
      'population.floating',
      'population.households',
      'partyMemberCount',
      'societyStatistics.total',
      'societyStatistics.members',
      'visitStatistics.visits',
      'visitStatistics.demands',
      'volunteerStatistics.volunteers',
      'volunteerStatistics.hours',
      'volunteerStatistics.ordersPosted',
      'volunteerStatistics.ordersCompleted',
    ]) {
      const parts = listAt(data, 'area.children.edges').map((edge) => Number(at(edge, `node.${path}`)));
      const sum = parts.reduce((total, part) => total + part, 0);
      // Societies and party members may belong to the county itself.
      expect({ path, atMost: sum <= Number(at(data, `area.${path}`)) }).toEqual({ path, atMost: true });
      if (/^(grid|population|visit)/.test(path)) expect({ path, sum }).toEqual({ path, sum: at(data, `area.${path}`) });
    }
  });
});
