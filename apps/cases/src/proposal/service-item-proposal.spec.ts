import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { stillToAnswer } from './item-opinion.ts';
import { ProposalStepRefused } from './proposal-step-refused.ts';
import {
  proposalActions,
  ServiceItemProposal,
  type NewProposalStep,
  type ProposalAction,
} from './service-item-proposal.ts';

const by = { at: new Date('2026-03-02T02:00:00Z'), accountId: 'officer' };
const draft = { reason: '需要', content: null, effectiveOn: '2026-04-01' };

const aProposal = () =>
  ServiceItemProposal.propose(
    {
      ...draft,
      id: 'proposal',
      kind: 'WITHDRAW',
      areaCode: '410326',
      sponsorId: 'roads',
      serviceItemId: 'item',
      code: 'A-001',
      temporary: false,
    },
    by,
  ).proposal;

const act = (proposal: ServiceItemProposal, action: ProposalAction): readonly NewProposalStep[] => {
  switch (action) {
    case 'HEAR':
      return proposal.hear(['410326200'], '2026-03-10', by);
    case 'GIVE_OPINION':
      return [proposal.noteOpinion('410326200', by)];
    case 'ADMIT':
      return [proposal.admit('item', by)];
    case 'REFUSE':
      return [proposal.refuse(by)];
    case 'ASK_FOR_CHANGES':
      return [proposal.askForChanges(by)];
    case 'REVISE':
      return [proposal.revise(draft, by)];
    case 'WITHDRAW':
      return [proposal.withdraw(by)];
    case 'RESTORE':
      return [proposal.restore(by)];
  }
};

describe('A proposal', () => {
  it('keeps the longer of two days when more townships are asked', () => {
    const proposal = aProposal();
    proposal.hear(['410326200'], '2026-03-12', by);
    proposal.hear(['410326104'], '2026-03-10', by);
    expect(proposal.hearingUntil).toBe('2026-03-12');
  });

  it('is heard anew once it was handed in again', () => {
    const proposal = aProposal();
    proposal.hear(['410326200'], '2026-03-12', by);
    proposal.askForChanges({ ...by, note: '补充依据' });
    expect(proposal.decisionReason).toBe('补充依据');
    proposal.revise(draft, by);
    expect(proposal).toMatchObject({ revision: 2, status: 'SUBMITTED', hearingUntil: null, decisionReason: null });
  });

  it('allows exactly what it says, numbers its steps without a gap, and can always still be decided or is decided', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...proposalActions), { maxLength: 30 }), (sequence) => {
        const proposal = aProposal();
        const positions = [1];
        for (const action of sequence) {
          const { status } = proposal;
          if (proposal.allowedActions().includes(action)) {
            positions.push(...act(proposal, action).map(({ position }) => position));
            if (action === 'RESTORE') expect(proposal.status).not.toBe('WITHDRAWN');
          } else {
            expect(() => act(proposal, action)).toThrow(ProposalStepRefused);
            expect(proposal.status).toBe(status);
          }
          const ended = proposal.status === 'ADMITTED' || proposal.status === 'REFUSED';
          expect(proposal.allowedActions().length === 0).toBe(ended);
        }
        expect(positions).toEqual(positions.map((_, index) => index + 1));
      }),
    );
  });
});

describe('A hearing', () => {
  const opinions = [
    { areaCode: '410326200', opinion: 'AGREES' as const },
    { areaCode: '410326104', opinion: null },
  ];

  it('waits for whoever was asked and has not answered, until the last day is past', () => {
    expect(stillToAnswer(opinions, '2026-03-10', '2026-03-10')).toEqual(['410326104']);
    expect(stillToAnswer(opinions, '2026-03-10', '2026-03-11')).toEqual([]);
    expect(stillToAnswer([], null, '2026-03-11')).toEqual([]);
  });
});
