import type { ProposalAction, ProposalStatus } from './service-item-proposal.ts';

/** Thrown when a proposal is in a state that does not allow a step; says what it allows. */
export class ProposalStepRefused extends Error {
  readonly action: ProposalAction;
  readonly currentStatus: ProposalStatus;
  readonly allowedSteps: readonly ProposalAction[];

  constructor(action: ProposalAction, currentStatus: ProposalStatus, allowedSteps: readonly ProposalAction[]) {
    super(`${action} is not allowed in ${currentStatus}; allowed: ${allowedSteps.join(', ') || 'nothing'}`);
    this.name = 'ProposalStepRefused';
    this.action = action;
    this.currentStatus = currentStatus;
    this.allowedSteps = allowedSteps;
  }
}
