import { invalidInput, type InvalidInput } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { extendedClock } from '../deadline/extend-clock.ts';
import type {
  AskCaseDeferralInput,
  AskCaseExtensionInput,
  DecideCaseExtensionInput,
  RefuseCaseDeferralInput,
} from '../generated/resolvers.ts';
import { lookAgainProblem } from './defer-case.ts';
import { runCaseCommand } from './run-case-command.ts';

const daysProblem = (context: Context, days: number, most: number): InvalidInput | null =>
  Number.isInteger(days) && days >= 1 && days <= most
    ? null
    : invalidInput(
        context.locale,
        'input.workingDays',
        { zh: `延期须为 1 到 ${String(most)} 个工作日。`, en: `An extension is 1 to ${String(most)} working days.` },
        `1–${String(most)}`,
      );

/** The handler asks for more time, before the deadline (申请延期). */
export const askCaseExtension = (context: Context, input: AskCaseExtensionInput) =>
  runCaseCommand<'AskCaseExtension', InvalidInput>(context, {
    name: 'AskCaseExtension',
    action: 'ASK_EXTENSION',
    input,
    work: (file, { by, rules }) => {
      const { workingDays } = input;
      const problem = daysProblem(context, workingDays, rules.flow.settings.longestExtension);
      return Promise.resolve(problem ?? file.askExtension(by, { id: context.newId(), workingDays }, rules));
    },
  });

/** More time is granted or refused (延期审批): the clock follows, with an entry of its own. */
export const decideCaseExtension = (context: Context, input: DecideCaseExtensionInput) =>
  runCaseCommand<'DecideCaseExtension', InvalidInput>(context, {
    name: 'DecideCaseExtension',
    action: 'DECIDE_EXTENSION',
    input,
    work: async (file, { em, sql, by, rules }) => {
      if (!input.granted) return file.decideExtension(by, null, rules);
      const [asked] = await sql('select working_days from case_request where id = $1', [file.pendingRequestId ?? null]);
      const workingDays = input.workingDays ?? (asked?.working_days as number);
      const problem = daysProblem(context, workingDays, rules.flow.settings.longestExtension);
      if (problem) return problem;
      const extension = { at: by.at, amount: workingDays, unit: 'WORKING_DAYS' } as const;
      const clock = await extendedClock(em, file.id, extension, rules.clock);
      if (!clock) throw new Error(`Case ${file.id} asks for more time and has no running clock`);
      return file.decideExtension(by, { clock, workingDays }, rules);
    },
  });

/** The handler asks that the case be put off (申请挂账). */
export const askCaseDeferral = (context: Context, input: AskCaseDeferralInput) =>
  runCaseCommand<'AskCaseDeferral', InvalidInput>(context, {
    name: 'AskCaseDeferral',
    action: 'ASK_DEFERRAL',
    input,
    work: (file, { by, rules }) => {
      const request = { id: context.newId(), lookAgainOn: input.lookAgainOn ?? null };
      return Promise.resolve(lookAgainProblem(context, input.lookAgainOn) ?? file.askDeferral(by, request, rules));
    },
  });

/** It is not put off. */
export const refuseCaseDeferral = (context: Context, input: RefuseCaseDeferralInput) =>
  runCaseCommand<'RefuseCaseDeferral', never>(context, {
    name: 'RefuseCaseDeferral',
    action: 'REFUSE_DEFERRAL',
    input,
    work: (file, { by, rules }) => Promise.resolve(file.refuseDeferral(by, rules)),
  });
