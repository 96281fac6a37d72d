import type { WhistleAction, WhistleStatus } from './whistle.ts';

/** Thrown when a whistle is in a state that does not allow a step; says what it allows. */
export class WhistleStepRefused extends Error {
  readonly action: WhistleAction;
  readonly currentStatus: WhistleStatus;
  readonly allowedSteps: readonly WhistleAction[];

  constructor(action: WhistleAction, currentStatus: WhistleStatus, allowedSteps: readonly WhistleAction[]) {
    super(`${action} is not allowed in ${currentStatus}; allowed: ${allowedSteps.join(', ') || 'nothing'}`);
    this.name = 'WhistleStepRefused';
    this.action = action;
    this.currentStatus = currentStatus;
    this.allowedSteps = allowedSteps;
  }
}
