import { z } from 'zod';

import { sqlOf } from '../database.ts';
import { defineJob, type JobDefinition } from '../jobs/define-job.ts';
import type { FileStorage } from './file-storage.ts';

const BATCH = 200;

/** Every hour: files whose time is over are removed, the bytes first, so that a broken-off sweep forgets none. */
export const sweepFiles = (storage: FileStorage): JobDefinition =>
  defineJob({
    name: 'sweep-files',
    schedule: '17 * * * *',
    parse: (payload) => z.object({}).parse(payload),
    handle: async (_payload, { orm, now, log, signal }) => {
      const sql = sqlOf(orm.em.fork());
      let swept = 0;
      while (!signal.aborted) {
        const rows = await sql('select id from stored_file where expires_at <= $1 order by expires_at limit $2', [
          now(),
          BATCH,
        ]);
        if (rows.length === 0) break;
        for (const { id } of rows) {
          await storage.remove(id as string);
          await sql('delete from stored_file where id = $1 and expires_at <= $2', [id, now()]);
          swept += 1;
        }
      }
      if (swept > 0) log.info({ swept }, 'Files that nothing uses were swept away');
    },
  });
