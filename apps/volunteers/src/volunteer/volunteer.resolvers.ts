import type { Resolvers } from '../generated/resolvers.ts';
import { listHours } from '../hours/list-hours.ts';
import { readHours } from '../read-figures.ts';
import { enrolVolunteer } from './enrol-volunteer.ts';
import { findOwnVolunteer, findVolunteer } from './find-volunteer.ts';

export const volunteerResolvers: Pick<Resolvers, 'Volunteer' | 'Query' | 'Mutation' | 'EnrolVolunteerSuccess'> = {
  Query: {
    volunteer: (_, { id }, context) => findVolunteer(context, id),
    myVolunteer: (_parent, _args, context) => findOwnVolunteer(context),
  },
  Mutation: {
    enrolVolunteer: (_, { input }, context) => enrolVolunteer(context, input),
  },
  Volunteer: {
    __resolveReference: ({ id }, context) => findVolunteer(context, id),
    area: ({ areaCode }) => ({ __typename: 'Area', code: areaCode }),
    hours: ({ id }, _, context) => readHours(context, id),
    serviceHours: (volunteer, args, context) => listHours(context, volunteer, args),
  },
  EnrolVolunteerSuccess: {
    volunteer: ({ volunteerId }, _, context) => findVolunteer(context, volunteerId),
  },
};
