import { actionNames } from '../case/case-names.ts';
import { allowedActionsFor, loadFlowOf } from '../case/case-policy.ts';
import type { Case } from '../case/case.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { drawFlow } from './draw-flow.ts';
import { loadCurrentFlow, loadFlows, loadAllFlows } from './load-flow.ts';
import { publishCaseFlow } from './publish-case-flow.ts';
import { putCaseReturnReason } from './put-return-reason.ts';
import { listReturnReasons } from './return-reason.ts';

const readFlow = async (context: Context, version: number | null | undefined) => {
  const wanted = version ?? (await loadCurrentFlow(context.sql, context.now())).version;
  return (await loadFlows(context.sql, [wanted]))[0] ?? null;
};

const readReasons = async (context: Context) => {
  const reasons = await listReturnReasons(context.sql);
  return reasons.map(({ code, nameZh, nameEn, dispute }) => ({
    code,
    name: context.say({ zh: nameZh, en: nameEn }),
    dispute,
  }));
};

const allowedSteps = async (context: Context, file: Case) => {
  const [actions, flow] = await Promise.all([allowedActionsFor(context, file), loadFlowOf(context, file)]);
  return actions.map((action) => ({
    action,
    name: context.say(actionNames[action]),
    requiredFields: [...new Set(file.waysOf(flow, action).flatMap(({ required }) => required))],
  }));
};

export const flowResolvers = {
  Query: {
    caseFlow: (_, { version }, context) => readFlow(context, version),
    caseFlows: (_, __, context) => loadAllFlows(context.sql),
    caseReturnReasons: (_, __, context) => readReasons(context),
  },
  Mutation: {
    publishCaseFlow: (_, { input }, context) => publishCaseFlow(context, input),
    putCaseReturnReason: (_, { input }, context) => putCaseReturnReason(context, input),
  },
  PublishCaseFlowSuccess: { flow: ({ version }, _, context) => readFlow(context, version) },
  CaseFlowRefused: { problems: ({ problems }) => [...problems] },
  PutCaseReturnReasonSuccess: { reasons: (_, __, context) => readReasons(context) },
  CaseFlow: {
    version: ({ flow }) => flow.version,
    name: ({ flow }) => flow.definition.name,
    publishedBy: ({ publishedByAccountId: id }) => (id ? { __typename: 'Account', id } : null),
    start: ({ flow }) => flow.definition.start,
    states: ({ flow }) => [...flow.definition.states],
    transitions: ({ flow }) => [...flow.definition.transitions],
    settings: ({ flow }) => flow.settings,
    diagram: ({ flow }) => drawFlow(flow.definition),
  },
  CaseFlowState: { name: ({ name }, _, context) => context.say(name) },
  CaseFlowTransition: {
    actors: ({ actors }) => [...actors],
    requiredFields: ({ required }) => [...required],
    notify: ({ notify }) => [...notify],
  },
  Case: {
    stateName: async (file, _, context) => {
      const flow = await loadFlowOf(context, file);
      return context.say(flow.state(file.state).name);
    },
    allowedSteps: (file, _, context) => allowedSteps(context, file),
  },
} satisfies Resolvers;
