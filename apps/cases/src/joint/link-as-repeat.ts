import { conflict, invalidInput, type Conflict, type InvalidInput } from '@gridloom/service-kit';
import type { EventDraft } from '@gridloom/messaging';

import { caseUrgencies, type CaseUrgency } from '../case/case-words.ts';
import { urgencyRanks, type Case } from '../case/case.ts';
import type { Context } from '../context.ts';
import type { LinkAsRepeatInput, UnlinkRepeatInput } from '../generated/resolvers.ts';
import { escalateRepeat } from './escalate-repeat.ts';
import { splitOff } from './join-cases.ts';
import { isUnsettled, takeAlong } from './move-complainants.ts';
import { runJointCommand } from './run-joint-command.ts';

const setUrgency = (file: Case, urgency: CaseUrgency): void => {
  file.urgency = urgency;
  file.urgencyRank = urgencyRanks[urgency];
};

/** One level more urgent, as far as there is one. */
const raise = (file: Case): void => {
  setUrgency(file, caseUrgencies[urgencyRanks[file.urgency] + 1] ?? file.urgency);
};

const checkLink = (context: Context, file: Case, earlier: Case): InvalidInput | Conflict | null => {
  if (file.repeatOfId || file.mergedIntoId) {
    return conflict(context.locale, {
      zh: '此事件已被认定为重复诉求或已并案。',
      en: 'This case is a repeat already, or was joined to another one.',
    });
  }
  if (file === earlier || earlier.reportedAt > file.reportedAt || earlier.repeatOfId === file.id) {
    return invalidInput(
      context.locale,
      'input.earlierCaseId',
      { zh: '须为更早上报的另一事件。', en: 'Name another case that was reported earlier.' },
      `≤ ${file.reportedAt.toISOString()}`,
    );
  }
  if (earlier.complainantResidentIds.some((id) => file.complainantResidentIds.includes(id))) return null;
  return invalidInput(
    context.locale,
    'input.earlierCaseId',
    {
      zh: '两事件没有同一诉求人；不同的人反映同一事请并案（joinCases）。',
      en: 'The two have no complainant in common; other persons with the same matter are joined (joinCases).',
    },
    'joinCases',
  );
};

/**
 * The same person, the same matter (重复诉求): both become more urgent, and from the repeat on that the flow says it goes up a level. While the earlier case is not settled, the later one goes on within
 * it; after that it goes on by itself, and says whose repeat it is.
 */
export const linkAsRepeat = (context: Context, input: LinkAsRepeatInput) =>
  runJointCommand<'LinkAsRepeat', InvalidInput | Conflict>(context, {
    name: 'LinkAsRepeat',
    input,
    cases: [
      { field: 'input.caseId', id: input.caseId },
      { field: 'input.earlierCaseId', id: input.earlierCaseId },
    ],
    work: async ([file, earlier], tools) => {
      if (!file || !earlier) throw new TypeError('Two cases were named');
      const problem = checkLink(context, file, earlier);
      if (problem) return problem;
      const rules = await tools.allow(file, 'MERGE');
      await tools.requireActor(earlier, 'MERGE');
      const { by } = tools;
      file.repeatOfId = earlier.id;
      file.urgencyBeforeRepeat = file.urgency;
      raise(file);
      earlier.repeatCount += 1;
      const events: EventDraft[] = [];
      const goesOn = isUnsettled(earlier) ? earlier : file;
      goesOn.repeatRank = Math.max(earlier.repeatRank + 1, earlier.repeatCount);
      if (goesOn === earlier) {
        raise(earlier);
        const change = file.merge(by, earlier.id, rules);
        await takeAlong(tools, file, earlier, 'OTHERS');
        events.push(...(await tools.record(file, change)));
      } else {
        const linked = file.note('LINKED_AS_REPEAT', by, ['OFFICE', 'HANDLER'], { reason: earlier.number });
        events.push(...(await tools.record(file, linked)));
      }
      const repeated = earlier.note('REPEATED', by, ['OFFICE', 'HANDLER'], { reason: file.number });
      events.push(...(await tools.record(earlier, repeated)));
      const repeats = goesOn === earlier ? file.number : earlier.number;
      events.push(...(await escalateRepeat(tools, goesOn, { at: by.at, repeats })));
      return { caseId: file.id, events };
    },
  });

/** Takes the link back (撤销重复认定): urgency and handling are as they were, unless the matter was settled meanwhile. */
export const unlinkRepeat = (context: Context, input: UnlinkRepeatInput) =>
  runJointCommand<'UnlinkRepeat', InvalidInput | Conflict>(context, {
    name: 'UnlinkRepeat',
    input,
    cases: [{ field: 'input.caseId', id: input.caseId }],
    besides: (files) => files.flatMap(({ repeatOfId }) => (repeatOfId ? [repeatOfId] : [])),
    work: async ([file], tools) => {
      const earlier = tools.find(file?.repeatOfId);
      if (!file || !earlier) {
        return conflict(context.locale, { zh: '此事件不是重复诉求。', en: 'This case is no repeat.' });
      }
      const rules = await tools.requireActor(file, 'MERGE');
      const merged = file.mergedIntoId === earlier.id;
      setUrgency(file, file.urgencyBeforeRepeat ?? file.urgency);
      file.urgencyBeforeRepeat = null;
      file.repeatOfId = null;
      earlier.repeatCount -= 1;
      if (merged) earlier.repeatRank = Math.max(earlier.repeatRank - 1, 0);
      else file.repeatRank = 0;
      if (merged) return splitOff(context, tools, file, rules);
      const events = await tools.record(
        file,
        file.note('UNLINKED_AS_REPEAT', tools.by, ['OFFICE'], { reason: earlier.number }),
      );
      const noted = earlier.note('UNLINKED_AS_REPEAT', tools.by, [], { reason: file.number });
      return { caseId: file.id, events: [...events, ...(await tools.record(earlier, noted))] };
    },
  });
