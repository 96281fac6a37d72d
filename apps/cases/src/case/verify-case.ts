import type { Context } from '../context.ts';
import type { VerifyCaseInput } from '../generated/resolvers.ts';
import { runCaseCommand } from './run-case-command.ts';

/** The grid looks whether it is really done (核验); a failed check is rework. */
export const verifyCase = (context: Context, input: VerifyCaseInput) =>
  runCaseCommand<'VerifyCase', never>(context, {
    name: 'VerifyCase',
    action: 'VERIFY',
    input,
    work: (file, { by, clock }) => Promise.resolve(file.verify(by, input.passed, clock)),
  });
