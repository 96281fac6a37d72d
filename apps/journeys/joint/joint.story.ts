import { beforeAll, describe, expect, it } from '@jest/globals';

import { readEvents } from '../harness/events.ts';
import { ask, at, listAt, textAt } from '../harness/graph.ts';
import { stepsWith } from '../harness/steps.ts';
import { tokenOf } from '../harness/tokens.ts';

const COUNTY = '410326';
const BAISHU = '410326200200';

const cases = stepsWith(
  'case { id status urgency joinedInto { id } repeatOf { id } complainants { id resident { id } reply { text } evaluation { satisfied } } }',
);

describe('several people with one matter', () => {
  const residents: string[] = [];
  let grid = '';
  let item = '';
  let sponsor = '';
  let secretary = '';
  let officer = '';
  let office = '';
  let worker = '';

  beforeAll(async () => {
    const grids = await ask(`{ area(code: "${BAISHU}") { grids(first: 100) { edges { node { id name } } } } }`);
    const seventeenth = listAt(grids.data, 'area.grids.edges').find((edge) => textAt(edge, 'node.name').includes('17'));
    grid = textAt(seventeenth, 'node.id');
    worker = await tokenOf({ role: 'GRID_WORKER', grid });
    secretary = await tokenOf({ role: 'COMMUNITY_SECRETARY', jurisdiction: BAISHU });
    office = await tokenOf({ role: 'GRID_OFFICE', jurisdiction: COUNTY });
    const people = await ask(
      `query ($gridId: ID!) { residents(filter: { gridId: $gridId }, first: 10) { edges { node { id } } } }`,
      { variables: { gridId: grid }, token: worker },
    );
    for (const edge of listAt(people.data, 'residents.edges')) residents.push(textAt(edge, 'node.id'));
    const items = await ask(
      `query ($areaCode: ID!) { serviceItems(areaCode: $areaCode, first: 1) { edges { node { code sponsor { id } } } } }`,
      { variables: { areaCode: BAISHU }, token: secretary },
    );
    item = textAt(items.data, 'serviceItems.edges.0.node.code');
    sponsor = textAt(items.data, 'serviceItems.edges.0.node.sponsor.id');
    officer = await tokenOf({ role: 'DEPARTMENT_OFFICER', organization: sponsor });
  });

  const report = async (residentId: string, description: string) => {
    const input = {
      source: 'SELF_REPORT',
      gridId: grid,
      place: '西坡蓄水池',
      description,
      complainants: [{ residentId, demand: description }],
    };
    const { data, errors } = await ask(
      `mutation ($input: ReportCaseInput!) { reportCase(input: $input) { ... on ReportCaseSuccess { case { id } } ... on UserError { message } } }`,
      { variables: { input }, token: secretary },
    );
    expect(errors).toEqual([]);
    return textAt(data, 'reportCase.case.id');
  };

  it('is found, joined, handled once, and answered to each; and what does not belong is split off again', async () => {
    const [first = '', second = '', third = ''] = residents;
    const into = await report(first, '西坡蓄水池裂缝漏水，池边的路都泡软了。');
    const other = await report(second, '蓄水池漏水，路面泡软，车过不去。');
    const stray = await report(third, '西坡蓄水池边缺护栏，孩子容易掉下去。');
    await cases.done('acceptCase', { caseId: into, serviceItemCode: item }, secretary);
    const found = await ask(`query ($id: ID!) { case(id: $id) { candidates { case { id } kind score reasons } } }`, {
      variables: { id: other },
      token: secretary,
    });
    const candidate = listAt(found.data, 'case.candidates').find((each) => at(each, 'case.id') === into);
    expect(at(candidate, 'kind')).toBe('JOINT');
    expect(listAt(candidate, 'reasons')).toEqual(expect.arrayContaining(['PLACE', 'TEXT']));

    const joined = await cases.done(
      'joinCases',
      { intoCaseId: into, caseIds: [other, stray], note: '同一水池' },
      secretary,
    );
    expect(listAt(joined, 'case.complainants')).toHaveLength(3);
    const split = await cases.done('splitJoinedCase', { caseId: stray, note: '护栏另办' }, secretary);
    expect(at(split, 'case')).toMatchObject({ status: 'REPORTED', joinedInto: null });

    await cases.done('dispatchCase', { caseId: into, handlerId: sponsor }, secretary);
    await cases.done('takeUpCase', { caseId: into }, officer);
    const resolved = await cases.done('resolveCase', { caseId: into, outcome: '裂缝已灌浆，路面已压实' }, officer);
    const of = (residentId: string) =>
      textAt(
        listAt(resolved, 'case.complainants').find((each) => at(each, 'resident.id') === residentId),
        'id',
      );
    const reply = { caseId: into, complainantId: of(second), reply: '您家门前一段已另铺碎石' };
    await cases.done('replyToComplainant', reply, officer);
    await cases.done('verifyCase', { caseId: into, passed: true }, worker);
    await cases.done('evaluateCase', { caseId: into, complainantId: of(first), satisfied: true }, office);
    const last = await cases.done('evaluateCase', { caseId: into, complainantId: of(second), satisfied: true }, office);
    const replies = listAt(last, 'case.complainants').map((each) => at(each, 'reply.text'));
    expect(replies).toEqual(['裂缝已灌浆，路面已压实', '您家门前一段已另铺碎石']);
    const told = (all: Awaited<ReturnType<typeof readEvents>>) =>
      all.some(({ key, type }) => key === stray && type.includes('.split.')) &&
      all.some(({ key, type }) => key === other && type.includes('.merged.'));
    expect(told(await readEvents('gridloom.cases.case.events', told))).toBe(true);
  });

  it('of one person twice is a repeat, which makes it more urgent, and can be taken back', async () => {
    const [, , , fourth = ''] = residents;
    const earlier = await report(fourth, '西坡蓄水池夜里溢水，淹了菜地。');
    await cases.done('acceptCase', { caseId: earlier, serviceItemCode: item }, secretary);
    const later = await report(fourth, '蓄水池又溢水了，菜地全淹了。');
    const linked = await cases.done('linkAsRepeat', { caseId: later, earlierCaseId: earlier }, secretary);
    expect(at(linked, 'case')).toMatchObject({ status: 'MERGED', urgency: 'URGENT', repeatOf: { id: earlier } });
    const undone = await cases.done('unlinkRepeat', { caseId: later }, secretary);
    expect(at(undone, 'case')).toMatchObject({ status: 'REPORTED', urgency: 'ORDINARY', repeatOf: null });
  });
});
