import { invalidInput, type InvalidInput } from '@gridloom/service-kit';
import { isIsoDay, shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import type { DeferCaseInput, ResumeCaseInput } from '../generated/resolvers.ts';
import { runCaseCommand } from './run-case-command.ts';

/** Checks a day on which a case is to be looked at again: it has to lie ahead. */
export const lookAgainProblem = (context: Context, day: string | null | undefined): InvalidInput | null => {
  if (!day || (isIsoDay(day) && day > shanghaiDay(context.now()))) return null;
  return invalidInput(
    context.locale,
    'input.lookAgainOn',
    { zh: '复查日须在今天之后。', en: 'The day for looking at it again has to lie ahead.' },
    `> ${shanghaiDay(context.now())}`,
  );
};

/** The grid office puts the case off (挂账): its clock stands still. */
export const deferCase = (context: Context, input: DeferCaseInput) =>
  runCaseCommand<'DeferCase', InvalidInput>(context, {
    name: 'DeferCase',
    action: 'DEFER',
    input,
    work: (file, { by, rules }) =>
      Promise.resolve(lookAgainProblem(context, input.lookAgainOn) ?? file.defer(by, input.lookAgainOn ?? null, rules)),
  });

/** A deferred case goes on where it was put off (恢复办理). */
export const resumeCase = (context: Context, input: ResumeCaseInput) =>
  runCaseCommand<'ResumeCase', never>(context, {
    name: 'ResumeCase',
    action: 'RESUME',
    input,
    work: (file, { by, rules }) => Promise.resolve(file.resume(by, rules)),
  });
