import { conflict, holdsRoleAt, type Conflict, type InvalidInput } from '@gridloom/service-kit';

import { textProblem } from '../case/run-case-command.ts';
import type { Context } from '../context.ts';
import type { LiftSupervisionInput, SuperviseCaseInput } from '../generated/resolvers.ts';
import { CaseDeadline } from './case-deadline.ts';
import { responsibleParty } from './responsible-party.ts';
import { hasEnded, runOnCase } from './run-on-case.ts';
import { beginSupervision, endSupervision, findSupervision } from './supervision.ts';

const office = ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'] as const;
const NOTE_LIMIT = 1_000;

/** The grid office puts a case under supervision (督办), or changes its level. */
export const superviseCase = (context: Context, input: SuperviseCaseInput) =>
  runOnCase<'SuperviseCase', Conflict | InvalidInput>(context, {
    name: 'SuperviseCase',
    input,
    may: (file) => holdsRoleAt(context, office, { areaCode: file.areaCode }),
    work: async (file, tools) => {
      const { em, by } = tools;
      const problem = textProblem(context, 'input.note', input.note, NOTE_LIMIT);
      if (problem) return problem;
      if (!file.isOpen()) return hasEnded(context);
      const before = await findSupervision(tools, file.id);
      if (before?.level === input.level) {
        const message = { zh: '该事件已按此级别督办。', en: 'The case is under supervision of this level already.' };
        return conflict(context.locale, message);
      }
      const { level, note } = input;
      await beginSupervision(tools, file, {
        level,
        note,
        at: by.at,
        deadlineId: null,
        actorAccountId: by.actorAccountId,
      });
      const clock = await em.findOne(CaseDeadline, { caseId: file.id, endedAt: null });
      const party = clock ? responsibleParty(clock) : 'OFFICE';
      return file.note('SUPERVISED', by, [party, 'OFFICE'], { organizationId: file.handlerId ?? null, reason: level });
    },
  });

/** The grid office lifts the supervision of a case (解除督办), whoever ordered it or whatever rule. */
export const liftSupervision = (context: Context, input: LiftSupervisionInput) =>
  runOnCase<'LiftSupervision', Conflict>(context, {
    name: 'LiftSupervision',
    input,
    may: (file) => holdsRoleAt(context, office, { areaCode: file.areaCode }),
    work: async (file, tools) => {
      const { by } = tools;
      const supervision = await findSupervision(tools, file.id);
      if (!supervision) {
        const message = { zh: '该事件没有在督办。', en: 'The case is not under supervision.' };
        return conflict(context.locale, message);
      }
      const lift = { at: by.at, reason: 'BY_HAND', accountId: by.actorAccountId, note: input.note ?? null } as const;
      await endSupervision(tools, supervision, lift);
      return file.note('SUPERVISION_LIFTED', by, ['HANDLER'], {
        organizationId: file.handlerId ?? null,
        reason: supervision.level,
      });
    },
  });
