export { allJobs } from './all-jobs.ts';
export { answerInvalidToken } from './answer-invalid-token.ts';
export { buildAreaTree, createAreaTreeCache, loadAreaTree, type AreaNode, type AreaTree } from './area-tree.ts';
export { createBatches, manyByKey, oneByKey, type Batches } from './batches.ts';
export {
  mutationKeyMigration,
  mutationKeyMigrationDown,
  runCommand,
  type CommandOutcome,
  type CommandResult,
} from './command.ts';
export {
  ConfigError,
  EXIT_CONFIG,
  filesConfig,
  parseConfig,
  processConfig,
  readConfig,
  subgraphConfig,
  type ProcessConfig,
  type SubgraphConfig,
} from './config.ts';
export {
  createContext,
  holdsRoleAt,
  loadCaller,
  type ContextParts,
  type Reach,
  type SubgraphContext,
} from './context.ts';
export { copyRows, encodeRow, type CopyValue } from './copy-rows.ts';
export {
  applyIncrements,
  counterMigration,
  counterMigrationDown,
  createTally,
  readCounters,
  type Increment,
} from './counters.ts';
export {
  connectDatabase,
  migrateDatabase,
  pendingMigrations,
  sqlOf,
  type DatabaseDefinition,
  type EntityManager,
  type SqlExecutor,
} from './database.ts';
export {
  badArgument,
  conflict,
  errorFormatter,
  invalidInput,
  keyReused,
  limitExceeded,
  notFound,
  type Conflict,
  type InvalidInput,
  type KeyReused,
  type NotFound,
  type UserErrorCode,
} from './errors.ts';
export {
  followGrids,
  gridLineageMigration,
  gridLineageMigrationDown,
  gridLineageTables,
  gridOfNow,
  gridTrail,
  loadGridLines,
  type BelongsTo,
  type GridFact,
  type GridHolder,
  type GridMove,
  type GridTold,
  type RowInGrid,
} from './grid-lineage.ts';
export {
  importMigration,
  importMigrationDown,
  openImport,
  runImportStep,
  runImportWork,
  type ImportOutcome,
  type ImportSession,
  type ImportStep,
} from './import-step.ts';
export { InvalidRecord, rowsOfRecords, type RefuseRecord } from './invalid-record.ts';
export {
  fieldChecks,
  isUuid,
  RecordsContradict,
  refuseIfAny,
  refuseStrayAreas,
  type FieldChecks,
} from './record-checks.ts';
export { addJob, addJobs, removeJob, type JobOrder } from './jobs/add-job.ts';
export { defineJob, type JobDefinition, type JobTools } from './jobs/define-job.ts';
export { installJobs } from './jobs/install-jobs.ts';
export { jobTools, startJobs, type RunningJobs } from './jobs/start-jobs.ts';
export { filesRouter } from './files/files-router.ts';
export { openFileStorage, type FileStorage } from './files/file-storage.ts';
export { FileRefused, receiveFile } from './files/receive-file.ts';
export { XLSX_TYPE, type FilePurpose, type FilesDefinition } from './files/files-definition.ts';
export {
  claimFiles,
  fileMigration,
  fileMigrationDown,
  filesOfSubjects,
  findFiles,
  releaseFiles,
  type StoredFile,
} from './files/stored-file.ts';
export { localeOf, type Bilingual, type Locale } from './locale.ts';
export { createLog, redactedPaths, type Logger } from './log.ts';
export { readManifest, type Manifest, type SubgraphEntry } from './manifest.ts';
export {
  COUNT_LIMIT,
  countUpTo,
  DEFAULT_PAGE,
  keysetSql,
  MAX_PAGE,
  orderBySql,
  pagesByParent,
  readPage,
  toConnection,
  type Connection,
  type Page,
  type PageArgs,
  type SortKey,
} from './paging.ts';
export {
  applyAreas,
  applyGrids,
  applyRoleAssignments,
  applyToView,
  projectionMigration,
  projectionMigrationDown,
  projectionTables,
} from './projections.ts';
export { readByIds, readRows } from './read-rows.ts';
export { reachFilter, reachSql, type ReachColumns } from './reach-filter.ts';
export {
  currentResidentId,
  followResidentMerge,
  residentMergeMigration,
  residentMergeMigrationDown,
  type ResidentMerge,
  type ResidentReference,
} from './resident-merges.ts';
export { scalarResolvers } from './scalars.ts';
export { buildSchema } from './schema.ts';
export { prelude, readSubgraphSdl } from './sdl.ts';
export type { BackgroundTools, ConsumerDefinition, SubgraphDefinition } from './subgraph.ts';
export { currentTraceId, currentTraceparent, inSpan, startTracing } from './tracing.ts';
export { createTokenVerifier, InvalidToken, remoteKeys, type TokenVerifier } from './verify-token.ts';
export { runUntilStopped } from './run-until-stopped.ts';
export { allProjections, runSubgraph, startSubgraph, type RunningSubgraph } from './start-subgraph.ts';
export { listExportRuns, listImportRuns, loadExportRun, loadImportRun } from './transfer/read-runs.ts';
export { transferFilePurposes } from './transfer/import-files.ts';
export { startExport, type StartExportSuccess } from './transfer/start-export.ts';
export { startImport, type StartImportSuccess } from './transfer/start-import.ts';
export { undoImport, type UndoImportSuccess } from './transfer/undo-import.ts';
export { transferTablesOf, type OpenTransferTable } from './transfer/show-runs.ts';
export { transferTypes } from './transfer/transfer-types.ts';
export { transferMigration, transferMigrationDown } from './transfer/transfer-migration.ts';
export type {
  ExportFilter,
  ExportFilters,
  ExportPlan,
  ExportRow,
  ImportEvent,
  ImportFigures,
  ImportPlan,
  RefuseRow,
  StageWork,
  TransferColumn,
  TransferDefinition,
  TransferTable,
} from './transfer/transfer-definition.ts';
export type { ExportRun, ImportRun } from './transfer/transfer-run.ts';
export type { ServiceStatus } from './status.ts';
