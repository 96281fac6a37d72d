import {
  conflict,
  invalidInput,
  notFound,
  type Conflict,
  type InvalidInput,
  type NotFound,
} from '@gridloom/service-kit';

import { textProblem } from '../case/run-case-command.ts';
import { Complainant } from '../case/complainant.ts';
import type { Context } from '../context.ts';
import type { ReplyToComplainantInput } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { runJointCommand } from './run-joint-command.ts';

const REPLY_LIMIT = 4_000;
const answered: readonly string[] = ['RESOLVED', 'VERIFIED', 'CLOSED'];

/** The handler tells one complainant of several something of its own (单独答复), in place of what all were told. */
export const replyToComplainant = (context: Context, input: ReplyToComplainantInput) =>
  runJointCommand<'ReplyToComplainant', InvalidInput | NotFound | Conflict>(context, {
    name: 'ReplyToComplainant',
    input,
    cases: [{ field: 'input.caseId', id: input.caseId }],
    work: async ([file], tools) => {
      if (!file) throw new TypeError('A case was named');
      await tools.requireActor(file, 'RESOLVE');
      const problem = textProblem(context, 'input.reply', input.reply, REPLY_LIMIT);
      if (problem) return problem;
      if (!answered.includes(file.status)) {
        return invalidInput(
          context.locale,
          'input.caseId',
          { zh: '办结之后方可单独答复诉求人。', en: 'Complainants get a reply once the case is resolved.' },
          answered.join(', '),
        );
      }
      const complainant = isUuid(input.complainantId)
        ? await tools.em.findOne(Complainant, { id: input.complainantId.toLowerCase(), caseId: file.id })
        : null;
      if (!complainant) return notFound(context.locale, 'input.complainantId');
      if (complainant.evaluatedAt) {
        return conflict(context.locale, {
          zh: '该诉求人已经评价，不能再更改答复。',
          en: 'This complainant has evaluated already: the reply stays as it was.',
        });
      }
      complainant.reply(input.reply.trim(), tools.by.at);
      const noted = file.note('REPLIED', tools.by, ['COMPLAINANT'], { complainantId: complainant.id });
      return { caseId: file.id, events: await tools.record(file, noted) };
    },
  });
