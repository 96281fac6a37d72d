import { expect, test } from '@jest/globals';
import { watchFields } from '@gridloom/testkit';

import { accounts, BAISHU, BEIBAO, grid15, id, societies, testCounty } from './testing/test-county.ts';
import { subgraph } from './subgraph.ts';

test('every field is answered by a resolver or by its parent', async () => {
  const county = await testCounty();
  try {
    const watched = watchFields(subgraph);
    const at410326 = { kind: 'AREA', code: '410326' } as const;
    const run = async (document: string, variables: Record<string, unknown>) =>
      watched.run(
        document,
        variables,
        await county.context({
          as: {
            kind: 'account',
            accountId: accounts.council,
            residentId: id('d', 1),
            assignments: [
              { role: 'GRID_OFFICE', jurisdiction: at410326 },
              { role: 'SOCIETY_ORGANIZER', jurisdiction: at410326 },
            ],
          },
        }),
      );
    const mutate = (name: string, input: object) => {
      const type = name.charAt(0).toUpperCase() + name.slice(1);
      return run(
        `mutation ($input: ${type}Input!) { ${name}(input: $input) { ... on ${type}Success ${watched.selectionOf(`${type}Success`)} } }`,
        { input },
      );
    };

    for (const [__typename, key] of [
      ['Area', { code: '410326' }],
      ['Society', { id: societies.council }],
      ['SocietyDemand', { id: id('d', 101) }],
      ['Centre', { id: id('e', 100) }],
    ] as const) {
      await run(
        `query ($references: [_Any!]!) { _entities(representations: $references) { ... on ${__typename} ${watched.selectionOf(__typename)} } }`,
        { references: [{ __typename, ...key }] },
      );
    }
    const membership = await mutate('registerMembership', { societyId: societies.council, residentId: id('d', 60) });
    await mutate('endMembership', {
      membershipId: (membership.registerMembership as { membership: { id: string } }).membership.id,
    });
    await mutate('raiseSocietyDemand', { societyId: societies.council, text: '路灯不亮', gridId: grid15 });
    await mutate('recordCouncilMeeting', {
      societyId: societies.council,
      heldAt: '2026-03-01T00:00:00Z',
      topic: '修路',
      attendance: 3,
      resolutions: [{ text: '修路', passed: true, votesFor: 3, votesAgainst: 0 }],
    });
    await mutate('openMatter', { societyId: societies.council, title: '修路', items: ['第1户'] });
    await mutate('moveMatterItem', { matterItemId: id('c', 118), status: 'AGREED' });
    await mutate('fileSociety', {
      name: '棋社',
      kind: 'RECREATIONAL',
      areaCode: BAISHU,
      gridId: grid15,
      organizerAccountId: accounts.council,
      organizerName: '王秀英',
    });
    const centre = await run(
      `query ($code: ID!) { societies(areaCode: $code) ${watched.selectionOf('SocietyConnection')} }`,
      {
        code: BEIBAO,
      },
    );

    expect(centre.societies).toMatchObject({ totalCount: 1 });
    expect(watched.missing()).toEqual([]);
    expect(watched.unreached()).toEqual([]);
  } finally {
    await county.stop();
  }
});
