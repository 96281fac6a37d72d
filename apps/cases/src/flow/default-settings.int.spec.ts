import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase } from '@gridloom/service-kit';
import { callerAt, callerOf, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { database } from '../database.ts';
import { subgraph } from '../subgraph.ts';
import { caseSteps } from '../testing/case-steps.ts';
import { county, ids, seedCounty, village } from '../testing/seed.ts';
import { loadAllFlows } from './load-flow.ts';

const now = new Date('2026-03-02T02:00:00Z');
const secretary = callerAt('COMMUNITY_SECRETARY', village);
const office = callerAt('GRID_OFFICE', county);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const at = (text: string) => new Date(`${text}:00+08:00`);

describe('the flow that a county starts with', () => {
  let test: TestSubgraph;
  const { aCaseAfter, step, ok, timeline } = caseSteps(() => test, now);

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  it('lets a handler send a case back within a working day, and no later', async () => {
    const [soon, late] = [await aCaseAfter(1), await aCaseAfter(1)];
    for (const caseId of [soon, late]) await ok('dispatchCase', { caseId, handlerId: ids.roads }, secretary);
    const back = { reason: 'NOT_ENOUGH_INFORMATION' };
    const [row] = await test.sql('select return_by from case_file where id = $1', [late]);
    // from 10:00 on: two hours of the morning, three and a half of the afternoon, one and a half of the next morning
    expect(new Date(row?.return_by as string)).toEqual(at('2026-03-03T10:00'));
    try {
      test.setNow(at('2026-03-03T10:00'));
      await ok('returnCase', { caseId: soon, ...back }, officer);
      test.setNow(at('2026-03-03T10:01'));
      expect(await step('returnCase', { caseId: late, ...back }, officer)).toMatchObject({
        __typename: 'TransitionNotAllowed',
        allowedActions: expect.not.arrayContaining(['RETURN']),
      });
      await ok('takeUpCase', { caseId: late }, officer);
      expect(await step('returnCase', { caseId: late, ...back }, officer)).toMatchObject({
        __typename: 'TransitionNotAllowed',
      });
    } finally {
      test.setNow(now);
    }
  });

  it('sends a case up a level that has been overdue for three days', async () => {
    const caseId = await aCaseAfter(1);
    const dispatched = await ok('dispatchCase', { caseId, handlerId: ids.villageCommittee }, secretary);
    const { dueAt } = dispatched?.deadline as { dueAt: string };
    const threeDaysOn = new Date(dueAt).getTime() + 72 * 3_600_000;
    try {
      test.setNow(new Date(threeDaysOn - 60_000));
      await test.runScheduledJob('escalate-overdue-cases');
      expect((await timeline(caseId)).at(-1)).toMatchObject({ action: 'DISPATCHED' });
      test.setNow(new Date(threeDaysOn));
      await test.runScheduledJob('escalate-overdue-cases');
      await test.runScheduledJob('escalate-overdue-cases');
      const entries = await timeline(caseId);
      expect(entries.filter(({ action }) => action === 'ESCALATED')).toMatchObject([
        { reason: 'OVERDUE', actor: null, organization: { id: ids.townshipGovernment } },
      ]);
    } finally {
      test.setNow(now);
    }
  });

  it('has these settings, which may be read', async () => {
    const { data } = await test.execute(
      `{ caseFlow { version settings { returnWithinHours mostExtensions longestExtension escalateAfterHours escalateAfterRepeats } } }`,
      {},
      { as: office },
    );
    expect(data).toEqual({
      caseFlow: {
        version: 1,
        settings: {
          returnWithinHours: 7,
          mostExtensions: 2,
          longestExtension: 20,
          escalateAfterHours: 72,
          escalateAfterRepeats: 2,
        },
      },
    });
  });

  it('comes as a version of its own to a county whose cases run by the first already, and goes down with it', async () => {
    await aCaseAfter(1);
    const orm = await connectDatabase(database, { url: test.migratorUrl, pool: 1 });
    const migrations = ['20261124112200-send-cases-up-and-back-in-time'];
    const versions = async () =>
      (await loadAllFlows(test.sql)).map(({ flow: { version, settings } }) => [version, settings.escalateAfterHours]);
    try {
      await orm.migrator.down({ migrations });
      const [first] = await test.sql('select return_within_hours from case_flow');
      expect(first).toEqual({ return_within_hours: null });
      await orm.migrator.up({ migrations });
      expect(await versions()).toEqual([
        [2, 72],
        [1, null],
      ]);
      const [[newest], [, oldest]] = [await loadAllFlows(test.sql), await loadAllFlows(test.sql)];
      expect(newest?.flow.definition.transitions).toEqual(oldest?.flow.definition.transitions);
      expect(newest?.flow.definition.states).toEqual(oldest?.flow.definition.states);
    } finally {
      await orm.close(true);
    }
  });
});
