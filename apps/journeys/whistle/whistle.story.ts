import { beforeAll, describe, expect, it } from '@jest/globals';

import { readEvents } from '../harness/events.ts';
import { ask, askUntil, at, listAt, textAt } from '../harness/graph.ts';
import { stepsWith } from '../harness/steps.ts';
import { tokenOf } from '../harness/tokens.ts';

const COUNTY = '410326';
const TOWNSHIP = '410326200';
const BAISHU = '410326200200';

const whistles = stepsWith(
  'whistle { id status blownAt caller { name } answers { organization { id name } role dueAt missed rating } allowedSteps }',
);
const cases = stepsWith('case { id status }');

describe('a whistle that a village blows', () => {
  const bodies: string[] = [];
  const officers: string[] = [];
  let item = '';
  let secretary = '';
  let township = '';
  let office = '';

  beforeAll(async () => {
    secretary = await tokenOf({ role: 'COMMUNITY_SECRETARY', jurisdiction: BAISHU });
    township = await tokenOf({ role: 'TOWNSHIP_OFFICER', jurisdiction: TOWNSHIP });
    office = await tokenOf({ role: 'GRID_OFFICE', jurisdiction: COUNTY });
    const { data } = await ask(
      `query ($areaCode: ID!) { serviceItems(areaCode: $areaCode, first: 100) { edges { node { code sponsor { id } } } } }`,
      { variables: { areaCode: BAISHU }, token: secretary },
    );
    for (const edge of listAt(data, 'serviceItems.edges')) {
      const sponsor = textAt(edge, 'node.sponsor.id');
      if (bodies.length === 0) item = textAt(edge, 'node.code');
      if (bodies.length < 2 && !bodies.includes(sponsor)) bodies.push(sponsor);
    }
    for (const organization of bodies) officers.push(await tokenOf({ role: 'DEPARTMENT_OFFICER', organization }));
  });

  const lead = () => ({ organizationId: bodies[0] ?? '', token: officers[0] ?? '' });
  const assistant = () => ({ organizationId: bodies[1] ?? '', token: officers[1] ?? '' });

  const report = async (description: string, source = 'SELF_REPORT') => {
    const { data } = await ask(
      `mutation ($input: ReportCaseInput!) { reportCase(input: $input) { ... on ReportCaseSuccess { case { id } } ... on UserError { message } } }`,
      { variables: { input: { source, areaCode: BAISHU, description } }, token: secretary },
    );
    return textAt(data, 'reportCase.case.id');
  };

  const sees = async (caseId: string, token: string) =>
    at((await ask('query ($id: ID!) { case(id: $id) { id } }', { variables: { id: caseId }, token })).data, 'case.id');

  it('goes out with the word of a principal, brings the bodies to the case, and lets them go when it is done', async () => {
    const caseId = await report('河道边私搭的彩钢棚夜里排污，村里劝不动。');
    await cases.done('acceptCase', { caseId, serviceItemCode: item }, secretary);
    const draft = {
      caseId,
      kind: 'JOINT_ENFORCEMENT',
      leadId: lead().organizationId,
      assistantIds: [assistant().organizationId],
      reason: '涉两家单位执法权限，须现场联合处置',
    };
    expect((await whistles.send('draftWhistle', draft, lead().token)).outcome).toBe('FORBIDDEN');
    const drafted = await whistles.done('draftWhistle', draft, secretary);
    expect(textAt(drafted, 'whistle.caller.name')).toContain('柏树');
    const whistleId = textAt(drafted, 'whistle.id');
    expect((await whistles.send('approveWhistle', { whistleId }, secretary)).outcome).toBe('FORBIDDEN');
    expect(await sees(caseId, assistant().token)).toBeUndefined();

    const approved = await whistles.done('approveWhistle', { whistleId, note: '同意，今日到场' }, township);
    expect(listAt(approved, 'whistle.answers').map((answer) => at(answer, 'role'))).toEqual(['LEAD', 'ASSIST']);
    expect(await sees(caseId, assistant().token)).toBe(caseId);
    const mine = await ask('{ whistles(filter: { statuses: [BLOWN] }, first: 100) { edges { node { id } } } }', {
      token: lead().token,
    });
    expect(JSON.stringify(mine.data)).toContain(whistleId);

    for (const { organizationId, token } of [lead(), assistant()]) {
      await whistles.done('answerWhistle', { whistleId, organizationId, note: '下午两点到' }, token);
      await whistles.done('arriveAtWhistle', { whistleId, organizationId }, token);
      await whistles.done('recordWhistleOutcome', { whistleId, organizationId, outcome: '已责令拆除' }, token);
    }
    await whistles.done('releaseWhistle', { whistleId }, secretary);
    expect(await sees(caseId, assistant().token)).toBeUndefined();
    const rate = { whistleId, organizationId: lead().organizationId, rating: 5, words: '到得快' };
    const rated = await whistles.done('rateWhistle', rate, secretary);
    expect(at(rated, 'whistle.answers.0.rating')).toBe(5);
    const timeline = await ask('query ($id: ID!) { case(id: $id) { timeline { action } } }', {
      variables: { id: caseId },
      token: office,
    });
    const actions = listAt(timeline.data, 'case.timeline').map((entry) => at(entry, 'action'));
    expect(actions).toEqual(expect.arrayContaining(['WHISTLE_BLOWN', 'WHISTLE_ENDED']));

    const told = (type: string) => type.split('.').at(-2) ?? '';
    const events = await readEvents('gridloom.cases.whistle.events', (all) =>
      all.some(({ type, key }) => key === whistleId && told(type) === 'rated'),
    );
    expect(events.filter(({ key }) => key === whistleId).map(({ type }) => told(type))).toEqual([
      'blown',
      'answered',
      'arrived',
      'answered',
      'arrived',
      'released',
      'rated',
    ]);
  });

  it('in an emergency is out at once, and waits for the word of a principal afterwards', async () => {
    const caseId = await report('村北山坡掉石头，砸断了电线。', 'EMERGENCY');
    const draft = { caseId, kind: 'EMERGENCY', leadId: lead().organizationId, reason: '险情，须立即到场' };
    const drafted = await whistles.done('draftWhistle', draft, secretary);
    expect(at(drafted, 'whistle.status')).toBe('BLOWN');
    const whistleId = textAt(drafted, 'whistle.id');
    const waiting = await askUntil(
      '{ whistles(filter: { awaitsApproval: true }, first: 100) { edges { node { id approvalDueAt } } } }',
      { token: township },
      ({ data }) => JSON.stringify(data).includes(whistleId),
    );
    expect(JSON.stringify(waiting.data)).toContain(whistleId);
    await whistles.done('approveWhistle', { whistleId, note: '补批' }, township);
    await whistles.done('recallWhistle', { whistleId, reason: '险情已由村里排除' }, secretary);
    expect((await whistles.send('releaseWhistle', { whistleId }, secretary)).outcome).toBe('TRANSITION_NOT_ALLOWED');
  });
});
