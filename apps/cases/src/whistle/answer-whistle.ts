import { conflict, type Conflict } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type {
  AnswerWhistleInput,
  ArriveAtWhistleInput,
  RateWhistleInput,
  RecordWhistleOutcomeInput,
} from '../generated/resolvers.ts';
import { invalidInput, type InvalidInput } from '@gridloom/service-kit';
import { runWhistleCommand, type WhistleTools } from './run-whistle-command.ts';
import type { WhistleAnswer } from './whistle.ts';

const answerOf = ({ answers }: WhistleTools, organizationId: string): WhistleAnswer => {
  const found = answers.find((answer) => answer.organizationId === organizationId.toLowerCase());
  if (!found) throw new TypeError('Only bodies that are convened act on a whistle');
  return found;
};

const doneAlready = (context: Context, done: Date | null | undefined): Conflict | null =>
  done
    ? conflict(context.locale, {
        zh: '该单位已经填报过了。',
        en: 'This body has done that already.',
      })
    : null;

/** A body that is convened answers (应哨). */
export const answerWhistle = (context: Context, input: AnswerWhistleInput) =>
  runWhistleCommand<'AnswerWhistle', Conflict>(context, {
    name: 'AnswerWhistle',
    action: 'ANSWER',
    input,
    organizationId: input.organizationId,
    words: { field: 'input.note', text: input.note, needed: false },
    work: (whistle, tools) => {
      const answer = answerOf(tools, input.organizationId);
      const problem = doneAlready(context, answer.answeredAt);
      if (problem) return Promise.resolve(problem);
      answer.answeredAt = tools.by.at;
      answer.answerNote = tools.by.note ?? null;
      return Promise.resolve({ steps: [whistle.noteBody('ANSWER', answer.organizationId, tools.answers, tools.by)] });
    },
  });

/** A body that is convened is on the spot (报到); who comes without a word has answered by it. */
export const arriveAtWhistle = (context: Context, input: ArriveAtWhistleInput) =>
  runWhistleCommand<'ArriveAtWhistle', Conflict>(context, {
    name: 'ArriveAtWhistle',
    action: 'ARRIVE',
    input,
    organizationId: input.organizationId,
    words: { field: 'input.note', text: input.note, needed: false },
    work: (whistle, tools) => {
      const answer = answerOf(tools, input.organizationId);
      const problem = doneAlready(context, answer.arrivedAt);
      if (problem) return Promise.resolve(problem);
      answer.arrivedAt = tools.by.at;
      answer.answeredAt ??= tools.by.at;
      return Promise.resolve({ steps: [whistle.noteBody('ARRIVE', answer.organizationId, tools.answers, tools.by)] });
    },
  });

/** A body that is convened says what it achieved (处置结果). */
export const recordWhistleOutcome = (context: Context, input: RecordWhistleOutcomeInput) =>
  runWhistleCommand<'RecordWhistleOutcome', Conflict>(context, {
    name: 'RecordWhistleOutcome',
    action: 'RECORD_OUTCOME',
    input,
    organizationId: input.organizationId,
    words: { field: 'input.outcome', text: input.outcome, needed: true },
    work: (whistle, tools) => {
      const answer = answerOf(tools, input.organizationId);
      const problem =
        doneAlready(context, answer.outcomeAt) ??
        (answer.answeredAt
          ? null
          : conflict(context.locale, {
              zh: '该单位尚未应哨，请先应哨或报到。',
              en: 'This body has not answered yet: answer or arrive first.',
            }));
      if (problem) return Promise.resolve(problem);
      answer.outcome = tools.by.note ?? null;
      answer.outcomeAt = tools.by.at;
      const step = whistle.noteBody('RECORD_OUTCOME', answer.organizationId, tools.answers, tools.by);
      return Promise.resolve({ steps: [step] });
    },
  });

/** The caller rates a body that came, or did not (评价); each once. */
export const rateWhistle = (context: Context, input: RateWhistleInput) =>
  runWhistleCommand<'RateWhistle', Conflict | InvalidInput>(context, {
    name: 'RateWhistle',
    action: 'RATE',
    input,
    organizationId: input.organizationId,
    words: { field: 'input.words', text: input.words, needed: input.rating <= 2 },
    work: (whistle, tools) => {
      if (input.rating < 1 || input.rating > 5) {
        return Promise.resolve(
          invalidInput(context.locale, 'input.rating', { zh: '评分为 1 到 5 分。', en: 'A rating is 1 to 5.' }, '1–5'),
        );
      }
      const answer = answerOf(tools, input.organizationId);
      const problem = doneAlready(context, answer.ratedAt);
      if (problem) return Promise.resolve(problem);
      answer.rating = input.rating;
      answer.ratingWords = tools.by.note ?? null;
      answer.ratedAt = tools.by.at;
      return Promise.resolve({ steps: [whistle.noteBody('RATE', answer.organizationId, tools.answers, tools.by)] });
    },
  });
