import type { Resolvers } from '../generated/resolvers.ts';
import { loadGridWorker } from '../worker/load-workers.ts';
import {
  getTrainingKind,
  listTrainingGaps,
  listTrainingKinds,
  loadTraining,
  loadTrainingKind,
  loadTrainingsOfWorker,
} from './load-trainings.ts';
import { putTrainingKind } from './put-training-kind.ts';
import { recordTraining, voidTraining } from './record-training.ts';

export const trainingResolvers: Pick<
  Resolvers,
  | 'Query'
  | 'Mutation'
  | 'GridWorker'
  | 'TrainingRecord'
  | 'TrainingGap'
  | 'PutTrainingKindSuccess'
  | 'RecordTrainingSuccess'
  | 'VoidTrainingSuccess'
> = {
  Query: {
    trainingKinds: (_, _args, context) => listTrainingKinds(context),
    trainingGaps: (_, args, context) => listTrainingGaps(context, args),
  },
  Mutation: {
    putTrainingKind: (_, { input }, context) => putTrainingKind(context, input),
    recordTraining: (_, { input }, context) => recordTraining(context, input),
    voidTraining: (_, { input }, context) => voidTraining(context, input),
  },
  GridWorker: {
    trainings: ({ id }, _, context) => loadTrainingsOfWorker(context, id),
  },
  TrainingRecord: {
    kind: ({ kind }, _, context) => getTrainingKind(context, kind),
  },
  TrainingGap: {
    kind: ({ kind }, _, context) => getTrainingKind(context, kind),
  },
  PutTrainingKindSuccess: {
    trainingKind: ({ code }, _, context) => loadTrainingKind(context, code),
  },
  RecordTrainingSuccess: {
    training: ({ trainingId }, _, context) => loadTraining(context, trainingId),
  },
  VoidTrainingSuccess: {
    gridWorker: ({ gridWorkerId }, _, context) => loadGridWorker(context, gridWorkerId),
  },
};
