import type { Resolvers } from '../generated/resolvers.ts';
import { loadWhistleAnswers } from './load-whistle.ts';

export const whistleResolvers: Pick<Resolvers, 'Whistle' | 'WhistleAnswer'> = {
  Whistle: { answers: (whistle, _, context) => loadWhistleAnswers(context, whistle.id) },
  WhistleAnswer: { organization: (answer) => ({ __typename: 'Organization', id: answer.organizationId }) },
};
