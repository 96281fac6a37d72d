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
  ImportRun: {
    startedBy: ({ accountId }) => ({ __typename: 'Account', id: accountId }),
    faults: (run, _, context) => faultsOf(context, run),
    keptRows: (run, _, context) => keptRowsOf(context, run),
    problem: (run, _, context) => problemOf(context, run),
    faultyRows: ({ faultFileId }, _, context) => loadRunFile(context, faultFileId),
  },
  ExportRun: {
    startedBy: ({ accountId }) => ({ __typename: 'Account', id: accountId }),
    problem: (run, _, context) => problemOf(context, run),
    file: ({ fileId }, _, context) => loadRunFile(context, fileId),
  },
  StartImportSuccess: { importRun: ({ importRunId }, _, context) => loadImportRun(context, importRunId) },
  UndoImportSuccess: { importRun: ({ importRunId }, _, context) => loadImportRun(context, importRunId) },
  StartExportSuccess: { exportRun: ({ exportRunId }, _, context) => loadExportRun(context, exportRunId) },
} satisfies Resolvers;
