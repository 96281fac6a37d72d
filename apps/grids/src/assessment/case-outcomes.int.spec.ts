import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EventData, caseState } from '@gridloom/contracts';
import type { StateMessage } from '@gridloom/messaging';

import { anEmptyCounty, BAISHU, idOf, type County } from '../testing/county.ts';
import { applyCaseOutcomes } from './case-outcomes.ts';

const county: County = await anEmptyCounty();
afterAll(() => county.stop());

type Message = StateMessage<EventData<typeof caseState>>;
const state = (sequence: number, over: object | null): Message => ({
  key: idOf('case', 1),
  sequence,
  metadata: {} as Message['metadata'],
  data:
    over === null
      ? null
      : {
          caseId: idOf('case', 1),
          number: '1',
          status: 'CLOSED',
          source: 'VISIT',
          areaCode: BAISHU,
          gridId: idOf('grid', 1),
          complainantResidentIds: [],
          urgency: 'ORDINARY',
          reportedAt: '2026-02-01T00:00:00.000Z',
          ...over,
        },
});
const outcome = async () => {
  const [row] = await county.subgraph.sql(
    `select status, grid_id, closed_in_grid_id, satisfied, version::int as version from case_outcome where case_id = $1`,
    [idOf('case', 1)],
  );
  return row;
};

describe('The outcome of a case', () => {
  beforeEach(async () => {
    await county.subgraph.sql('delete from case_outcome');
    await county.subgraph.sql('delete from case_fact');
  });

  test('is that of the newest state, in whatever order and however often states come', async () => {
    const closedAt = '2026-02-10T00:00:00.000Z';
    const states = [
      state(1, { status: 'REPORTED' }),
      state(5, { closedAt }),
      state(6, { closedAt, satisfied: false }),
      state(7, { closedAt, satisfied: true }),
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...states, ...states], { minLength: 8, maxLength: 8 }), async (order) => {
        await county.subgraph.sql('delete from case_outcome');
        for (const message of order) await applyCaseOutcomes([message], county.subgraph.sql);
        expect(await outcome()).toEqual({
          status: 'CLOSED',
          grid_id: idOf('grid', 1),
          closed_in_grid_id: idOf('grid', 1),
          satisfied: true,
          version: 7,
        });
      }),
      { numRuns: 10 },
    );
  });

  test('stays with the grid in which it was closed, unless it is closed anew', async () => {
    const { sql } = county.subgraph;
    await applyCaseOutcomes([state(5, { closedAt: '2026-02-10T00:00:00.000Z' })], sql);
    await applyCaseOutcomes([state(6, { closedAt: '2026-02-10T00:00:00.000Z', gridId: idOf('grid', 2) })], sql);
    expect(await outcome()).toMatchObject({ grid_id: idOf('grid', 2), closed_in_grid_id: idOf('grid', 1) });
    await applyCaseOutcomes([state(7, { status: 'HANDLING', gridId: idOf('grid', 2) })], sql);
    expect(await outcome()).toMatchObject({ closed_in_grid_id: null });
    await applyCaseOutcomes([state(8, { closedAt: '2026-02-20T00:00:00.000Z', gridId: idOf('grid', 2) })], sql);
    expect(await outcome()).toMatchObject({ closed_in_grid_id: idOf('grid', 2) });
    await applyCaseOutcomes([state(9, null)], sql);
    expect(await outcome()).toBeUndefined();
  });

  test('knows what happened on its way, once each, in any order', async () => {
    const tell = (happened: string, sequence: number, id?: string) =>
      county.subgraph.deliver({
        type: `gridloom.cases.case.${happened}.v1`,
        key: idOf('case', 1),
        sequence,
        ...(id === undefined ? {} : { id }),
        data: {
          caseId: idOf('case', 1),
          number: '1',
          status: 'VERIFIED',
          source: 'VISIT',
          areaCode: BAISHU,
          complainantResidentIds: [],
          urgency: 'ORDINARY',
        },
      });
    await tell('closed', 9);
    await tell('verified', 8, 'e8');
    await tell('verified', 8, 'e8');
    await tell('reworked', 6);
    await tell('verified', 8);
    expect(
      await county.subgraph.sql('select kind, sequence::int as sequence from case_fact order by sequence'),
    ).toEqual([
      { kind: 'REWORKED', sequence: 6 },
      { kind: 'VERIFIED', sequence: 8 },
      { kind: 'CLOSED', sequence: 9 },
    ]);
  });
});
