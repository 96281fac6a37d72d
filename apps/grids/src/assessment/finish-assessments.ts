import { appendEvents } from '@gridloom/messaging';
import { defineJob, type EntityManager, type JobDefinition, type SqlExecutor } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/postgresql';
import { z } from 'zod';

import { runEvents } from './assessment-events.ts';
import { AssessmentRun } from './assessment.ts';

const EVERY_HOUR = '7 * * * *';

const none = z.object({});

/** Makes results final whose days for objections are over and whose objections are all answered. @returns how many */
export const finishAssessments = async (em: EntityManager, sql: SqlExecutor, now: Date): Promise<number> => {
  const over = await em.find(
    AssessmentRun,
    { status: 'PUBLISHED', objectionsUntil: { $lt: shanghaiDay(now) } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  // Looked up after the rows are held: whoever objects holds them too.
  const open = await sql(
    `select distinct a.run_id from assessment a join assessment_objection o on o.assessment_id = a.id
     where a.run_id = any($1::uuid[]) and o.status = 'OPEN'`,
    [over.map(({ id }) => id)],
  );
  const waiting = new Set(open.map((row) => row.run_id as string));
  const runs = over.filter(({ id }) => !waiting.has(id));
  for (const run of runs) run.finish(now);
  await em.flush();
  await appendEvents(
    sql,
    runs.flatMap((run) => runEvents(run, now)),
  );
  return runs.length;
};

export const finishAssessmentsJob: JobDefinition = defineJob({
  name: 'finish-assessments',
  schedule: EVERY_HOUR,
  parse: (payload) => none.parse(payload),
  handle: (_, { transact, now, log }) =>
    transact(async (em, sql) => {
      const finished = await finishAssessments(em, sql, now());
      if (finished > 0) log.info({ finished }, 'Assessments have become final');
    }),
});
