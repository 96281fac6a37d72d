import { invalidInput, type InvalidInput } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { TransferCaseInput } from '../generated/resolvers.ts';
import { findHandlersFor } from '../organization/handlers.ts';
import { findItemInForce } from '../service-item/find-service-item.ts';
import { runCaseCommand, type ServiceItemNotInForce } from './run-case-command.ts';

/** On to another body (转办): across, up or down. */
export const transferCase = (context: Context, input: TransferCaseInput) =>
  runCaseCommand<'TransferCase', ServiceItemNotInForce | InvalidInput>(context, {
    name: 'TransferCase',
    action: 'TRANSFER',
    input,
    work: async (file, { em, by, rules }) => {
      const item = await findItemInForce(context, em, file.serviceItemCode ?? '', file.areaCode);
      if ('__typename' in item) return item;
      const handlerId = input.handlerId.toLowerCase();
      const handler = (await findHandlersFor(context, file.areaCode, [handlerId])).get(handlerId);
      if (!handler || handlerId === file.handlerId) {
        return invalidInput(
          context.locale,
          'input.handlerId',
          {
            zh: '请从承办单位列表（handlers）中选择另一个单位。',
            en: 'Choose another body of the list (handlers).',
          },
          'Query.handlers',
        );
      }
      return file.transfer(by, handler, rules);
    },
  });
