import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { journeyAddresses } from '../harness/config.ts';
import { ask, askUntil, at, listAt, operation, textAt } from '../harness/graph.ts';
import { tokenOf } from '../harness/tokens.ts';

const pidOf = (service: string): number => {
  const record: unknown = JSON.parse(readFileSync(path.join(journeyAddresses().home, 'run.json'), 'utf8'));
  const found = listAt(record, 'services').find((entry) => at(entry, 'name') === service);
  return Number(at(found, 'pid'));
};

const kill = async (service: string): Promise<void> => {
  const pid = pidOf(service);
  process.kill(pid, 'SIGKILL');
  // The start notices and starts it again: another process under the same name.
  for (let tries = 0; tries < 300 && pidOf(service) === pid; tries += 1) await pause(100);
  expect(pidOf(service)).not.toBe(pid);
};

describe('a subgraph that is killed', () => {
  it('right after a visit was recorded loses no demand: its case comes when the subgraph is back, once', async () => {
    const worker = await tokenOf({ role: 'GRID_WORKER', jurisdiction: '410326200201' });
    const desk = await ask(operation('grid-desk', 'GridDesk'), { token: worker });
    const input = {
      householdId: textAt(desk.data, 'myGrids.0.householdsDue.edges.0.node.id'),
      recordedAt: new Date().toISOString(),
      demands: [{ text: '村口的路灯三天没亮了。' }],
    };
    const visited = await ask(operation('story', 'RecordVisit'), { variables: { input }, token: worker });
    const visit = textAt(visited.data, 'recordVisit.visit.id');
    await kill('grids');
    const arrived = await askUntil(
      operation('story', 'DemandBecameCase'),
      { variables: { visit }, token: worker },
      ({ data }) => typeof at(data, 'visit.demands.0.case.id') === 'string',
      60_000,
    );
    const number = textAt(arrived.data, 'visit.demands.0.case.number');
    await kill('cases');
    const still = await askUntil(
      operation('story', 'DemandBecameCase'),
      { variables: { visit }, token: worker },
      ({ data }) => typeof at(data, 'visit.demands.0.case.id') === 'string',
      60_000,
    );
    expect(at(still.data, 'visit.demands.0.case.number')).toBe(number);
    const secretary = await tokenOf({ role: 'COMMUNITY_SECRETARY', jurisdiction: '410326200201' });
    const found = await ask('query($filter: CaseFilter) { cases(filter: $filter, first: 10) { totalCount } }', {
      variables: { filter: { text: '村口的路灯三天没亮了' } },
      token: secretary,
    });
    expect(at(found.data, 'cases.totalCount')).toBe(1);
  }, 180_000);

  it('is named as the one that does not answer, with no address, while the rest answers', async () => {
    const pid = pidOf('societies');
    process.kill(pid, 'SIGKILL');
    const { data, errors } = await ask(
      '{ area(code: "410326") { name societyStatistics { total } gridStatistics { total } } }',
      { language: 'en' },
    );
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|localhost/);
    // Either it was quick enough to answer once more, or the error names it.
    if (errors.length > 0)
      expect(errors[0]).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', message: expect.stringContaining('societies') });
    expect(at(data, 'area.name')).toBe('汝阳县');
    for (let tries = 0; tries < 300 && pidOf('societies') === pid; tries += 1) await pause(100);
    const back = await askUntil(
      '{ area(code: "410326") { societyStatistics { total } } }',
      {},
      (answer) => answer.errors.length === 0,
      60_000,
    );
    expect(at(back.data, 'area.societyStatistics.total')).toBe(2_966);
  }, 120_000);
});
