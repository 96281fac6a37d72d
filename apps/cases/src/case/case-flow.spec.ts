import { describe, expect, it } from '@jest/globals';

import { actionsIn, defaultFlow, flowProblems } from './case-flow.ts';

describe('the flow of a case', () => {
  it('has no state that nothing leads to and none without a way to an end', () => {
    expect(flowProblems(defaultFlow)).toEqual([]);
  });

  it('says of a flow with a dead end which state is stuck', () => {
    const stuck = {
      ...defaultFlow,
      transitions: defaultFlow.transitions.filter(({ action }) => action !== 'RESUME' && action !== 'VOID'),
    };
    expect(flowProblems(stuck)).toEqual(['No end can be reached from DEFERRED']);
  });

  it('says of a flow with a lost state that nothing leads to it', () => {
    const lost = { ...defaultFlow, transitions: defaultFlow.transitions.filter(({ action }) => action !== 'DEFER') };
    expect(flowProblems(lost)).toEqual(['Nothing leads to DEFERRED']);
  });

  it('has a clock for each state that is open and does not stand still', () => {
    const open = Object.keys(defaultFlow.clocks);
    expect(open).toEqual(['REPORTED', 'ACCEPTED', 'RETURNED', 'DISPATCHED', 'HANDLING', 'RESOLVED', 'VERIFIED']);
  });

  it('allows nothing in a case that was refused, declared void or merged', () => {
    expect((['REFUSED', 'VOID', 'MERGED'] as const).flatMap((status) => actionsIn(defaultFlow, status))).toEqual([]);
  });
});
