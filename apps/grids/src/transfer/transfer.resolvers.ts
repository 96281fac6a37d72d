import {
  faultsOf,
  keptRowsOf,
  listExportRuns,
  listImportRuns,
  loadExportRun,
  loadImportRun,
  loadRunFile,
  problemOf,
  startExport,
  startImport,
  transferTablesOf,
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
  ImportRun: {
    startedBy: ({ accountId }) => ({ id: accountId }),
    faults: (run, _, context) => faultsOf(context, run),
    keptRows: (run, _, context) => keptRowsOf(context, run),
    problem: (run, _, context) => problemOf(context, run),
    faultyRows: ({ faultFileId }, _, context) => loadRunFile(context, faultFileId),
  },
  ExportRun: {
    startedBy: ({ accountId }) => ({ id: accountId }),
    problem: (run, _, context) => problemOf(context, run),
    file: ({ fileId }, _, context) => loadRunFile(context, fileId),
  },
  StartImportSuccess: { importRun: ({ importRunId }, _, context) => loadImportRun(context, importRunId) },
  UndoImportSuccess: { importRun: ({ importRunId }, _, context) => loadImportRun(context, importRunId) },
  StartExportSuccess: { exportRun: ({ exportRunId }, _, context) => loadExportRun(context, exportRunId) },
};
