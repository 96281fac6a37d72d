import { assessmentRunFinished, assessmentRunPublished, assessmentRunState } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import type { AssessmentRun } from './assessment.ts';

const dataOf = (run: AssessmentRun) => ({
  assessmentRunId: run.id,
  areaCode: run.areaCode,
  periodFrom: run.periodFrom,
  periodTo: run.periodTo,
  workerCount: run.workerCount,
});

/** A run was published or has become final; the row is flushed. No score is ever told: nobody can make a ranking of it. */
export const runEvents = (run: AssessmentRun, occurredAt: Date): EventDraft[] => {
  const { status } = run;
  if (status !== 'PUBLISHED' && status !== 'FINAL') throw new TypeError('Only what workers see is told');
  const objectionsUntil = run.objectionsUntil ?? run.periodTo;
  const common = { aggregateId: run.id, aggregateVersion: run.version, areaCode: run.areaCode, occurredAt };
  return [
    status === 'PUBLISHED'
      ? eventDraft({ event: assessmentRunPublished, ...common, data: { ...dataOf(run), objectionsUntil } })
      : eventDraft({ event: assessmentRunFinished, ...common, data: dataOf(run) }),
    eventDraft({ event: assessmentRunState, ...common, data: { ...dataOf(run), status, objectionsUntil } }),
  ];
};
