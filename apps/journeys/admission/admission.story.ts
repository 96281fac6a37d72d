import { beforeAll, describe, expect, it } from '@jest/globals';

import { readEvents } from '../harness/events.ts';
import { ask, at, listAt, textAt } from '../harness/graph.ts';
import { stepsWith } from '../harness/steps.ts';
import { tokenOf } from '../harness/tokens.ts';

const COUNTY = '410326';
const TOWNSHIP = '410326200';
const BAISHU = '410326200200';
const CODE = 'J-LIFT';

const proposals = stepsWith('proposal { id status serviceItem { code state } allowedSteps }');
const cases = stepsWith('case { id status }');

/** The day of today in the county, and days after it. */
const dayAfter = (days: number) =>
  new Date(Date.now() + (8 * 60 * 60 + days * 24 * 60 * 60) * 1_000).toISOString().slice(0, 10);

describe('an item that a department asks for', () => {
  let sponsor = '';
  let dutyCode = '';
  let officer = '';
  let office = '';
  let township = '';
  let secretary = '';

  beforeAll(async () => {
    secretary = await tokenOf({ role: 'COMMUNITY_SECRETARY', jurisdiction: BAISHU });
    township = await tokenOf({ role: 'TOWNSHIP_OFFICER', jurisdiction: TOWNSHIP });
    office = await tokenOf({ role: 'GRID_OFFICE', jurisdiction: COUNTY });
    const { data } = await ask(
      `query ($areaCode: ID!) { serviceItems(areaCode: $areaCode, first: 100) { edges { node { code sponsor { id } duty { code } } } } }`,
      { variables: { areaCode: BAISHU }, token: secretary },
    );
    const last = listAt(data, 'serviceItems.edges').at(-1);
    sponsor = textAt(last, 'node.sponsor.id');
    dutyCode = textAt(last, 'node.duty.code');
    officer = await tokenOf({ role: 'DEPARTMENT_OFFICER', organization: sponsor });
  });

  const content = () => ({
    name: '电梯困人先期处置',
    dutyCode,
    legalBasis: '《特种设备安全法》第四十八条',
    leadKind: 'COUNTY_DEPARTMENT',
    leadDoes: '组织救援，查明原因',
    gridDoes: '到场安抚，报告楼栋位置',
    funds: '每次出勤补助 20 元',
    validFrom: dayAfter(0),
  });

  const accept = (caseId: string) => cases.send('acceptCase', { caseId, serviceItemCode: CODE }, secretary);

  it('is heard in the townships before it may be asked of a grid', async () => {
    const reported = await ask(
      `mutation ($input: ReportCaseInput!) { reportCase(input: $input) { ... on ReportCaseSuccess { case { id } } ... on UserError { message } } }`,
      {
        variables: {
          input: { source: 'SELF_REPORT', areaCode: BAISHU, description: '安置楼三单元电梯停在四楼，里面有人。' },
        },
        token: secretary,
      },
    );
    const caseId = textAt(reported.data, 'reportCase.case.id');
    expect((await accept(caseId)).outcome).toBe('RULE_VIOLATED');

    const input = { kind: 'ADMIT', code: CODE, reason: '近月发生两起困人', content: content() };
    const proposed = await proposals.done('proposeServiceItem', input, officer);
    const proposalId = textAt(proposed, 'proposal.id');
    const early = await accept(caseId);
    expect(textAt(early.step, 'message')).toContain('尚未准入');
    const decide = { proposalId, decision: 'ADMIT' };
    expect((await proposals.send('decideServiceItemProposal', decide, office)).outcome).toBe('RULE_VIOLATED');
    expect((await proposals.send('decideServiceItemProposal', decide, officer)).outcome).toBe('FORBIDDEN');

    await proposals.done('hearTownships', { proposalId, townshipCodes: [TOWNSHIP], until: dayAfter(7) }, office);
    await proposals.done('withdrawServiceItemProposal', { proposalId, note: '再核一遍' }, officer);
    await proposals.done('restoreServiceItemProposal', { proposalId }, officer);
    await proposals.done('giveItemOpinion', { proposalId, townshipCode: TOWNSHIP, opinion: 'AGREES' }, township);
    const admitted = await proposals.done('decideServiceItemProposal', decide, office);
    expect(at(admitted, 'proposal')).toMatchObject({
      status: 'ADMITTED',
      serviceItem: { code: CODE, state: 'IN_FORCE' },
      allowedSteps: [],
    });

    expect((await accept(caseId)).outcome).toBe('DONE');
    const dispatched = await cases.done('dispatchCase', { caseId, handlerId: sponsor }, secretary);
    expect(at(dispatched, 'case.status')).toBe('DISPATCHED');
    const events = await readEvents('gridloom.cases.service-item.events', (all) =>
      all.some(({ data }) => (data as { code?: string } | null)?.code === CODE),
    );
    expect(events.some(({ data }) => (data as { code?: string } | null)?.code === CODE)).toBe(true);
  });

  it('may leave the list again, from a day on, and says so to everybody', async () => {
    const input = { kind: 'WITHDRAW', code: CODE, reason: '改由电梯应急平台受理', withdrawOn: dayAfter(30) };
    const proposed = await proposals.done('proposeServiceItem', input, officer);
    const proposalId = textAt(proposed, 'proposal.id');
    await proposals.done('hearTownships', { proposalId, townshipCodes: [TOWNSHIP], until: dayAfter(7) }, office);
    await proposals.done('giveItemOpinion', { proposalId, townshipCode: TOWNSHIP, opinion: 'AGREES' }, township);
    await proposals.done('decideServiceItemProposal', { proposalId, decision: 'ADMIT' }, office);
    const { data } = await ask(
      `query ($code: ID!, $day: Date!) { serviceItem(code: $code) { state withdrawnOn endReason versions { version } }
         serviceItems(areaCode: "${COUNTY}", first: 100, filter: { inForceOn: $day, text: "${CODE}" }) { totalCount } }`,
      { variables: { code: CODE, day: dayAfter(31) }, token: secretary },
    );
    expect(data).toEqual({
      serviceItem: {
        state: 'IN_FORCE',
        withdrawnOn: dayAfter(30),
        endReason: '改由电梯应急平台受理',
        versions: [{ version: 1 }],
      },
      serviceItems: { totalCount: 0 },
    });
  });

  it('stands beside the duties that each worker has', async () => {
    const worker = await tokenOf({ role: 'GRID_WORKER', jurisdiction: BAISHU });
    const { data, errors } = await ask(
      '{ myDuties { duty { code name serviceItems { code sponsor { name } } } roles grids { id name } } }',
      { token: worker },
    );
    expect(errors).toEqual([]);
    const duties = listAt(data, 'myDuties');
    expect(duties).toHaveLength(6);
    expect(duties.some((own) => listAt(own, 'duty.serviceItems').some((item) => at(item, 'code') === CODE))).toBe(true);
    expect(textAt(duties[0], 'grids.0.name')).toMatch(/网格/u);
  });
});
