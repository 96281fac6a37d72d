import {
  listExportRuns,
  listImportRuns,
  loadExportRun,
  loadImportRun,
  startExport,
  startImport,
  transferTablesOf,
  transferTypes,
  undoImport,
} from '@gridloom/service-kit';

import type { Resolvers } from '../generated/resolvers.ts';
import { transfer } from './transfer-tables.ts';

export const transferResolvers = {
  Query: {
    casesTransferTables: (_, __, context) => transferTablesOf(context, transfer),
    casesImportRun: (_, { id }, context) => loadImportRun(context, id),
    casesImportRuns: (_, args, context) => listImportRuns(context, args),
    casesExportRun: (_, { id }, context) => loadExportRun(context, id),
    casesExportRuns: (_, args, context) => listExportRuns(context, args),
  },
  Mutation: {
    startCasesImport: (_, { input }, context) => startImport(context, transfer, input),
    undoCasesImport: (_, { input }, context) => undoImport(context, input),
    startCasesExport: (_, { input }, context) => startExport(context, transfer, input),
  },
  ...transferTypes,
} satisfies Resolvers;
