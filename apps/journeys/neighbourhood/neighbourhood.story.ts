import { describe, expect, it } from '@jest/globals';

import { ask, at, listAt, operation, textAt } from '../harness/graph.ts';
import { readEvents } from '../harness/events.ts';
import { tokenOf } from '../harness/tokens.ts';

const neighbourhood = async (code: string) => {
  const token = await tokenOf({ role: 'GRID_OFFICE', jurisdiction: '410326' });
  const { data, errors } = await ask(operation('neighbourhood', 'Neighbourhood'), { variables: { code }, token });
  expect(errors).toEqual([]);
  return data;
};

describe('the neighbourhood', () => {
  it('knows the council of Renzhuang and its 18 households to relocate', async () => {
    const data = await neighbourhood('410326101203');
    const matters = listAt(data, 'area.societies.edges').flatMap((edge) => listAt(edge, 'node.matters.edges'));
    expect(matters.map((matter) => at(matter, 'node.total'))).toContain(18);
  });

  it('knows the canteen of Beibao and the training centre of Shuangquan, whose 143 trainees earn 8,000 yuan on average', async () => {
    const beibao = await neighbourhood('410326104209');
    const canteen = listAt(beibao, 'area.centres').flatMap((centre) => listAt(centre, 'programmes'));
    expect(canteen.some((programme) => Number(at(programme, 'mealsServed')) > 0)).toBe(true);
    const shuangquan = await neighbourhood('410326106202');
    const training = listAt(shuangquan, 'area.centres').flatMap((centre) => listAt(centre, 'programmes'));
    expect(training).toContainEqual(expect.objectContaining({ employedCount: 143, averageMonthlyWage: 8_000 }));
  });

  it('knows the dance team, the opera circle and the walking team of Wangping with their 28 demands, and 寺帮帮 of Xiaosi', async () => {
    const wangping = await neighbourhood('410326204200');
    const demands = listAt(wangping, 'area.societies.edges').map((edge) => Number(at(edge, 'node.demands.totalCount')));
    expect(demands.reduce((sum, count) => sum + count, 0)).toBe(28);
    const xiaosi = await neighbourhood('410326103202');
    expect(
      listAt(xiaosi, 'area.societies.edges')
        .map((edge) => textAt(edge, 'node.name'))
        .join(' '),
    ).toContain('寺帮帮');
  });

  it('posts an order, gives it to the one volunteer who claims first, and certifies the hours', async () => {
    const village = '410326103202';
    const organizer = await tokenOf({ role: 'SOCIETY_ORGANIZER', jurisdiction: village });
    const volunteer = await tokenOf({ role: 'VOLUNTEER', jurisdiction: village });
    const begins = Date.now() + 3_600_000;
    const input = {
      title: '帮张大爷修水龙头',
      areaCode: village,
      startsAt: new Date(begins).toISOString(),
      endsAt: new Date(begins + 4 * 3_600_000).toISOString(),
      volunteersNeeded: 1,
    };
    const query = operation('neighbourhood', 'PostServiceOrder');
    expect((await ask(query, { variables: { input }, token: volunteer })).errors[0]?.code).toBe('FORBIDDEN');
    const posted = await ask(query, { variables: { input }, token: organizer });
    const serviceOrderId = textAt(posted.data, 'postServiceOrder.serviceOrder.id');
    expect(at(posted.data, 'postServiceOrder.serviceOrder.status')).toBe('POSTED');
    const claim = operation('neighbourhood', 'ClaimServiceOrder');
    const claimed = await ask(claim, { variables: { input: { serviceOrderId } }, token: volunteer });
    expect(at(claimed.data, 'claimServiceOrder.serviceOrder')).toMatchObject({
      status: 'CLAIMED',
      volunteer: expect.anything(),
    });
    const again = await ask(claim, { variables: { input: { serviceOrderId } }, token: volunteer });
    expect(at(again.data, 'claimServiceOrder.code')).toBe('CONFLICT');
    const complete = operation('neighbourhood', 'CompleteServiceOrder');
    const completed = await ask(complete, { variables: { input: { serviceOrderId, hours: 1.5 } }, token: volunteer });
    expect(completed.errors).toEqual([]);
    expect(at(completed.data, 'completeServiceOrder')).toMatchObject({
      serviceOrder: { status: 'COMPLETED' },
      serviceHours: { hours: 1.5 },
    });
    const told = await readEvents('gridloom.volunteers.order.events', (events) =>
      events.some(({ key, type }) => key === serviceOrderId && type.includes('.completed.')),
    );
    expect(told.filter(({ key }) => key === serviceOrderId).map(({ type }) => type.split('.').at(-2))).toEqual([
      'posted',
      'claimed',
      'completed',
    ]);
  });
});
