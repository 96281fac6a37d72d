import type { SubgraphContext } from '../context.ts';
import { loadExportRun, loadImportRun } from './read-runs.ts';
import { faultsOf, keptRowsOf, loadRunFile, problemOf } from './show-runs.ts';
import type { StartExportSuccess } from './start-export.ts';
import type { StartImportSuccess } from './start-import.ts';
import type { ExportRun, ImportRun } from './transfer-run.ts';
import type { UndoImportSuccess } from './undo-import.ts';

const startedBy = ({ accountId }: ImportRun | ExportRun) => ({ __typename: 'Account' as const, id: accountId });

/** Resolvers of the types that every subgraph with imports and exports shares. */
export const transferTypes = {
  ImportRun: {
    startedBy,
    faults: (run: ImportRun, _: unknown, context: SubgraphContext) => faultsOf(context, run),
    keptRows: (run: ImportRun, _: unknown, context: SubgraphContext) => keptRowsOf(context, run),
    problem: (run: ImportRun, _: unknown, context: SubgraphContext) => problemOf(context, run),
    faultyRows: ({ faultFileId }: ImportRun, _: unknown, context: SubgraphContext) => loadRunFile(context, faultFileId),
  },
  ExportRun: {
    startedBy,
    problem: (run: ExportRun, _: unknown, context: SubgraphContext) => problemOf(context, run),
    file: ({ fileId }: ExportRun, _: unknown, context: SubgraphContext) => loadRunFile(context, fileId),
  },
  StartImportSuccess: {
    importRun: ({ importRunId }: StartImportSuccess, _: unknown, context: SubgraphContext) =>
      loadImportRun(context, importRunId),
  },
  UndoImportSuccess: {
    importRun: ({ importRunId }: UndoImportSuccess, _: unknown, context: SubgraphContext) =>
      loadImportRun(context, importRunId),
  },
  StartExportSuccess: {
    exportRun: ({ exportRunId }: StartExportSuccess, _: unknown, context: SubgraphContext) =>
      loadExportRun(context, exportRunId),
  },
};
