import { invalidInput, type InvalidInput } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { DispatchCaseInput } from '../generated/resolvers.ts';
import { findHandlersFor } from '../organization/handlers.ts';
import { findItemInForce } from '../service-item/find-service-item.ts';
import { MOST_ASSISTANTS } from './case-schema.ts';
import { runCaseCommand, type ServiceItemNotInForce } from './run-case-command.ts';

const notAHandler = (context: Context, field: string) =>
  invalidInput(
    context.locale,
    field,
    {
      zh: '该单位不承办此地的事件；请从承办单位列表（handlers）中选择。',
      en: 'This body does not handle cases of this area; choose one of the list (handlers).',
    },
    'Query.handlers',
  );

/** Dispatch by duty (分流办理): to a body that handles cases of the area, under an item that is still in force. */
export const dispatchCase = (context: Context, input: DispatchCaseInput) =>
  runCaseCommand<'DispatchCase', ServiceItemNotInForce | InvalidInput>(context, {
    name: 'DispatchCase',
    action: 'DISPATCH',
    input,
    work: async (file, { em, by, rules }) => {
      const item = await findItemInForce(context, em, file.serviceItemCode ?? '', file.areaCode);
      if ('__typename' in item) return item;
      const handlerId = input.handlerId.toLowerCase();
      const assistantIds = [...new Set(input.assistantIds?.map((id) => id.toLowerCase()) ?? [])];
      if (assistantIds.length > MOST_ASSISTANTS || assistantIds.includes(handlerId)) {
        return invalidInput(
          context.locale,
          'input.assistantIds',
          { zh: '协办单位至多 20 个，且不含承办单位。', en: 'At most 20 bodies, the handler not among them.' },
          `≤ ${String(MOST_ASSISTANTS)}`,
        );
      }
      const known = await findHandlersFor(context, file.areaCode, [handlerId, ...assistantIds]);
      const handler = known.get(handlerId);
      if (!handler) return notAHandler(context, 'input.handlerId');
      const unknown = assistantIds.findIndex((id) => !known.has(id));
      if (unknown >= 0) return notAHandler(context, `input.assistantIds.${String(unknown)}`);
      return file.dispatch(by, handler, assistantIds, rules);
    },
  });
