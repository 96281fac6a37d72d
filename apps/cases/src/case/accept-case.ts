import type { Context } from '../context.ts';
import type { AcceptCaseInput } from '../generated/resolvers.ts';
import { findItemInForce } from '../service-item/find-service-item.ts';
import { runCaseCommand, type ServiceItemNotInForce } from './run-case-command.ts';

/** Unified acceptance (统一受理): the case comes under an item of the list. */
export const acceptCase = (context: Context, input: AcceptCaseInput) =>
  runCaseCommand<'AcceptCase', ServiceItemNotInForce>(context, {
    name: 'AcceptCase',
    action: 'ACCEPT',
    input,
    work: async (file, { em, by, rules }) => {
      const item = await findItemInForce(context, em, input.serviceItemCode, file.areaCode);
      return '__typename' in item ? item : file.accept(by, item, input.urgency ?? null, rules);
    },
  });
