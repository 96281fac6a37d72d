import { caseResolvers } from './case/case.resolvers.ts';
import { referenceResolvers } from './case/reference.resolvers.ts';
import { waysResolvers } from './case/ways.resolvers.ts';
import { clockFields, deadlineResolvers } from './deadline/deadline.resolvers.ts';
import { loadDeadlineFigures } from './deadline/read-deadline-figures.ts';
import { loadSupervision } from './deadline/list-supervisions.ts';
import { dutyResolvers } from './duty/duty.resolvers.ts';
import { emergencyResolvers } from './emergency/emergency.resolvers.ts';
import { complainantFields, evaluationResolvers } from './evaluation/evaluation.resolvers.ts';
import { flowResolvers } from './flow/flow.resolvers.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { fieldWorkResolvers } from './hazard/hazard.resolvers.ts';
import { intakeResolvers } from './hotline/hotline.resolvers.ts';
import { jointResolvers } from './joint/joint.resolvers.ts';
import { noticeResolvers } from './notice/notice.resolvers.ts';
import { proposalResolvers } from './proposal/proposal.resolvers.ts';
import { serviceItemResolvers } from './service-item/service-item.resolvers.ts';
import { statisticsResolvers } from './statistics/statistics.resolvers.ts';
import { transferResolvers } from './transfer/transfer.resolvers.ts';
import { triageResolvers } from './triage/triage.resolvers.ts';
import { webhookResolvers } from './webhook/webhook.resolvers.ts';
import { whistleResolvers } from './whistle/whistle.resolvers.ts';

export const resolvers: Resolvers = {
  ...caseResolvers,
  ...waysResolvers,
  ...flowResolvers,
  ...intakeResolvers,
  ...referenceResolvers,
  ...fieldWorkResolvers,
  ...statisticsResolvers,
  ...serviceItemResolvers,
  ...proposalResolvers,
  ...dutyResolvers,
  ...whistleResolvers,
  ...jointResolvers,
  ...triageResolvers,
  ...deadlineResolvers,
  ...noticeResolvers,
  ...webhookResolvers,
  ...evaluationResolvers,
  ...transferResolvers,
  ...emergencyResolvers,
  CaseDeadline: { ...caseResolvers.CaseDeadline, ...clockFields },
  CaseComplainant: { ...caseResolvers.CaseComplainant, ...complainantFields },
  Area: { ...referenceResolvers.Area, deadlineFigures: ({ code }, _, context) => loadDeadlineFigures(context, code) },
  Organization: {
    ...referenceResolvers.Organization,
    deadlineFigures: ({ id }, _, context) => loadDeadlineFigures(context, id.toLowerCase()),
  },
  ServiceItem: {
    ...serviceItemResolvers.ServiceItem,
    deadlineFigures: ({ id }, _, context) => loadDeadlineFigures(context, id),
  },
  Grid: { ...referenceResolvers.Grid, deadlineFigures: ({ id }, _, context) => loadDeadlineFigures(context, id) },
  Case: {
    supervision: (file, _, context) => loadSupervision(context, file.id),
    ...caseResolvers.Case,
    ...waysResolvers.Case,
    ...flowResolvers.Case,
    ...intakeResolvers.Case,
    ...triageResolvers.Case,
    ...jointResolvers.Case,
  },
  CaseTimelineEntry: { ...caseResolvers.CaseTimelineEntry, ...waysResolvers.CaseTimelineEntry },
  Query: {
    ...caseResolvers.Query,
    ...waysResolvers.Query,
    ...flowResolvers.Query,
    ...intakeResolvers.Query,
    ...triageResolvers.Query,
    ...serviceItemResolvers.Query,
    ...proposalResolvers.Query,
    ...dutyResolvers.Query,
    ...deadlineResolvers.Query,
    ...noticeResolvers.Query,
    ...webhookResolvers.Query,
    ...evaluationResolvers.Query,
    ...whistleResolvers.Query,
    ...jointResolvers.Query,
    ...transferResolvers.Query,
  },
  Mutation: {
    ...caseResolvers.Mutation,
    ...waysResolvers.Mutation,
    ...flowResolvers.Mutation,
    ...intakeResolvers.Mutation,
    ...proposalResolvers.Mutation,
    ...dutyResolvers.Mutation,
    ...deadlineResolvers.Mutation,
    ...noticeResolvers.Mutation,
    ...webhookResolvers.Mutation,
    ...evaluationResolvers.Mutation,
    ...whistleResolvers.Mutation,
    ...jointResolvers.Mutation,
    ...transferResolvers.Mutation,
    ...emergencyResolvers.Mutation,
  },
};
