import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadHousehold } from '../household/load-households.ts';
import { loadResident } from '../resident/load-residents.ts';
import { loadVisit } from '../visit/load-visits.ts';
import { acceptCorrection, refuseCorrection, withdrawCorrection } from './decide-correction.ts';
import { listCorrections, loadCorrection, loadCorrectionsOfVisit } from './load-corrections.ts';
import { proposeCorrection } from './propose-correction.ts';
import type { ProposedChange } from './proposed-correction.ts';

/** What is proposed, with the place of the record, which decides who reads it whole. */
export interface ChangeOfCorrection extends ProposedChange {
  readonly areaCode: string;
  readonly gridId: string;
}

const done = {
  correction: ({ correctionId }: { readonly correctionId: string }, _: unknown, context: Context) =>
    loadCorrection(context, correctionId),
};

export const correctionResolvers = {
  Query: {
    corrections: (_, args, context) => listCorrections(context, args),
  },
  Mutation: {
    proposeCorrection: (_, { input }, context) => proposeCorrection(context, input),
    acceptCorrection: (_, { input }, context) => acceptCorrection(context, input),
    refuseCorrection: (_, { input }, context) => refuseCorrection(context, input),
    withdrawCorrection: (_, { input }, context) => withdrawCorrection(context, input),
  },
  ProposedCorrection: {
    household: ({ householdId }, _, context) => loadHousehold(context, householdId),
    resident: ({ residentId }, _, context) => (isAbsent(residentId) ? null : loadResident(context, residentId)),
    visit: ({ visitId }, _, context) => (isAbsent(visitId) ? null : loadVisit(context, visitId)),
    owner: ({ ownerId }) => (isAbsent(ownerId) ? null : { __typename: 'Organization', id: ownerId }),
    proposed: ({ proposedSealed, areaCode, gridId }, _, { numbers }): ChangeOfCorrection => ({
      ...(numbers.openChange(proposedSealed) as ProposedChange),
      areaCode,
      gridId,
    }),
  },
  ProposedChange: {
    name: ({ name }) => name ?? null,
    phone: ({ phone }) => phone ?? null,
    relation: ({ relation }) => relation ?? null,
    populationKind: ({ populationKind }) => populationKind ?? null,
    on: ({ on }) => on ?? null,
    destination: ({ destination }) => destination ?? null,
    address: ({ address }) => address ?? null,
    contactRelation: ({ contactRelation }) => contactRelation ?? null,
    careKind: ({ careKind }) => careKind ?? null,
  },
  ProposeCorrectionSuccess: done,
  AcceptCorrectionSuccess: done,
  RefuseCorrectionSuccess: done,
  WithdrawCorrectionSuccess: done,
} satisfies Resolvers;

/** What corrections add to visits. */
export const correctionFields = {
  Visit: {
    corrections: ({ id }, _, context) => loadCorrectionsOfVisit(context, id),
  },
} satisfies Pick<Resolvers, 'Visit'>;
