import { beforeAll, describe, expect, it } from '@jest/globals';

import { readEvents } from '../harness/events.ts';
import { ask, at, listAt, textAt } from '../harness/graph.ts';
import { stepsWith } from '../harness/steps.ts';
import { tokenOf } from '../harness/tokens.ts';

const COUNTY = '410326';
const BAISHU = '410326200200';

const cases = stepsWith('case { id status supervision { level } deadline { stage dueAt explanation } }');

describe('a case that is watched, and a complainant who is asked without an account', () => {
  let item = '';
  let sponsor = '';
  let secretary = '';
  let officer = '';
  let office = '';
  let worker = '';
  let gridId = '';

  beforeAll(async () => {
    secretary = await tokenOf({ role: 'COMMUNITY_SECRETARY', jurisdiction: BAISHU });
    office = await tokenOf({ role: 'GRID_OFFICE', jurisdiction: COUNTY });
    worker = await tokenOf({ role: 'GRID_WORKER', jurisdiction: BAISHU });
    gridId = textAt((await ask('{ myGrids { id } }', { token: worker })).data, 'myGrids.0.id');
    const { data } = await ask(
      `query ($areaCode: ID!) { serviceItems(areaCode: $areaCode, first: 100) { edges { node { code sponsor { id } } } } }`,
      { variables: { areaCode: BAISHU }, token: secretary },
    );
    const [edge] = listAt(data, 'serviceItems.edges');
    item = textAt(edge, 'node.code');
    sponsor = textAt(edge, 'node.sponsor.id');
    officer = await tokenOf({ role: 'DEPARTMENT_OFFICER', organization: sponsor });
  });

  const noticesOf = async (token: string, caseId: string) => {
    const { data } = await ask('{ myNotices(first: 100) { unreadCount edges { node { kind text case { id } } } } }', {
      token,
    });
    return listAt(data, 'myNotices.edges').filter((edge) => at(edge, 'node.case.id') === caseId);
  };

  it('is told to its handler, urged and supervised, and closed by a one-time code', async () => {
    const reported = await ask(
      `mutation ($input: ReportCaseInput!) { reportCase(input: $input) { ... on ReportCaseSuccess { case { id } } ... on UserError { message } } }`,
      {
        variables: {
          input: { source: 'SELF_REPORT', areaCode: BAISHU, gridId, description: '村口路灯不亮，夜里出行不便。' },
        },
        token: secretary,
      },
    );
    const caseId = textAt(reported.data, 'reportCase.case.id');
    await cases.done('acceptCase', { caseId, serviceItemCode: item }, secretary);
    const dispatched = await cases.done('dispatchCase', { caseId, handlerId: sponsor }, secretary);
    expect(textAt(dispatched, 'case.deadline.explanation')).toContain('接单时限');
    expect((await noticesOf(officer, caseId)).map((edge) => at(edge, 'node.kind'))).toEqual(['DISPATCHED']);

    await cases.done('urgeCase', { caseId, note: '请尽快接单' }, secretary);
    const supervised = await cases.done('superviseCase', { caseId, level: 'YELLOW', note: '群众多次反映' }, office);
    expect(at(supervised, 'case.supervision.level')).toBe('YELLOW');
    expect((await noticesOf(officer, caseId)).map((edge) => at(edge, 'node.kind')).sort()).toEqual([
      'DISPATCHED',
      'SUPERVISED',
      'URGED',
    ]);
    expect((await cases.send('superviseCase', { caseId, level: 'RED', note: '晚' }, officer)).outcome).toBe(
      'FORBIDDEN',
    );
    await cases.done('liftSupervision', { caseId, note: '已到场' }, office);

    await cases.done('takeUpCase', { caseId }, officer);
    await cases.done('resolveCase', { caseId, outcome: '灯已修好' }, officer);
    await cases.done('verifyCase', { caseId, passed: true }, worker);
    const list = await ask(
      `query ($area: ID!) { callBacks(areaCode: $area, first: 100) { edges { node { case { id } attemptCount } } } }`,
      {
        variables: { area: BAISHU },
        token: secretary,
      },
    );
    expect(JSON.stringify(list.data)).toContain(caseId);
    await cases.done('recordCallBack', { caseId, outcome: 'NOT_REACHED' }, secretary);

    const issued = await ask(
      `mutation ($input: IssueEvaluationCodeInput!) { issueEvaluationCode(input: $input) { ... on IssueEvaluationCodeSuccess { evaluationCode } ... on UserError { message } } }`,
      { variables: { input: { caseId } }, token: secretary },
    );
    const code = textAt(issued.data, 'issueEvaluationCode.evaluationCode');
    const evaluate = () =>
      ask(
        `mutation ($input: EvaluateByCodeInput!) { evaluateByCode(input: $input) { __typename ... on EvaluateByCodeSuccess { satisfied } } }`,
        { variables: { input: { code, satisfied: true, reasonCodes: ['SOLVED'] } } },
      );
    expect((await evaluate()).data).toEqual({
      evaluateByCode: { __typename: 'EvaluateByCodeSuccess', satisfied: true },
    });
    expect(at((await evaluate()).data, 'evaluateByCode.__typename')).toBe('EvaluationCodeInvalid');
    const closed = await ask('query ($id: ID!) { case(id: $id) { status timeline { action } } }', {
      variables: { id: caseId },
      token: office,
    });
    expect(at(closed.data, 'case.status')).toBe('CLOSED');
    expect(listAt(closed.data, 'case.timeline').map((entry) => at(entry, 'action'))).toEqual(
      expect.arrayContaining(['URGED', 'SUPERVISED', 'SUPERVISION_LIFTED', 'CALLED_BACK', 'EVALUATED', 'CLOSED']),
    );

    const events = await readEvents('gridloom.cases.case.events', (all) =>
      all.some(({ type, key }) => key === caseId && type === 'gridloom.cases.case.closed.v1'),
    );
    const told = events.filter(({ key }) => key === caseId).map(({ type }) => type.split('.').at(-2));
    expect(told).toEqual(
      expect.arrayContaining(['urged', 'supervised', 'supervision-lifted', 'called-back', 'evaluated', 'closed']),
    );
  });
});
