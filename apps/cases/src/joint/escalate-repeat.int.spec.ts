import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { recountFigures } from '../testing/recount-figures.ts';
import { aHistory, caseId, complainantId, county, ids, seedCases, seedCounty, village } from '../testing/seed.ts';

const secretary = callerAt('COMMUNITY_SECRETARY', village);
const office = callerAt('GRID_OFFICE', county);
const township = callerOf('DEPARTMENT_OFFICER', ids.townshipGovernment);

describe('A matter that the same person brings up again', () => {
  let test: TestSubgraph;
  let next = 200;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  /** A case of the resident that has done so many of the plain steps. */
  const aCase = async (length: number) => {
    next += 1;
    const complainants = [{ id: complainantId(next), residentId: ids.resident, demand: '下水道又堵了' }];
    const reportedAt = new Date(Date.parse('2026-02-20T01:00:00Z') + next * 60_000);
    await seedCases(test, [aHistory(next, { length, complainants, reportedAt })], `repeat-${String(next)}`);
    return caseId(next);
  };
  const run = async (name: string, input: object, as: Caller = secretary) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { data, errors } = await test.execute(
      `mutation ($input: ${type}Input!) { it: ${name}(input: $input) { __typename } }`,
      { input },
      { as },
    );
    expect({ data, errors }).toEqual({ data: { it: { __typename: `${type}Success` } }, errors: [] });
  };
  const read = async (id: string) => {
    const { data } = await test.execute(
      `query ($id: ID!) { case(id: $id) { status repeatRank repeatCount handler { id } assistants { id } deadline { stage }
         timeline { action reason organization { id } actor { id } } } }`,
      { id },
      { as: office },
    );
    const { timeline, ...rest } = (data as unknown as { case: Record<string, unknown> & { timeline: unknown[] } }).case;
    return { ...rest, last: timeline.at(-1) };
  };
  /** An open case that the village committee has. */
  const inTheVillage = async () => {
    const id = await aCase(1);
    await run('dispatchCase', { caseId: id, handlerId: ids.villageCommittee });
    return id;
  };

  it('becomes more urgent with the first repeat, and goes up a level with the second; the first receiver stays on it', async () => {
    const first = await inTheVillage();
    await run('linkAsRepeat', { caseId: await aCase(0), earlierCaseId: first });
    expect(await read(first)).toMatchObject({ repeatRank: 1, handler: { id: ids.villageCommittee }, assistants: [] });
    await run('linkAsRepeat', { caseId: await aCase(0), earlierCaseId: first });
    expect(await read(first)).toMatchObject({
      status: 'DISPATCHED',
      repeatRank: 2,
      handler: { id: ids.townshipGovernment },
      assistants: [{ id: ids.villageCommittee }],
      deadline: { stage: 'TAKE_UP' },
      last: {
        action: 'ESCALATED',
        reason: 'REPEATED',
        organization: { id: ids.townshipGovernment },
        actor: null,
      },
    });
    const told = (await test.outbox()).filter(({ key, type }) => key === first && type.includes('.escalated.'));
    expect(told).toMatchObject([
      { data: { handlerId: ids.townshipGovernment, overdue: false, assistantIds: [ids.villageCommittee] } },
    ]);
    await run('takeUpCase', { caseId: first }, township);
    await run('linkAsRepeat', { caseId: await aCase(0), earlierCaseId: first });
    expect(await read(first)).toMatchObject({ repeatRank: 3, handler: { id: ids.gridOffice } });
    expect(await recountFigures(test.sql)).toEqual([]);
  });

  it('is counted over cases that were settled in between, whichever of them the new one is linked to', async () => {
    const settled = await aCase(6);
    const second = await inTheVillage();
    await run('linkAsRepeat', { caseId: second, earlierCaseId: settled });
    expect(await read(second)).toMatchObject({ repeatRank: 1, handler: { id: ids.villageCommittee } });
    const third = await inTheVillage();
    await run('linkAsRepeat', { caseId: third, earlierCaseId: second });
    expect(await read(second)).toMatchObject({ repeatRank: 2, handler: { id: ids.townshipGovernment } });
    const fourth = await inTheVillage();
    await run('linkAsRepeat', { caseId: fourth, earlierCaseId: settled });
    expect(await read(fourth)).toMatchObject({ repeatRank: 2, handler: { id: ids.townshipGovernment } });
  });

  it('stays with the desk while nobody has it, and counts less again where the link is taken back', async () => {
    const first = await aCase(1);
    const repeats = [await aCase(0), await aCase(0)];
    for (const repeat of repeats) await run('linkAsRepeat', { caseId: repeat, earlierCaseId: first });
    expect(await read(first)).toMatchObject({ status: 'ACCEPTED', repeatRank: 2, handler: null });
    await run('unlinkRepeat', { caseId: repeats[1] });
    expect(await read(first)).toMatchObject({ repeatRank: 1, repeatCount: 1 });
  });

  it('goes up by hand alone where the county has set no number of repeats', async () => {
    await test.sql('update case_flow set escalate_after_repeats = null where version = 1');
    const first = await inTheVillage();
    for (const repeat of [await aCase(0), await aCase(0)])
      await run('linkAsRepeat', { caseId: repeat, earlierCaseId: first });
    expect(await read(first)).toMatchObject({ repeatRank: 2, handler: { id: ids.villageCommittee } });
    await test.sql('update case_flow set escalate_after_repeats = 2 where version = 1');
  });
});
