import type { InvalidInput } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { ResolveCaseInput } from '../generated/resolvers.ts';
import { Complainant } from './complainant.ts';
import { runCaseCommand, textProblem } from './run-case-command.ts';

/** The handler says it is done (办结); each complainant gets the reply. */
export const resolveCase = (context: Context, input: ResolveCaseInput) =>
  runCaseCommand<'ResolveCase', InvalidInput>(context, {
    name: 'ResolveCase',
    action: 'RESOLVE',
    input,
    work: async (file, { em, by, rules }) => {
      const problem = textProblem(context, 'input.outcome', input.outcome, 4_000);
      if (problem) return problem;
      const complainants = await em.find(Complainant, { caseId: file.id });
      return file.resolve(by, input.outcome.trim(), complainants, rules);
    },
  });
