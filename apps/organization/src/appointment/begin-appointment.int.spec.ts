import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerAt, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { accounts, appointments, COUNTY, NOW, organizations, seedCounty, VILLAGE } from '../county-for-tests.ts';
import { subgraph } from '../subgraph.ts';

const begin = `mutation ($input: BeginAppointmentInput!) {
  beginAppointment(input: $input) {
    __typename
    ... on BeginAppointmentSuccess {
      appointment { id post since organization { name } staff { name } }
      account { id name assignments { role jurisdiction { __typename ... on Area { code } ... on Organization { id } } since } }
    }
    ... on InvalidInput { field allowed }
    ... on NotFound { field }
    ... on UserError { code message }
  }
}`;

const end = `mutation ($input: EndAppointmentInput!) {
  endAppointment(input: $input) {
    __typename
    ... on EndAppointmentSuccess { appointment { id until staff { account { assignments { role } } } } }
    ... on InvalidInput { field allowed }
    ... on UserError { code message }
  }
}`;

describe('appointments', () => {
  let county: TestSubgraph;
  const administrator = callerAt('COUNTY_ADMINISTRATOR', COUNTY, { accountId: accounts.administrator });

  const run = async (document: string, input: object, as = administrator) => {
    const { data, errors, codes } = await county.execute(document, { input }, { as, locale: 'en' });
    return {
      answer: data === null ? null : (Object.values<unknown>(data)[0] as Record<string, unknown>),
      errors,
      codes,
    };
  };

  beforeAll(async () => {
    county = await testSubgraph(subgraph, { now: NOW });
    await seedCounty(county);
  });
  afterAll(() => county.stop());

  it('open an account for somebody new, give the role, and tell of both in one transaction', async () => {
    const { answer, errors } = await run(begin, {
      organizationId: organizations.township,
      post: 'OFFICER',
      name: ' 马丽 ',
      since: '2026-03-01',
    });
    expect(errors).toEqual([]);
    expect(answer).toMatchObject({
      __typename: 'BeginAppointmentSuccess',
      appointment: {
        post: 'OFFICER',
        since: '2026-03-01',
        organization: { name: '柏树乡人民政府' },
        staff: { name: '马丽' },
      },
      account: {
        name: '马丽',
        assignments: [
          { role: 'TOWNSHIP_OFFICER', jurisdiction: { __typename: 'Area', code: '410326200' }, since: '2026-03-01' },
        ],
      },
    });
    const told = await county.outbox();
    expect(told.map(({ type, version }) => [type, version])).toEqual([
      ['gridloom.organization.appointment.made.v1', 1],
      ['gridloom.organization.role-assignment.begun.v1', 1],
      ['gridloom.organization.role-assignment.state.v1', 1],
    ]);
    expect(told.at(-1)?.data).toMatchObject({ role: 'TOWNSHIP_OFFICER', accountName: '马丽', since: '2026-03-01' });
  });

  it('give the same result for the same key, and refuse the key for something else', async () => {
    const input = { clientMutationKey: 'k1', organizationId: organizations.housingOffice, post: 'HEAD', name: '何平' };
    const first = await run(begin, input);
    const before = await county.outbox();
    expect(await run(begin, input)).toEqual(first);
    expect(await county.outbox()).toEqual(before);
    expect((await run(begin, { ...input, name: '何安' })).answer).toMatchObject({ code: 'KEY_REUSED' });
  });

  it('are not made twice, nor to a post that the body does not have, nor for a day to come', async () => {
    const water = { organizationId: organizations.waterOffice, post: 'OFFICER', accountId: accounts.waterOfficer };
    expect((await run(begin, water)).answer).toMatchObject({ __typename: 'Conflict' });
    expect((await run(begin, { ...water, post: 'SECRETARY' })).answer).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.post',
      allowed: 'HEAD, OFFICER',
    });
    expect((await run(begin, { ...water, post: 'HEAD', since: '2026-03-03' })).answer).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.since',
    });
    expect((await run(begin, { ...water, name: '周伟' })).answer).toMatchObject({ field: 'input.accountId' });
    expect((await run(begin, { ...water, organizationId: 'nonsense' })).answer).toMatchObject({
      __typename: 'NotFound',
      field: 'input.organizationId',
    });
  });

  it('end with the role that goes with them', async () => {
    const { answer } = await run(end, { appointmentId: appointments.secretary });
    expect(answer).toMatchObject({
      __typename: 'EndAppointmentSuccess',
      appointment: { until: '2026-03-02', staff: { account: { assignments: [] } } },
    });
    const [ended, roleEnded, state] = (await county.outbox()).slice(-3);
    expect(ended).toMatchObject({ type: 'gridloom.organization.appointment.ended.v1', version: 2 });
    expect(roleEnded).toMatchObject({ type: 'gridloom.organization.role-assignment.ended.v1', version: 2 });
    expect(state?.data).toMatchObject({ role: 'COMMUNITY_SECRETARY', jurisdictionId: VILLAGE, until: '2026-03-02' });
    expect((await run(end, { appointmentId: appointments.secretary })).answer).toMatchObject({
      __typename: 'Conflict',
    });
  });

  it('do not end before they began, and nobody ends an own one', async () => {
    const { answer } = await run(end, { appointmentId: appointments.waterOfficer, until: '2024-12-31' });
    expect(answer).toMatchObject({ field: 'input.until', allowed: '2025-01-01 … 2026-03-02' });
    expect((await run(end, { appointmentId: appointments.administrator })).answer).toMatchObject({
      __typename: 'Conflict',
    });
  });

  it('are for the county administrator alone, and leave nothing behind when refused', async () => {
    const before = await county.outbox();
    const input = { organizationId: organizations.waterOffice, post: 'HEAD', name: '马丽' };
    const { answer, codes } = await run(begin, input, callerAt('GRID_OFFICE', COUNTY));
    expect(answer).toBeNull();
    expect(codes).toEqual(['FORBIDDEN']);
    expect(await county.outbox()).toEqual(before);
  });
});
