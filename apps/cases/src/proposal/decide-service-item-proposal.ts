import { invalidInput, type InvalidInput, type UserErrorCode } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import type { DecideServiceItemProposalInput } from '../generated/resolvers.ts';
import { admitItem } from '../service-item/admit-item.ts';
import { stillToAnswer, type ItemOpinion } from './item-opinion.ts';
import { runProposalCommand } from './run-proposal-command.ts';
import type { ServiceItemProposal } from './service-item-proposal.ts';

export interface HearingNotOver {
  readonly __typename: 'HearingNotOver';
  readonly code: UserErrorCode;
  readonly message: string;
  readonly until?: string;
  readonly waitingFor: readonly string[];
}

/** What stands against admitting now: townships that may still answer, or that none was asked. */
const hearingProblem = (
  context: Context,
  proposal: ServiceItemProposal,
  opinions: readonly ItemOpinion[],
): HearingNotOver | null => {
  if (proposal.temporary) return null;
  const { hearingUntil: until } = proposal;
  const waitingFor = stillToAnswer(opinions, until, shanghaiDay(context.now()));
  if (until && waitingFor.length === 0) return null;
  const names = waitingFor.map((code) => context.areas.find(code)?.name ?? code);
  return {
    __typename: 'HearingNotOver',
    code: 'RULE_VIOLATED',
    message: context.say(
      until
        ? {
            zh: `征求意见至 ${until}，尚未反馈：${names.join('、')}。`,
            en: `Townships may answer until ${until}; not heard yet: ${names.join(', ')}.`,
          }
        : { zh: '尚未征求乡镇意见。', en: 'No township has been asked yet.' },
    ),
    waitingFor,
    ...(until ? { until } : {}),
  };
};

/** The grid office admits, refuses or asks for changes (审核决定). */
export const decideServiceItemProposal = (context: Context, input: DecideServiceItemProposalInput) =>
  runProposalCommand<'DecideServiceItemProposal', HearingNotOver | InvalidInput>(context, {
    name: 'DecideServiceItemProposal',
    action: input.decision,
    input,
    note: { field: 'input.reason', text: input.reason, needed: input.decision !== 'ADMIT' },
    work: async (proposal, { em, sql, by, opinions }) => {
      if (input.decision === 'REFUSE') return { steps: [proposal.refuse(by)] };
      if (input.decision === 'ASK_FOR_CHANGES') return { steps: [proposal.askForChanges(by)] };
      const problem = hearingProblem(context, proposal, opinions);
      if (problem) return problem;
      const today = shanghaiDay(by.at);
      if (proposal.effectiveOn < today) {
        return invalidInput(
          context.locale,
          'input.proposalId',
          {
            zh: `申请的生效日 ${proposal.effectiveOn} 已过；请退回修改。`,
            en: `It was to hold from ${proposal.effectiveOn}, which is past: ask for changes.`,
          },
          `≥ ${today}`,
        );
      }
      const outcome = await admitItem(context, { em, sql, at: by.at }, proposal);
      return '__typename' in outcome
        ? outcome
        : { steps: [proposal.admit(outcome.serviceItemId, by)], events: outcome.events };
    },
  });
