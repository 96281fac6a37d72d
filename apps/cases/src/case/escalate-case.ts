import { invalidInput, type InvalidInput } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import type { EscalateCaseInput } from '../generated/resolvers.ts';
import { findBodyAbove } from './bodies-above.ts';
import { runCaseCommand } from './run-case-command.ts';

/** Up a level (升级), by hand. */
export const escalateCase = (context: Context, input: EscalateCaseInput) =>
  runCaseCommand<'EscalateCase', InvalidInput>(context, {
    name: 'EscalateCase',
    action: 'ESCALATE',
    input,
    work: async (file, { sql, by, rules }) => {
      const areas = context.areas.withAncestors(file.areaCode);
      const body = await findBodyAbove(sql, file, areas, shanghaiDay(context.now()));
      if (!body) {
        return invalidInput(context.locale, 'input.caseId', {
          zh: '上一级没有可承办的单位，不能再升级；可转办其他单位。',
          en: 'No body a level above handles cases: it cannot go up; it can be sent on.',
        });
      }
      return file.escalate(by, body, rules, 'BY_HAND');
    },
  });
