import { invalidInput, type InvalidInput } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { RefuseCaseInput } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { loadOrganization } from '../organization/handlers.ts';
import { runCaseCommand } from './run-case-command.ts';

/** Refusal (不予受理): says why, and whose duty it is instead. */
export const refuseCase = (context: Context, input: RefuseCaseInput) =>
  runCaseCommand<'RefuseCase', InvalidInput>(context, {
    name: 'RefuseCase',
    action: 'REFUSE',
    input,
    work: async (file, { by, rules }) => {
      const dutyOfId = input.dutyOfId ?? null;
      const known = dutyOfId !== null && isUuid(dutyOfId) && (await loadOrganization(context, dutyOfId)) !== null;
      if ((dutyOfId !== null && !known) || (dutyOfId === null && input.reason === 'DUTY_OF_ANOTHER_BODY')) {
        return invalidInput(context.locale, 'input.dutyOfId', {
          zh: '请指明本县的一个单位，说明应由谁办理。',
          en: 'Name a body of this county whose duty it is instead.',
        });
      }
      return file.refuse(by, input.reason, dutyOfId, rules);
    },
  });
