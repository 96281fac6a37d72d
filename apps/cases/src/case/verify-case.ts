import type { Context } from '../context.ts';
import type { VerifyCaseByCallBackInput, VerifyCaseInput } from '../generated/resolvers.ts';
import { runCaseCommand } from './run-case-command.ts';

/** The grid looks whether it is really done (核验); a failed check is rework. */
export const verifyCase = (context: Context, input: VerifyCaseInput) =>
  runCaseCommand<'VerifyCase', never>(context, {
    name: 'VerifyCase',
    action: 'VERIFY',
    outcome: input.passed ? 'PASSED' : 'FAILED',
    input,
    work: (file, { by, rules }) => Promise.resolve(file.verify(by, input.passed, rules)),
  });

/** Who calls the complainants back says whether it is done (电话核验). */
export const verifyCaseByCallBack = (context: Context, input: VerifyCaseByCallBackInput) =>
  runCaseCommand<'VerifyCaseByCallBack', never>(context, {
    name: 'VerifyCaseByCallBack',
    action: 'VERIFY_BY_CALL_BACK',
    outcome: input.passed ? 'PASSED' : 'FAILED',
    input,
    work: (file, { by, rules }) => Promise.resolve(file.verify(by, input.passed, rules, 'VERIFY_BY_CALL_BACK')),
  });
