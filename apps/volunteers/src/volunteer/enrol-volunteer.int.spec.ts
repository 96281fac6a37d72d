import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { callerAt, type TestSubgraph } from '@gridloom/testkit';

import { BAISHU, id, testCounty, YAOGOU } from '../testing/test-county.ts';

const enrolDocument = /* GraphQL */ `
  mutation ($input: EnrolVolunteerInput!) {
    enrolVolunteer(input: $input) {
      __typename
      ... on EnrolVolunteerSuccess {
        volunteer {
          id
          name
          number
          enrolledOn
          skills
          area {
            code
          }
        }
      }
      ... on UserError {
        code
        message
      }
      ... on InvalidInput {
        field
      }
    }
  }
`;

describe('Enrolling as a volunteer', () => {
  let county: TestSubgraph;
  beforeAll(async () => {
    county = await testCounty();
  });
  afterAll(() => county.stop());

  const enrol = async (input: object, as = callerAt('RESIDENT', BAISHU)) => {
    const { data, codes } = await county.execute(enrolDocument, { input }, { as });
    return { answer: data?.enrolVolunteer as unknown as Record<string, unknown> | null, codes };
  };

  test('gives the next number after those brought in, and tells it', async () => {
    const resident = callerAt('RESIDENT', BAISHU, { accountId: id('b', 20), residentId: id('c', 20) });
    const { answer } = await enrol({ name: '赵敏', skills: ['理发'] }, resident);
    expect(answer).toMatchObject({
      volunteer: {
        name: '赵敏',
        number: '4103260000025',
        enrolledOn: '2026-03-02',
        skills: ['理发'],
        area: { code: BAISHU },
      },
    });
    const told = (await county.outbox()).slice(-2);
    const { id: volunteerId } = answer?.volunteer as { id: string };
    const data = { volunteerId, accountId: id('b', 20), number: '4103260000025', areaCode: BAISHU };
    expect(told).toEqual([
      expect.objectContaining({ type: 'gridloom.volunteers.volunteer.enrolled.v1', data }),
      expect.objectContaining({ type: 'gridloom.volunteers.volunteer.state.v1', data }),
    ]);
  });

  test('happens once for an account, also when submitted several times at once', async () => {
    const resident = callerAt('RESIDENT', BAISHU);
    const answers = await Promise.all([1, 2, 3].map(() => enrol({ name: '孙丽' }, resident)));
    expect(answers.map(({ answer }) => answer?.__typename).sort()).toEqual([
      'Conflict',
      'Conflict',
      'EnrolVolunteerSuccess',
    ]);
  });

  test('is for the own village, with a name', async () => {
    expect((await enrol({ name: '孙丽', areaCode: YAOGOU })).codes).toEqual(['FORBIDDEN']);
    expect((await enrol({ name: '孙' })).answer).toMatchObject({ __typename: 'InvalidInput', field: 'input.name' });
  });
});
