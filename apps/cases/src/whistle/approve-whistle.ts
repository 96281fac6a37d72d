import { removeJob } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { ApproveWhistleInput, DeclineWhistleInput } from '../generated/resolvers.ts';
import { blow, noteInCase } from './convene.ts';
import { lapseApprovalOrder } from './lapse-approval.ts';
import { runWhistleCommand } from './run-whistle-command.ts';

/** A principal approves (批准): the whistle goes out, unless it is an emergency that is out already. */
export const approveWhistle = (context: Context, input: ApproveWhistleInput) =>
  runWhistleCommand<'ApproveWhistle', never>(context, {
    name: 'ApproveWhistle',
    action: 'APPROVE',
    input,
    words: { field: 'input.note', text: input.note, needed: false },
    work: async (whistle, tools) => {
      const { by, sql } = tools;
      const approved = whistle.approve(by);
      if (whistle.isLasting()) {
        await removeJob(sql, lapseApprovalOrder(whistle.id, by.at).key ?? '');
        return { steps: [approved] };
      }
      const { answers, step } = await blow(tools, whistle, by);
      return {
        steps: [approved, step],
        answers,
        events: await noteInCase(tools, whistle, 'WHISTLE_BLOWN', { ...by, note: null }),
      };
    },
  });

/** A principal declines (不批准); the bodies of an emergency that is out are let go. */
export const declineWhistle = (context: Context, input: DeclineWhistleInput) =>
  runWhistleCommand<'DeclineWhistle', never>(context, {
    name: 'DeclineWhistle',
    action: 'DECLINE',
    input,
    words: { field: 'input.reason', text: input.reason, needed: true },
    work: async (whistle, tools) => {
      const lasted = whistle.isLasting();
      const step = whistle.decline(tools.by);
      return {
        steps: [step],
        events: lasted ? await noteInCase(tools, whistle, 'WHISTLE_ENDED', tools.by) : [],
      };
    },
  });
