import type { InvalidInput } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { VoidCaseInput } from '../generated/resolvers.ts';
import { runCaseCommand, textProblem } from './run-case-command.ts';

/** The grid office declares the case void (作废). */
export const voidCase = (context: Context, input: VoidCaseInput) =>
  runCaseCommand<'VoidCase', InvalidInput>(context, {
    name: 'VoidCase',
    action: 'VOID',
    input,
    work: (file, { by, clock }) =>
      Promise.resolve(textProblem(context, 'input.note', input.note, 1_000) ?? file.declareVoid(by, clock)),
  });
