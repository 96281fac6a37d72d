import type { ApolloServerPlugin } from '@apollo/server';
import type { Bilingual } from '@gridloom/service-kit';
import { GraphQLError } from 'graphql';

import type { GatewayContext } from '../context.ts';
import { measureDocument, type DocumentSize } from './measure-document.ts';

export interface Limits {
  readonly maxDepth: number;
  readonly maxCost: number;
  readonly maxAliases: number;
  readonly maxPage: number;
}

/** The first limit that a document breaks, and what to do about it; undefined where it breaks none. */
export const brokenLimit = (size: DocumentSize, limits: Limits): Bilingual | undefined => {
  const { maxDepth, maxCost, maxAliases, maxPage } = limits;
  if (size.depth > maxDepth) {
    return {
      zh: `查询嵌套 ${String(size.depth)} 层，最多 ${String(maxDepth)} 层；请拆成几个查询。`,
      en: `The query is ${String(size.depth)} levels deep, at most ${String(maxDepth)} are allowed; split it into several.`,
    };
  }
  const page = size.largestPage.first > maxPage ? size.largestPage : size.smallestPage;
  if (page.field !== '' && (page.first > maxPage || page.first < 1)) {
    return {
      zh: `${page.field} 的 first 为 ${String(page.first)}，须在 1 到 ${String(maxPage)} 之间；请用 after 翻页。`,
      en: `first of ${page.field} is ${String(page.first)}, it must be between 1 and ${String(maxPage)}; page with after.`,
    };
  }
  if (size.aliases > maxAliases) {
    return {
      zh: `查询使用了 ${String(size.aliases)} 个别名，最多 ${String(maxAliases)} 个。`,
      en: `The query uses ${String(size.aliases)} aliases, at most ${String(maxAliases)} are allowed.`,
    };
  }
  if (size.cost > maxCost) {
    return {
      zh: `查询最多会取 ${String(size.cost)} 项，上限为 ${String(maxCost)}；请减小 first 或少选字段。`,
      en: `The query may fetch ${String(size.cost)} items, at most ${String(maxCost)} are allowed; lower first or select less.`,
    };
  }
  return undefined;
};

/** Refuses documents over the limits before anything is planned or fetched. */
export const limitsPlugin = (limits: Limits): ApolloServerPlugin<GatewayContext> => ({
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: ({ document, operation, request, contextValue }) => {
        const message = operation && brokenLimit(measureDocument(document, operation, request.variables ?? {}), limits);
        if (message) {
          throw new GraphQLError(message[contextValue.locale], {
            extensions: { code: 'LIMIT_EXCEEDED', http: { status: 400 } },
          });
        }
        return Promise.resolve();
      },
    }),
});
