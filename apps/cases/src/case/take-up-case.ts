import type { Context } from '../context.ts';
import type { TakeUpCaseInput } from '../generated/resolvers.ts';
import { runCaseCommand } from './run-case-command.ts';

/** The handler takes the case up (接单办理). */
export const takeUpCase = (context: Context, input: TakeUpCaseInput) =>
  runCaseCommand<'TakeUpCase', never>(context, {
    name: 'TakeUpCase',
    action: 'TAKE_UP',
    input,
    work: (file, { by, rules }) => Promise.resolve(file.takeUp(by, rules)),
  });
