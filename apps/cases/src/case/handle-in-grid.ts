import { invalidInput, type InvalidInput } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { DispatchCaseToGridInput, SelfHandleCaseInput } from '../generated/resolvers.ts';
import { findItemInForce } from '../service-item/find-service-item.ts';
import { runCaseCommand, type ServiceItemNotInForce } from './run-case-command.ts';

/** A worker of the grid settles the case without sending it anywhere (自办). */
export const selfHandleCase = (context: Context, input: SelfHandleCaseInput) =>
  runCaseCommand<'SelfHandleCase', ServiceItemNotInForce>(context, {
    name: 'SelfHandleCase',
    action: 'SELF_HANDLE',
    input,
    work: async (file, { em, by, rules }) => {
      const code = file.serviceItemCode ?? input.serviceItemCode ?? '';
      const item = await findItemInForce(context, em, code, file.areaCode);
      if ('__typename' in item) return item;
      return file.selfHandle(by, file.serviceItemCode ? null : item, rules);
    },
  });

/** The office sends the case to its grid, to be settled there. */
export const dispatchCaseToGrid = (context: Context, input: DispatchCaseToGridInput) =>
  runCaseCommand<'DispatchCaseToGrid', ServiceItemNotInForce | InvalidInput>(context, {
    name: 'DispatchCaseToGrid',
    action: 'DISPATCH_TO_GRID',
    input,
    work: async (file, { em, by, rules }) => {
      if (!file.gridId) {
        return invalidInput(context.locale, 'input.caseId', {
          zh: '该事件未落到具体网格，不能分流至网格。',
          en: 'The case has no grid that it could be sent to.',
        });
      }
      const item = await findItemInForce(context, em, file.serviceItemCode ?? '', file.areaCode);
      if ('__typename' in item) return item;
      return file.dispatchToGrid(by, rules);
    },
  });
