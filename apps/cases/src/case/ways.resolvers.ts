import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { askCaseDeferral, askCaseExtension, decideCaseExtension, refuseCaseDeferral } from './ask-for-time.ts';
import { archiveCase, closeCase, reopenCase } from './end-case.ts';
import { escalateCase } from './escalate-case.ts';
import { dispatchCaseToGrid, selfHandleCase } from './handle-in-grid.ts';
import { loadCase, loadComplainants } from './load-case.ts';
import { listPendingRequests, loadRequests } from './load-requests.ts';
import type { CaseDone } from './run-case-command.ts';
import { transferCase } from './transfer-case.ts';
import { verifyCaseByCallBack } from './verify-case.ts';

const done = { case: (result: CaseDone, _: unknown, context: Context) => loadCase(context, result.caseId) };

const account = (id: string | null) => (id ? ({ __typename: 'Account', id } as const) : null);

/** The further ways that a case can go, and what they leave with it. */
export const waysResolvers = {
  Query: {
    pendingCaseRequests: async (_, args, context) => {
      const { edges, pageInfo, totalCount, totalCountIsExact } = await listPendingRequests(context, args);
      return { edges, pageInfo, totalCount: totalCount ?? 0, totalCountIsExact: totalCountIsExact ?? true };
    },
  },
  Mutation: {
    selfHandleCase: (_, { input }, context) => selfHandleCase(context, input),
    dispatchCaseToGrid: (_, { input }, context) => dispatchCaseToGrid(context, input),
    transferCase: (_, { input }, context) => transferCase(context, input),
    askCaseExtension: (_, { input }, context) => askCaseExtension(context, input),
    decideCaseExtension: (_, { input }, context) => decideCaseExtension(context, input),
    askCaseDeferral: (_, { input }, context) => askCaseDeferral(context, input),
    refuseCaseDeferral: (_, { input }, context) => refuseCaseDeferral(context, input),
    escalateCase: (_, { input }, context) => escalateCase(context, input),
    verifyCaseByCallBack: (_, { input }, context) => verifyCaseByCallBack(context, input),
    closeCase: (_, { input }, context) => closeCase(context, input),
    reopenCase: (_, { input }, context) => reopenCase(context, input),
    archiveCase: (_, { input }, context) => archiveCase(context, input),
  },
  SelfHandleCaseSuccess: done,
  DispatchCaseToGridSuccess: done,
  TransferCaseSuccess: done,
  AskCaseExtensionSuccess: done,
  DecideCaseExtensionSuccess: done,
  AskCaseDeferralSuccess: done,
  RefuseCaseDeferralSuccess: done,
  EscalateCaseSuccess: done,
  VerifyCaseByCallBackSuccess: done,
  CloseCaseSuccess: done,
  ReopenCaseSuccess: done,
  ArchiveCaseSuccess: done,
  Case: { requests: ({ id }, _, context) => loadRequests(context, id) },
  CaseRequest: {
    case: ({ caseId }, _, context) => loadCase(context, caseId),
    askedBy: ({ askedByAccountId }) => account(askedByAccountId),
    organization: ({ organizationId: id }) => (id ? { __typename: 'Organization', id } : null),
    decidedBy: ({ decidedByAccountId }) => account(decidedByAccountId),
  },
  CaseTimelineEntry: {
    onBehalfOf: async ({ caseId, complainantId }, _, context) => {
      if (!complainantId) return null;
      const complainants = await loadComplainants(context, caseId);
      return complainants.find(({ id }) => id === complainantId) ?? null;
    },
  },
} satisfies Resolvers;
