import { manyByKey, oneByKey, type EntityManager } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { ItemOpinion } from './item-opinion.ts';
import { mayTakeStep, proposalReachSql } from './proposal-reach.ts';
import { ServiceItemProposal, ServiceItemProposalStep, type ProposalAction } from './service-item-proposal.ts';

/** The newest proposal for a new item of a code that was not granted. */
export const findLastProposal = (
  em: EntityManager,
  code: string,
  areaCodes: readonly string[],
): Promise<ServiceItemProposal | null> =>
  em.findOne(
    ServiceItemProposal,
    { code, areaCode: { $in: [...areaCodes] }, kind: 'ADMIT', status: { $nin: ['ADMITTED', 'WITHDRAWN'] } },
    { orderBy: { proposedAt: 'desc' } },
  );

/** A proposal if it concerns the caller, else null; one pair of statements for all that are asked for at once. */
export const loadProposal = (context: Context, id: string): Promise<ServiceItemProposal | null> =>
  context.batches.load('ServiceItemProposal', null, id.toLowerCase(), async (ids) => {
    const params: unknown[] = [ids.filter(isUuid)];
    const concerned = await context.sql(
      `select p.id::text from service_item_proposal p where p.id = any($1::uuid[]) and ${proposalReachSql(context, params)}`,
      params,
    );
    const found = await context.em.find(
      ServiceItemProposal,
      { id: { $in: concerned.map((row) => row.id as string) } },
      { disableIdentityMap: true },
    );
    return oneByKey(ids, found, (proposal) => proposal.id);
  });

/** What townships said, to the newest draft first. */
export const loadOpinions = (context: Context, proposalId: string): Promise<ItemOpinion[]> =>
  context.batches.load('ServiceItemProposal.opinions', null, proposalId, async (ids) => {
    const opinions = await context.em.find(
      ItemOpinion,
      { proposalId: { $in: [...ids] } },
      { orderBy: { revision: 'desc', areaCode: 'asc' }, disableIdentityMap: true },
    );
    return manyByKey(ids, opinions, (opinion) => opinion.proposalId);
  });

export const loadProposalSteps = (context: Context, proposalId: string): Promise<ServiceItemProposalStep[]> =>
  context.batches.load('ServiceItemProposal.steps', null, proposalId, async (ids) => {
    const steps = await context.em.find(
      ServiceItemProposalStep,
      { proposalId: { $in: [...ids] } },
      { orderBy: { proposalId: 'asc', position: 'asc' }, disableIdentityMap: true },
    );
    return manyByKey(ids, steps, (step) => step.proposalId);
  });

/** What the caller may do with a proposal now. */
export const allowedStepsFor = async (context: Context, proposal: ServiceItemProposal): Promise<ProposalAction[]> => {
  const opinions = await loadOpinions(context, proposal.id);
  const asked = opinions.filter(({ revision }) => revision === proposal.revision).map(({ areaCode }) => areaCode);
  return proposal.allowedActions().filter((action) => mayTakeStep(context, action, proposal, asked));
};
