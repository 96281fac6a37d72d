import type { SubgraphContext } from './context.ts';
import { sweepFiles } from './files/sweep-files.ts';
import type { JobDefinition } from './jobs/define-job.ts';
import type { BackgroundTools, SubgraphDefinition } from './subgraph.ts';
import { transferJobs } from './transfer/transfer-jobs.ts';

/** The subgraph's own jobs, and those of its files and transfers. */
export const allJobs = <C extends SubgraphContext>(
  subgraph: SubgraphDefinition<C>,
  tools: BackgroundTools,
): readonly JobDefinition[] => [
  ...(subgraph.jobs?.(tools) ?? []),
  ...(subgraph.files ? [sweepFiles(subgraph.files.storage)] : []),
  ...(subgraph.transfer && subgraph.files ? transferJobs(subgraph, subgraph.transfer, subgraph.files.storage) : []),
];
