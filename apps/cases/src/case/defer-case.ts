import type { InvalidInput } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { DeferCaseInput, ResumeCaseInput } from '../generated/resolvers.ts';
import { runCaseCommand, textProblem } from './run-case-command.ts';

/** The grid office puts the case off (挂账): its clock stands still. */
export const deferCase = (context: Context, input: DeferCaseInput) =>
  runCaseCommand<'DeferCase', InvalidInput>(context, {
    name: 'DeferCase',
    action: 'DEFER',
    input,
    work: (file, { by, clock }) =>
      Promise.resolve(textProblem(context, 'input.note', input.note, 1_000) ?? file.defer(by, clock)),
  });

/** A deferred case goes on where it was put off, with a new clock (恢复办理). */
export const resumeCase = (context: Context, input: ResumeCaseInput) =>
  runCaseCommand<'ResumeCase', never>(context, {
    name: 'ResumeCase',
    action: 'RESUME',
    input,
    work: (file, { by, clock }) => Promise.resolve(file.resume(by, clock)),
  });
