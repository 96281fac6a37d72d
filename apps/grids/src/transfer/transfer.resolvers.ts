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

export const transferResolvers: Pick<
  Resolvers,
  'Query' | 'Mutation' | 'ImportRun' | 'ExportRun' | 'StartImportSuccess' | 'StartExportSuccess' | 'UndoImportSuccess'
> = {
  Query: {
    gridsTransferTables: (_, __, context) => transferTablesOf(context, transfer),
    gridsImportRun: (_, { id }, context) => loadImportRun(context, id),
    gridsImportRuns: (_, args, context) => listImportRuns(context, args),
    gridsExportRun: (_, { id }, context) => loadExportRun(context, id),
    gridsExportRuns: (_, args, context) => listExportRuns(context, args),
  },
  Mutation: {
    startGridsImport: (_, { input }, context) => startImport(context, transfer, input),
    undoGridsImport: (_, { input }, context) => undoImport(context, input),
    startGridsExport: (_, { input }, context) => startExport(context, transfer, input),
  },
  ...transferTypes,
};
