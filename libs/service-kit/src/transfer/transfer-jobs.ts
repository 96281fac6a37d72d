import { z } from 'zod';

import type { SubgraphContext } from '../context.ts';
import { sqlOf } from '../database.ts';
import type { FileStorage } from '../files/file-storage.ts';
import { defineJob, type JobDefinition } from '../jobs/define-job.ts';
import type { SubgraphDefinition } from '../subgraph.ts';
import { runExport } from './run-export.ts';
import { runImport, runUndo, type TransferRunner } from './run-import.ts';
import type { TransferDefinition } from './transfer-definition.ts';
import { UNDO_DAYS } from './undo-import.ts';

const payload = z.object({ runId: z.uuid() });

/** The jobs behind imports and exports. */
export const transferJobs = <C extends SubgraphContext>(
  subgraph: SubgraphDefinition<C>,
  definition: TransferDefinition<C>,
  storage: FileStorage,
): readonly JobDefinition[] => {
  const runner: TransferRunner<C> = { subgraph, definition, storage };
  const job = (
    name: string,
    run: (runner: TransferRunner<C>, tools: Parameters<JobDefinition['run']>[1], runId: string) => Promise<void>,
  ) =>
    defineJob({
      name,
      parse: (value) => payload.parse(value),
      handle: ({ runId }, tools) => run(runner, tools, runId),
    });
  return [
    job('run-import', runImport),
    job('undo-import', runUndo),
    job('run-export', runExport),
    defineJob({
      name: 'forget-imported-rows',
      schedule: '43 18 * * *',
      parse: (value) => z.object({}).parse(value),
      handle: async (_payload, { orm, now }) => {
        // Earlier values are personal data: they go when no undo can need them any more.
        await sqlOf(orm.em.fork())(
          `delete from import_row i using import_run r where r.id = i.run_id and r.finished_at < $1`,
          [new Date(now().getTime() - UNDO_DAYS * 24 * 3_600_000)],
        );
      },
    }),
  ];
};
