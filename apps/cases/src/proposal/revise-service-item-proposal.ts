import type { Context } from '../context.ts';
import type { InvalidInput } from '@gridloom/service-kit';

import type {
  RestoreServiceItemProposalInput,
  ReviseServiceItemProposalInput,
  WithdrawServiceItemProposalInput,
} from '../generated/resolvers.ts';
import { draftOf } from './check-content.ts';
import { runProposalCommand } from './run-proposal-command.ts';

/** The department hands a proposal in again (重报); what townships said of the earlier draft stays with that. */
export const reviseServiceItemProposal = (context: Context, input: ReviseServiceItemProposalInput) =>
  runProposalCommand<'ReviseServiceItemProposal', InvalidInput>(context, {
    name: 'ReviseServiceItemProposal',
    action: 'REVISE',
    input,
    work: async (proposal, { sql, by }) => {
      const draft = await draftOf(context, sql, input, proposal);
      return '__typename' in draft ? draft : { steps: [proposal.revise(draft, by)] };
    },
  });

/** The department takes a proposal back (撤回). */
export const withdrawServiceItemProposal = (context: Context, input: WithdrawServiceItemProposalInput) =>
  runProposalCommand<'WithdrawServiceItemProposal', never>(context, {
    name: 'WithdrawServiceItemProposal',
    action: 'WITHDRAW',
    input,
    note: { field: 'input.note', text: input.note, needed: false },
    work: (proposal, { by }) => Promise.resolve({ steps: [proposal.withdraw(by)] }),
  });

/** A proposal that was taken back goes on where it was (恢复). */
export const restoreServiceItemProposal = (context: Context, input: RestoreServiceItemProposalInput) =>
  runProposalCommand<'RestoreServiceItemProposal', never>(context, {
    name: 'RestoreServiceItemProposal',
    action: 'RESTORE',
    input,
    note: { field: 'input.note', text: input.note, needed: false },
    work: (proposal, { by }) => Promise.resolve({ steps: [proposal.restore(by)] }),
  });
