import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { county, township } from '../testing/seed.ts';

const office = callerAt('GRID_OFFICE', county);
const chief = callerAt('TOWNSHIP_OFFICER', township);

describe('Whistles', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph);
  });
  afterAll(() => test.stop());

  it('run by rules that the grid office sets', async () => {
    const put = async (input: object, as: Caller = office) => {
      const { data, codes } = await test.execute(
        `mutation ($input: PutWhistleRuleInput!) { step: putWhistleRule(input: $input) { __typename
           ... on PutWhistleRuleSuccess { rules { kind stage role amount unit } } ... on InvalidInput { field } } }`,
        { input },
        { as },
      );
      return codes[0] ?? (data as { step?: unknown }).step;
    };
    const rule = { kind: 'JOINT_ENFORCEMENT', stage: 'ARRIVE', role: 'LEAD', amount: 6, unit: 'WORKING_HOURS' };
    expect(await put(rule)).toMatchObject({ rules: expect.arrayContaining([rule]) });
    expect(await put({ ...rule, amount: 0 })).toMatchObject({ field: 'input.amount' });
    expect(await put({ ...rule, amount: 1.5, unit: 'WORKING_DAYS' })).toMatchObject({ field: 'input.amount' });
    expect(await put({ ...rule, stage: 'APPROVE' })).toMatchObject({ field: 'input.role' });
    expect(await put(rule, chief)).toBe('FORBIDDEN');
  });
});
