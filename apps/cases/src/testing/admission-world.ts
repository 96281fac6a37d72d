import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, type TestSubgraph } from '@gridloom/testkit';

import { county, ids, township, village } from './seed.ts';

export const roads = callerOf('DEPARTMENT_OFFICER', ids.roads);
export const water = callerOf('DEPARTMENT_OFFICER', ids.water);
export const office = callerAt('GRID_OFFICE', county);
export const baishu = callerAt('TOWNSHIP_OFFICER', township);
export const santun = callerAt('TOWNSHIP_OFFICER', '410326104');
export const secretary = callerAt('COMMUNITY_SECRETARY', village);

export const content = {
  name: '独居老人探访',
  dutyCode: 'LIVELIHOOD',
  legalBasis: '《河南省养老服务条例》第十二条',
  leadKind: 'COUNTY_DEPARTMENT',
  leadDoes: '制定探访标准，处置异常情况',
  gridDoes: '每周探访一次，发现异常即报',
  assistants: [{ organizationId: ids.water, does: '检查供水' }],
  funds: '每格每月 200 元',
  staff: '县局下沉 1 人',
  powers: '入户核查',
  validFrom: '2026-03-20',
};

const fields = `id status revision kind code hearingUntil decisionReason allowedSteps
  opinions { area { code } revision opinion words } steps { step note }
  serviceItem { code state version temporary validFrom validUntil withdrawnOn endReason grants { funds } assistants { does }
    versions { version name validFrom validUntil } }`;

const problem = `... on UserError { code message } ... on InvalidInput { field allowed } ... on NotFound { field }
  ... on ProposalStepNotAllowed { currentStatus allowedSteps }`;

export type Answer = Record<string, unknown> & { codes: readonly unknown[] };

/** What departments, townships and the grid office do with proposals, in a test. */
export const admissionWorld = (test: TestSubgraph) => {
  let next = 0;
  const step = async (name: string, input: object, as: Caller, locale: 'zh' | 'en' = 'zh'): Promise<Answer> => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const hearing = name.startsWith('decide') ? '... on HearingNotOver { until waitingFor }' : '';
    const { data, codes, errors } = await test.execute(
      `mutation ($input: ${type}Input!) { step: ${name}(input: $input) { __typename ... on ${type}Success { proposal { ${fields} } } ${problem} ${hearing} } }`,
      { input },
      { as, locale },
    );
    if (codes.length > 0 && codes[0] === undefined) throw new Error(errors.join('\n'));
    return { codes, ...(data as { step?: Record<string, unknown> } | null)?.step };
  };

  const idOf = (answer: Answer): string => {
    const { proposal } = answer as { proposal?: { id: string } };
    if (!proposal) throw new TypeError(`No proposal: ${JSON.stringify(answer)}`);
    return proposal.id;
  };

  const aCode = () => {
    next += 1;
    return `T-${String(next).padStart(3, '0')}`;
  };

  const proposed = async (input: object = {}, as: Caller = roads): Promise<string> =>
    idOf(await step('proposeServiceItem', { kind: 'ADMIT', code: aCode(), reason: '群众需要', content, ...input }, as));

  /** A proposal that both townships have agreed to. */
  const heard = async (input: object = {}): Promise<string> => {
    const proposalId = await proposed(input);
    await step('hearTownships', { proposalId, until: '2026-03-10' }, office);
    await step('giveItemOpinion', { proposalId, townshipCode: township, opinion: 'AGREES' }, baishu);
    await step('giveItemOpinion', { proposalId, townshipCode: '410326104', opinion: 'AGREES' }, santun);
    return proposalId;
  };

  const at = (day: string) => {
    test.setNow(new Date(`${day}T02:00:00Z`));
  };

  const eventsOf = async (key: string) =>
    (await test.outbox()).filter((event) => event.key === key).map(({ type }) => type.split('.').slice(-2).join('.'));

  const itemId = async (code: string) => {
    const [row] = await test.sql('select id::text from service_item where code = $1', [code]);
    return row?.id as string;
  };

  return { step, idOf, aCode, proposed, heard, at, eventsOf, itemId };
};
