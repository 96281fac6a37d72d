import { areaCode, count, day, id, list, oneOf, word } from './fields.ts';
import { gridsEvent as event } from './grids-event.ts';

const gridWorker = {
  gridWorkerId: id('The grid worker (网格员), never by name'),
  accountId: id('The account with which the worker signs in'),
  areaCode: areaCode('The village, township or county that the worker belongs to').optional(),
  corpsId: id('The corps (队伍) that the worker belongs to').optional(),
};
export const gridWorkerRegistered = event(
  'gridloom.grids.grid-worker.registered.v1',
  'gridWorkerId',
  gridWorker,
  'A person is entered as a grid worker',
  'A county is founded: its workers are on the state topic alone',
);
export const gridWorkerChanged = event(
  'gridloom.grids.grid-worker.changed.v1',
  'gridWorkerId',
  { ...gridWorker, fields: list(word('A part of the record, e.g. NAME, never its value'), 20, 'What was changed') },
  'The name, phone, home area or corps of a worker is changed',
  'The worker gets or loses a role in a grid: that is grid-assignment.begun or ended',
);
export const gridWorkerState = event(
  'gridloom.grids.grid-worker.state.v1',
  'gridWorkerId',
  gridWorker,
  'Anything told about the worker has changed',
  'Assignments, absences or trainings change',
);

const assessmentRun = {
  assessmentRunId: id('The assessment (考核评价) of the workers of an area for a period; scores are never told'),
  areaCode: areaCode('The area whose workers are assessed'),
  periodFrom: day('The first day of the period'),
  periodTo: day('The last day of the period'),
  workerCount: count('How many workers are assessed'),
};
export const assessmentRunPublished = event(
  'gridloom.grids.assessment-run.published.v1',
  'assessmentRunId',
  { ...assessmentRun, objectionsUntil: day('The last day on which a worker may object') },
  'The results are shown to the workers, who may object from now on',
  'The results are computed or computed again: nobody but the grid office sees them',
);
export const assessmentRunFinished = event(
  'gridloom.grids.assessment-run.finished.v1',
  'assessmentRunId',
  assessmentRun,
  'The time for objections is over, all are answered, and the results are final',
  'A single worker’s objection is answered',
);
export const assessmentRunState = event(
  'gridloom.grids.assessment-run.state.v1',
  'assessmentRunId',
  {
    ...assessmentRun,
    status: oneOf(['PUBLISHED', 'FINAL'], 'How far it is'),
    objectionsUntil: day('The last day on which a worker may object'),
  },
  'The results are published, or final',
  'A score is adjusted after an objection',
);

export const gridsWorkersEvents = [
  gridWorkerRegistered,
  gridWorkerChanged,
  gridWorkerState,
  assessmentRunPublished,
  assessmentRunFinished,
  assessmentRunState,
] as const;
