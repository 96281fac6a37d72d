import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadGrid } from '../grid/load-grids.ts';
import { loadResident } from '../resident/load-residents.ts';
import { loadVisit } from '../visit/load-visits.ts';
import { beginErrand } from './begin-errand.ts';
import { listErrandKinds, putErrandKind } from './errand-kinds.ts';
import type { ErrandEntry } from './errand.ts';
import { listErrands, loadErrand, loadErrandDocuments, loadErrandEntries } from './load-errands.ts';
import { addErrandDocuments, completeErrand, handOverErrand, withdrawErrand } from './step-errand.ts';

/** An entry with the place of its errand, which decides who reads its note whole. */
export interface EntryOfErrand {
  readonly entry: ErrandEntry;
  readonly areaCode: string;
  readonly gridId: string;
}

const done = {
  errand: ({ errandId }: { readonly errandId: string }, _: unknown, context: Context) => loadErrand(context, errandId),
};

export const errandResolvers = {
  Query: {
    errand: (_, { id }, context) => loadErrand(context, id),
    errands: (_, args, context) => listErrands(context, args),
    errandKinds: async (_, _args, context) => [...(await listErrandKinds(context))],
  },
  Mutation: {
    beginErrand: (_, { input }, context) => beginErrand(context, input),
    addErrandDocuments: (_, { input }, context) => addErrandDocuments(context, input),
    handOverErrand: (_, { input }, context) => handOverErrand(context, input),
    completeErrand: (_, { input }, context) => completeErrand(context, input),
    withdrawErrand: (_, { input }, context) => withdrawErrand(context, input),
    putErrandKind: (_, { input }, context) => putErrandKind(context, input),
  },
  Errand: {
    __resolveReference: ({ id }, context) => loadErrand(context, id),
    kind: async ({ kindCode }, _, context) =>
      (await listErrandKinds(context)).find(({ code }) => code === kindCode) ?? null,
    resident: ({ residentId }, _, context) => loadResident(context, residentId),
    grid: ({ gridId }, _, context) => loadGrid(context, gridId),
    visit: ({ visitId }, _, context) => (isAbsent(visitId) ? null : loadVisit(context, visitId)),
    documents: (errand, _, context) => loadErrandDocuments(context, errand),
    entries: async ({ id, areaCode, gridId }, _, context): Promise<EntryOfErrand[]> =>
      (await loadErrandEntries(context, id)).map((entry) => ({ entry, areaCode, gridId })),
  },
  ErrandDocument: {
    files: ({ files }) => [...files],
  },
  ErrandEntry: {
    step: ({ entry }) => entry.step,
    at: ({ entry }) => entry.at,
    note: ({ entry }) => entry.note ?? null,
  },
  ErrandKind: {
    documents: ({ documents }) => [...documents],
  },
  BeginErrandSuccess: done,
  AddErrandDocumentsSuccess: done,
  HandOverErrandSuccess: done,
  CompleteErrandSuccess: done,
  WithdrawErrandSuccess: done,
  PutErrandKindSuccess: {
    kind: async ({ kindCode }, _, context) =>
      (await listErrandKinds(context)).find(({ code }) => code === kindCode) ?? null,
  },
} satisfies Resolvers;
