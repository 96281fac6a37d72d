import type { Context } from '../context.ts';
import type { ReturnCaseInput } from '../generated/resolvers.ts';
import { runCaseCommand } from './run-case-command.ts';

/** The handler sends the case back (退单); it is dispatched again. */
export const returnCase = (context: Context, input: ReturnCaseInput) =>
  runCaseCommand<'ReturnCase', never>(context, {
    name: 'ReturnCase',
    action: 'RETURN',
    input,
    work: (file, { by, clock }) => Promise.resolve(file.sendBack(by, input.reason, clock)),
  });
