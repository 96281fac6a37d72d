import { invalidInput, type InvalidInput } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { listReturnReasons } from '../flow/return-reason.ts';
import type { ReturnCaseInput } from '../generated/resolvers.ts';
import { findTerritory } from './bodies-above.ts';
import { runCaseCommand } from './run-case-command.ts';

/** The handler sends the case back (退单); it is dispatched again, or falls back on the territory (属地兜底). */
export const returnCase = (context: Context, input: ReturnCaseInput) =>
  runCaseCommand<'ReturnCase', InvalidInput>(context, {
    name: 'ReturnCase',
    action: 'RETURN',
    outcome: 'DONE',
    input,
    work: async (file, { sql, by, rules }) => {
      const reasons = await listReturnReasons(sql);
      const code = input.reasonCode ?? input.reason;
      const reason = reasons.find((known) => known.code === code);
      if (!reason || (input.reason && input.reasonCode)) {
        return invalidInput(
          context.locale,
          input.reasonCode ? 'input.reasonCode' : 'input.reason',
          {
            zh: '请从退单原因列表中选择一项，reason 与 reasonCode 只填其一。',
            en: 'Choose one reason of the list, as reason or as reasonCode.',
          },
          reasons.map((known) => known.code).join(', '),
        );
      }
      const areas = context.areas.withAncestors(file.areaCode);
      const territory = reason.dispute ? await findTerritory(sql, areas, shanghaiDay(context.now())) : null;
      return file.sendBack(by, reason, territory, rules);
    },
  });
