import { beforeAll, describe, expect, it } from '@jest/globals';

import { readEvents } from '../harness/events.ts';
import { ask, at, listAt, textAt } from '../harness/graph.ts';
import { stepsWith } from '../harness/steps.ts';
import { tokenOf } from '../harness/tokens.ts';

const COUNTY = '410326';
const TOWNSHIP = '410326200';
const BAISHU = '410326200200';

const cases = stepsWith(
  'case { id status urgency repeatRank handler { id } assistants { id } deadline { stage unit dueAt startedAt explanation } }',
);
const whistles = stepsWith('whistle { id status answers { organization { id } dueAt arrivalDueAt } }');

describe('an emergency in a village, and a matter that is brought up again and again', () => {
  const bodies: string[] = [];
  let item = '';
  let worker = '';
  let secretary = '';
  let township = '';
  let office = '';
  let gridId = '';

  beforeAll(async () => {
    secretary = await tokenOf({ role: 'COMMUNITY_SECRETARY', jurisdiction: BAISHU });
    township = await tokenOf({ role: 'TOWNSHIP_OFFICER', jurisdiction: TOWNSHIP });
    office = await tokenOf({ role: 'GRID_OFFICE', jurisdiction: COUNTY });
    worker = await tokenOf({ role: 'GRID_WORKER', jurisdiction: BAISHU });
    gridId = textAt((await ask('{ myGrids { id } }', { token: worker })).data, 'myGrids.0.id');
    const { data } = await ask(
      `query ($areaCode: ID!) { serviceItems(areaCode: $areaCode, first: 100) { edges { node { code leadKind leadDoes gridDoes sponsor { id } } } } }`,
      { variables: { areaCode: BAISHU }, token: secretary },
    );
    for (const edge of listAt(data, 'serviceItems.edges')) {
      const sponsor = textAt(edge, 'node.sponsor.id');
      if (bodies.length === 0) item = textAt(edge, 'node.code');
      if (bodies.length < 3 && !bodies.includes(sponsor)) bodies.push(sponsor);
    }
  });

  const report = async (source: string, description: string, token: string, residentId?: string) => {
    const complainants = residentId === undefined ? {} : { complainants: [{ residentId, demand: description }] };
    const { data } = await ask(
      `mutation ($input: ReportCaseInput!) { reportCase(input: $input) { ... on ReportCaseSuccess { case { id urgency
         deadline { startedAt dueAt explanation } } } ... on UserError { message } } }`,
      { variables: { input: { source, areaCode: BAISHU, gridId, description, ...complainants } }, token },
    );
    return at(data, 'reportCase.case');
  };
  const noticesOf = async (token: string, caseId: string) => {
    const { data } = await ask('{ myNotices(first: 100) { edges { node { kind case { id } } } } }', { token });
    return listAt(data, 'myNotices.edges')
      .filter((edge) => at(edge, 'node.case.id') === caseId)
      .map((edge) => textAt(edge, 'node.kind'));
  };

  it('is told to every level at once, on clocks of its own, brings bodies in parallel and is reported on', async () => {
    const file = await report('EMERGENCY', '河水漫过村口桥面，有车被困。', worker);
    const caseId = textAt(file, 'id');
    expect(at(file, 'urgency')).toBe('EXTRA_URGENT');
    expect(textAt(file, 'deadline.explanation')).toContain('应急适用');
    const allowed = Date.parse(textAt(file, 'deadline.dueAt')) - Date.parse(textAt(file, 'deadline.startedAt'));
    expect(allowed).toBe(30 * 60_000);
    for (const token of [secretary, township, office]) expect(await noticesOf(token, caseId)).toEqual(['REPORTED']);

    const [lead = '', ...others] = bodies;
    const drafted = await whistles.done(
      'draftWhistle',
      { caseId, kind: 'EMERGENCY', leadId: lead, assistantIds: others, reason: '桥面过水，须封路排险' },
      secretary,
    );
    const answers = listAt(drafted, 'whistle.answers');
    expect(answers).toHaveLength(3);
    for (const answer of answers) expect(at(answer, 'arrivalDueAt')).toEqual(expect.any(String));

    await cases.done('acceptCase', { caseId, serviceItemCode: item }, secretary);
    const dispatched = await cases.done('dispatchCase', { caseId, handlerId: lead, assistantIds: others }, secretary);
    expect(at(dispatched, 'case.deadline.unit')).toBe('HOURS');
    await cases.done('reportSituation', { caseId, note: '已救出 2 人，水位仍在上涨' }, worker);
    for (const token of [township, office]) expect(await noticesOf(token, caseId)).toContain('SITUATION_REPORTED');
    const events = await readEvents('gridloom.cases.case.events', (all) =>
      all.some(({ type, key }) => key === caseId && type.includes('.situation-reported.')),
    );
    expect(JSON.stringify(events.filter(({ key }) => key === caseId))).not.toContain('水位');
  });

  it('goes up a level with the second repeat, and the body that had it stays on it', async () => {
    const people = await ask(
      `query ($gridId: ID!) { residents(filter: { gridId: $gridId }, first: 20) { edges { node { id } } } }`,
      { variables: { gridId }, token: worker },
    );
    const residentId = textAt(listAt(people.data, 'residents.edges').at(-1), 'node.id');
    const committee = await ask(
      `query ($areaCode: ID!) { handlers(areaCode: $areaCode, first: 50) { edges { node { id kind } } } }`,
      { variables: { areaCode: BAISHU }, token: secretary },
    );
    const ofKind = (kind: string) =>
      textAt(
        listAt(committee.data, 'handlers.edges').find((edge) => at(edge, 'node.kind') === kind),
        'node.id',
      );
    const first = textAt(await report('SELF_REPORT', '门前下水道又堵了。', secretary, residentId), 'id');
    await cases.done('acceptCase', { caseId: first, serviceItemCode: item }, secretary);
    await cases.done('dispatchCase', { caseId: first, handlerId: ofKind('VILLAGE_COMMITTEE') }, secretary);
    for (const times of [1, 2]) {
      const again = textAt(
        await report('SELF_REPORT', `下水道第 ${String(times)} 次又堵。`, secretary, residentId),
        'id',
      );
      await cases.done('linkAsRepeat', { caseId: again, earlierCaseId: first }, secretary);
    }
    const { data } = await ask(
      `query ($id: ID!) { case(id: $id) { repeatRank handler { id kind } assistants { id } timeline { action reason } } }`,
      { variables: { id: first }, token: office },
    );
    expect(at(data, 'case.repeatRank')).toBe(2);
    expect(at(data, 'case.handler.kind')).toBe('TOWNSHIP_GOVERNMENT');
    expect(listAt(data, 'case.assistants').map((body) => at(body, 'id'))).toEqual([ofKind('VILLAGE_COMMITTEE')]);
    expect(at(listAt(data, 'case.timeline').at(-1), 'reason')).toBe('REPEATED');
  });
});
