import { conflict, type Conflict, type InvalidInput } from '@gridloom/service-kit';

import { textProblem } from '../case/run-case-command.ts';
import type { Case } from '../case/case.ts';
import type { Context } from '../context.ts';
import { hasEnded, runOnCase } from '../deadline/run-on-case.ts';
import type { ReportSituationInput } from '../generated/resolvers.ts';

const NOTE_LIMIT = 1_000;

/** Those who have to do with an emergency by their office: of the place, its grid, or a body that handles it or was called. */
const mayReport = (context: Context, file: Case): boolean => {
  const { all, areaCodes, gridIds, organizationIds } = context.reach('REPORT_SITUATION');
  const bodies = [...(file.handlerId ? [file.handlerId] : []), ...file.assistantIds, ...file.convenedIds];
  return (
    all ||
    areaCodes.includes(file.areaCode) ||
    (!!file.gridId && gridIds.includes(file.gridId)) ||
    bodies.some((id) => organizationIds.includes(id))
  );
};

/** Tells every level above, the handler and who assists how it stands on the spot of an emergency (信息续报), in whatever state it is. */
export const reportSituation = (context: Context, input: ReportSituationInput) =>
  runOnCase<'ReportSituation', Conflict | InvalidInput>(context, {
    name: 'ReportSituation',
    input,
    may: (file) => mayReport(context, file),
    work: (file, { by }) => {
      const problem = textProblem(context, 'input.note', input.note, NOTE_LIMIT);
      if (problem) return Promise.resolve(problem);
      if (!file.isOpen()) return Promise.resolve(hasEnded(context));
      if (file.source !== 'EMERGENCY') {
        const message = {
          zh: '该事件不是应急事件；请用备注或催办。',
          en: 'The case is no emergency: leave a note with the next step, or urge.',
        };
        return Promise.resolve(conflict(context.locale, message));
      }
      return Promise.resolve(file.note('SITUATION_REPORTED', by, ['HANDLER', 'ASSISTANTS', 'GRID']));
    },
  });
