import type { Context } from '../context.ts';
import type { VoidCaseInput } from '../generated/resolvers.ts';
import { runCaseCommand } from './run-case-command.ts';

/** The grid office declares the case void (作废). */
export const voidCase = (context: Context, input: VoidCaseInput) =>
  runCaseCommand<'VoidCase', never>(context, {
    name: 'VoidCase',
    action: 'VOID',
    input,
    work: (file, { by, rules }) => Promise.resolve(file.declareVoid(by, rules)),
  });
