import { loadDeadline, workingTimeLeft } from '../deadline/load-deadline.ts';
import { explainDeadlineOf } from '../deadline/explain-deadline.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadServiceItem } from '../service-item/list-service-items.ts';
import { loadWhistle, loadWhistles } from '../whistle/load-whistle.ts';
import { visibleComplainants } from '../joint/visible-complainants.ts';
import { acceptCase } from './accept-case.ts';
import { allowedActionsFor } from './case-policy.ts';
import { deferCase, resumeCase } from './defer-case.ts';
import { dispatchCase } from './dispatch-case.ts';
import { evaluateCase } from './evaluate-case.ts';
import { listCases } from './list-cases.ts';
import { loadCase, loadComplainants } from './load-case.ts';
import { loadTimeline } from './load-timeline.ts';
import { refuseCase } from './refuse-case.ts';
import { resolveCase } from './resolve-case.ts';
import { returnCase } from './return-case.ts';
import type { CaseDone } from './run-case-command.ts';
import { takeUpCase } from './take-up-case.ts';
import { verifyCase } from './verify-case.ts';
import { voidCase } from './void-case.ts';

const organization = (id: string | null | undefined) => (id ? ({ __typename: 'Organization', id } as const) : null);

const done = { case: (result: CaseDone, _: unknown, context: Context) => loadCase(context, result.caseId) };

export const caseResolvers = {
  Query: {
    case: (_, { id }, context) => loadCase(context, id),
    cases: (_, args, context) => listCases(context, args),
  },
  Mutation: {
    acceptCase: (_, { input }, context) => acceptCase(context, input),
    refuseCase: (_, { input }, context) => refuseCase(context, input),
    dispatchCase: (_, { input }, context) => dispatchCase(context, input),
    takeUpCase: (_, { input }, context) => takeUpCase(context, input),
    returnCase: (_, { input }, context) => returnCase(context, input),
    deferCase: (_, { input }, context) => deferCase(context, input),
    resumeCase: (_, { input }, context) => resumeCase(context, input),
    voidCase: (_, { input }, context) => voidCase(context, input),
    resolveCase: (_, { input }, context) => resolveCase(context, input),
    verifyCase: (_, { input }, context) => verifyCase(context, input),
    evaluateCase: (_, { input }, context) => evaluateCase(context, input),
  },
  AcceptCaseSuccess: done,
  RefuseCaseSuccess: done,
  DispatchCaseSuccess: done,
  TakeUpCaseSuccess: done,
  ReturnCaseSuccess: done,
  DeferCaseSuccess: done,
  ResumeCaseSuccess: done,
  VoidCaseSuccess: done,
  ResolveCaseSuccess: done,
  VerifyCaseSuccess: done,
  EvaluateCaseSuccess: done,
  Case: {
    __resolveReference: ({ id }, context) => loadCase(context, id),
    serviceItem: (file, _, context) => (file.serviceItemId ? loadServiceItem(context, 'id', file.serviceItemId) : null),
    area: (file) => ({ __typename: 'Area', code: file.areaCode }),
    grid: (file) => (file.gridId ? { __typename: 'Grid', id: file.gridId } : null),
    handler: (file) => organization(file.handlerId),
    assistants: (file) => file.assistantIds.map((id) => organization(id)),
    dutyOf: (file) => organization(file.dutyOfId),
    deadline: (file, _, context) => (file.stage ? loadDeadline(context, file.id) : null),
    complainants: async (file, _, context) =>
      visibleComplainants(context, file, await loadComplainants(context, file.id)),
    whistle: (file, _, context) => loadWhistle(context, file.id),
    whistles: (file, _, context) => loadWhistles(context, file.id),
    timeline: (file, _, context) => loadTimeline(context, file.id),
    allowedActions: (file, _, context) => allowedActionsFor(context, file),
  },
  CaseConnection: {
    edges: ({ edges }) => [...edges],
    totalCount: async ({ total }) => (await total()).count,
    totalCountIsExact: async ({ total }) => (await total()).exact,
  },
  CaseDeadline: {
    overdue: (deadline, _, context) => deadline.dueAt < context.now(),
    workingTimeLeft: (deadline, _, context) => workingTimeLeft(context, deadline),
    explanation: (deadline, _, context) => explainDeadlineOf(context, deadline),
  },
  CaseComplainant: {
    resident: ({ residentId }) => (residentId ? { __typename: 'Resident', id: residentId } : null),
    reply: ({ replyText, replyAt }) => (replyText && replyAt ? { text: replyText, at: replyAt } : null),
    evaluation: ({ id, satisfied, comment, evaluatedAt }) =>
      typeof satisfied === 'boolean' && evaluatedAt
        ? { complainantId: id, satisfied, comment: comment ?? null, at: evaluatedAt }
        : null,
  },
  CaseTimelineEntry: {
    action: (entry) => entry.step,
    actor: ({ actorAccountId }) => (actorAccountId ? { __typename: 'Account', id: actorAccountId } : null),
    organization: ({ organizationId }) => organization(organizationId),
  },
} satisfies Resolvers;
