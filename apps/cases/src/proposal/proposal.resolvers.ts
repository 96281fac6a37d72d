import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { grantsOf, organizationOf } from '../service-item/grants.ts';
import { loadDuty, loadServiceItem } from '../service-item/list-service-items.ts';
import { loadAdmissionRule, putAdmissionRule } from './admission-rule.ts';
import { decideServiceItemProposal } from './decide-service-item-proposal.ts';
import { giveItemOpinion, hearTownships } from './hear-townships.ts';
import { listProposals } from './list-proposals.ts';
import { allowedStepsFor, loadOpinions, loadProposal, loadProposalSteps } from './load-proposal.ts';
import { proposeServiceItem } from './propose-service-item.ts';
import {
  restoreServiceItemProposal,
  reviseServiceItemProposal,
  withdrawServiceItemProposal,
} from './revise-service-item-proposal.ts';
import type { ProposalDone } from './run-proposal-command.ts';

const done = {
  proposal: (result: ProposalDone, _: unknown, context: Context) => loadProposal(context, result.proposalId),
};

const area = (code: string) => ({ __typename: 'Area', code }) as const;

export const proposalResolvers = {
  Query: {
    serviceItemProposals: async (_, args, context) => {
      const { totalCount, edges, pageInfo } = await listProposals(context, args);
      return { edges: [...edges], pageInfo, totalCount: totalCount ?? 0 };
    },
    serviceItemProposal: (_, { id }, context) => loadProposal(context, id),
    admissionRule: (_, _args, context) => loadAdmissionRule(context.sql),
  },
  Mutation: {
    proposeServiceItem: (_, { input }, context) => proposeServiceItem(context, input),
    reviseServiceItemProposal: (_, { input }, context) => reviseServiceItemProposal(context, input),
    withdrawServiceItemProposal: (_, { input }, context) => withdrawServiceItemProposal(context, input),
    restoreServiceItemProposal: (_, { input }, context) => restoreServiceItemProposal(context, input),
    hearTownships: (_, { input }, context) => hearTownships(context, input),
    giveItemOpinion: (_, { input }, context) => giveItemOpinion(context, input),
    decideServiceItemProposal: (_, { input }, context) => decideServiceItemProposal(context, input),
    putAdmissionRule: (_, { input }, context) => putAdmissionRule(context, input),
  },
  ProposeServiceItemSuccess: done,
  ReviseServiceItemProposalSuccess: done,
  WithdrawServiceItemProposalSuccess: done,
  RestoreServiceItemProposalSuccess: done,
  HearTownshipsSuccess: done,
  GiveItemOpinionSuccess: done,
  DecideServiceItemProposalSuccess: done,
  PutAdmissionRuleSuccess: { rule: (_, _args, context) => loadAdmissionRule(context.sql) },
  ServiceItemProposal: {
    sponsor: ({ sponsorId }) => organizationOf(sponsorId),
    serviceItem: ({ serviceItemId }, _, context) =>
      serviceItemId ? loadServiceItem(context, 'id', serviceItemId) : null,
    opinions: (proposal, _, context) => loadOpinions(context, proposal.id),
    steps: (proposal, _, context) => loadProposalSteps(context, proposal.id),
    allowedSteps: (proposal, _, context) => allowedStepsFor(context, proposal),
  },
  ServiceItemProposalContent: {
    sponsor: ({ sponsorId }) => organizationOf(sponsorId),
    duty: ({ dutyId }, _, context) => loadDuty(context, dutyId),
    assistants: ({ assistants }) => [...assistants],
    grants: (content) => grantsOf(content),
  },
  ItemOpinion: { area: ({ areaCode }) => area(areaCode) },
  ServiceItemProposalStep: {
    actor: ({ actorAccountId }) => ({ __typename: 'Account', id: actorAccountId }),
    area: ({ areaCode }) => (areaCode ? area(areaCode) : null),
  },
} satisfies Resolvers;
