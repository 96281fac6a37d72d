import { isAbsent } from '../absent.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadGrid } from '../grid/load-grids.ts';
import { beginGridAssignment } from './begin-grid-assignment.ts';
import { changeAbsence } from './change-absence.ts';
import { dissolveCorps, foundCorps, renameCorps } from './change-corps.ts';
import { changeGridWorker } from './change-grid-worker.ts';
import { endGridAssignment } from './end-grid-assignment.ts';
import { joinCorps, leaveCorps } from './join-corps.ts';
import { loadAssignmentsOfWorker, loadCorps, loadGridAssignment, loadGridWorker } from './load-workers.ts';
import { recordAbsence } from './record-absence.ts';
import { registerGridWorker } from './register-grid-worker.ts';
import { retireGridWorker } from './retire-grid-worker.ts';
import {
  countMembers,
  listAbsences,
  listCorps,
  listGridWorkers,
  loadAbsence,
  loadAbsencesOfWorker,
  loadCorpsIdOfWorker,
  loadMemberships,
  loadStandIns,
  phoneOfWorker,
} from './worker-lists.ts';

type Answered =
  | 'Query'
  | 'Mutation'
  | 'GridAssignment'
  | 'GridWorker'
  | 'Corps'
  | 'CorpsMembership'
  | 'GridWorkerAbsence'
  | 'BeginGridAssignmentSuccess'
  | 'EndGridAssignmentSuccess'
  | 'RegisterGridWorkerSuccess'
  | 'ChangeGridWorkerSuccess'
  | 'FoundCorpsSuccess'
  | 'RenameCorpsSuccess'
  | 'DissolveCorpsSuccess'
  | 'JoinCorpsSuccess'
  | 'LeaveCorpsSuccess'
  | 'RetireGridWorkerSuccess'
  | 'RecordAbsenceSuccess'
  | 'ChangeAbsenceSuccess';

export const workerResolvers: Pick<Resolvers, Answered> = {
  Query: {
    gridWorkers: (_, args, context) => listGridWorkers(context, args),
    corpsList: (_, _args, context) => listCorps(context),
    gridWorkerAbsences: (_, args, context) => listAbsences(context, args),
  },
  Mutation: {
    beginGridAssignment: (_, { input }, context) => beginGridAssignment(context, input),
    endGridAssignment: (_, { input }, context) => endGridAssignment(context, input),
    registerGridWorker: (_, { input }, context) => registerGridWorker(context, input),
    changeGridWorker: (_, { input }, context) => changeGridWorker(context, input),
    retireGridWorker: (_, { input }, context) => retireGridWorker(context, input),
    foundCorps: (_, { input }, context) => foundCorps(context, input),
    renameCorps: (_, { input }, context) => renameCorps(context, input),
    dissolveCorps: (_, { input }, context) => dissolveCorps(context, input),
    joinCorps: (_, { input }, context) => joinCorps(context, input),
    leaveCorps: (_, { input }, context) => leaveCorps(context, input),
    recordAbsence: (_, { input }, context) => recordAbsence(context, input),
    changeAbsence: (_, { input }, context) => changeAbsence(context, input),
  },
  GridAssignment: {
    worker: ({ gridWorkerId }, _, context) => loadGridWorker(context, gridWorkerId),
    grid: ({ gridId }, _, context) => loadGrid(context, gridId),
    standsInDuring: ({ absenceId }, _, context) => (isAbsent(absenceId) ? null : loadAbsence(context, absenceId)),
  },
  GridWorker: {
    __resolveReference: ({ id }, context) => loadGridWorker(context, id),
    corps: async ({ id }, _, context) => {
      const corpsId = await loadCorpsIdOfWorker(context, id);
      return corpsId === null ? null : loadCorps(context, corpsId);
    },
    assignments: ({ id }, _, context) => loadAssignmentsOfWorker(context, id),
    area: ({ areaCode }) => (isAbsent(areaCode) ? null : { code: areaCode }),
    phone: (worker, _, context) => phoneOfWorker(context, worker),
    corpsMemberships: ({ id }, _, context) => loadMemberships(context, id),
    absences: ({ id }, _, context) => loadAbsencesOfWorker(context, id),
  },
  Corps: {
    area: ({ areaCode }) => ({ code: areaCode }),
    memberCount: ({ id }, _, context) => countMembers(context, id),
  },
  CorpsMembership: {
    corps: ({ corpsId }, _, context) => loadCorps(context, corpsId),
  },
  GridWorkerAbsence: {
    worker: ({ gridWorkerId }, _, context) => loadGridWorker(context, gridWorkerId),
    substitute: ({ substituteId }, _, context) =>
      isAbsent(substituteId) ? null : loadGridWorker(context, substituteId),
    standIns: ({ id }, _, context) => loadStandIns(context, id),
  },
  BeginGridAssignmentSuccess: {
    gridAssignment: ({ gridAssignmentId }, _, context) => loadGridAssignment(context, gridAssignmentId),
  },
  EndGridAssignmentSuccess: {
    gridAssignment: ({ gridAssignmentId }, _, context) => loadGridAssignment(context, gridAssignmentId),
  },
  RegisterGridWorkerSuccess: {
    gridWorker: ({ gridWorkerId }, _, context) => loadGridWorker(context, gridWorkerId),
  },
  ChangeGridWorkerSuccess: {
    gridWorker: ({ gridWorkerId }, _, context) => loadGridWorker(context, gridWorkerId),
  },
  RetireGridWorkerSuccess: {
    gridWorker: ({ gridWorkerId }, _, context) => loadGridWorker(context, gridWorkerId),
    ended: ({ endedIds }, _, context) => Promise.all(endedIds.map((id) => loadGridAssignment(context, id))),
    begun: ({ begunIds }, _, context) => Promise.all(begunIds.map((id) => loadGridAssignment(context, id))),
  },
  FoundCorpsSuccess: { corps: ({ corpsId }, _, context) => loadCorps(context, corpsId) },
  RenameCorpsSuccess: { corps: ({ corpsId }, _, context) => loadCorps(context, corpsId) },
  DissolveCorpsSuccess: { corps: ({ corpsId }, _, context) => loadCorps(context, corpsId) },
  JoinCorpsSuccess: {
    gridWorker: ({ gridWorkerId }, _, context) => loadGridWorker(context, gridWorkerId),
  },
  LeaveCorpsSuccess: {
    gridWorker: ({ gridWorkerId }, _, context) => loadGridWorker(context, gridWorkerId),
  },
  RecordAbsenceSuccess: {
    absence: ({ absenceId }, _, context) => loadAbsence(context, absenceId, 'MANAGE_GRID_WORKERS'),
  },
  ChangeAbsenceSuccess: {
    absence: ({ absenceId }, _, context) => loadAbsence(context, absenceId, 'MANAGE_GRID_WORKERS'),
  },
};
