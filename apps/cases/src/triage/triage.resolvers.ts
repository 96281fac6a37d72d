import { loadCase } from '../case/load-case.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadServiceItem } from '../service-item/list-service-items.ts';
import { explainSuggestion, loadSuggestedHandler, suggestForCase, suggestForText } from './suggest-triage.ts';

export const triageResolvers = {
  Query: {
    triage: (_, { text, areaCode }, context) => suggestForText(context, text, areaCode),
  },
  Case: {
    triage: (file, _, context) => suggestForCase(context, file),
  },
  Triage: {
    serviceItems: ({ serviceItems, areaCode }) => serviceItems.map((item) => ({ ...item, areaCode })),
  },
  TriageItem: {
    serviceItem: ({ serviceItemCode }, _, context) => loadServiceItem(context, 'code', serviceItemCode),
    share: ({ share }) => Math.round(share * 1_000) / 10,
    handler: async (item, _, context) => {
      const id = await loadSuggestedHandler(context, item);
      return id === null ? null : { __typename: 'Organization', id };
    },
    similarCases: ({ caseIds }, _, context) => Promise.all(caseIds.map((id) => loadCase(context, id))),
    words: ({ words }) => [...words],
    explanation: (item, _, context) => explainSuggestion(context, item),
  },
} satisfies Resolvers;
