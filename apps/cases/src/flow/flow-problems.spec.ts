import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { caseActions, caseStatuses, endStatuses } from '../case/case-flow.ts';
import { defaultDefinition, defaultFlow } from './default-flow.ts';
import { flowProblems, type FlowDraft } from './flow-problems.ts';
import { actionRules } from './flow-words.ts';

const { states, transitions, settings } = defaultDefinition;
const codesOf = (draft: FlowDraft) => flowProblems(draft).map(({ code }) => code);

describe('the flow that a county starts with', () => {
  it('has nothing wrong with it', () => {
    expect(flowProblems(defaultDefinition)).toEqual([]);
  });

  it('has a clock for each state that is open and does not wait', () => {
    const open = states.filter(({ status }) => !endStatuses.includes(status));
    expect(open.filter(({ clock }) => clock === null).map(({ code }) => code)).toEqual(['DEFERRED']);
    expect(defaultFlow.waits('DEFERRED')).toBe(true);
    expect(defaultFlow.waits('CLOSED')).toBe(false);
  });

  it('offers every action somewhere', () => {
    expect(caseActions.filter((action) => !transitions.some((way) => way.action === action))).toEqual([]);
  });
});

describe('a flow that is not sound', () => {
  const without = (...actions: string[]) => ({
    ...defaultDefinition,
    transitions: transitions.filter(({ action }) => !actions.includes(action)),
  });
  const withState = (change: object, code = 'HANDLING') => ({
    ...defaultDefinition,
    states: states.map((state) => (state.code === code ? { ...state, ...change } : state)),
  });
  const withWay = (change: object) => ({
    ...defaultDefinition,
    transitions: transitions.map((way, index) => (index === 0 ? { ...way, ...change } : way)),
  });

  it.each<[fault: string, draft: FlowDraft, codes: readonly string[]]>([
    ['a dead end', without('RESUME', 'VOID'), ['NO_WAY_BACK', 'DEAD_END']],
    ['a state that nothing leads to', without('MERGE'), ['UNREACHABLE']],
    ['a start that is no state', { ...defaultDefinition, start: 'NOWHERE' }, ['START_UNKNOWN']],
    ['a start that is not a report', { ...defaultDefinition, start: 'ACCEPTED' }, ['START_UNKNOWN']],
    ['a state twice', { ...defaultDefinition, states: [...states, ...states.slice(0, 1)] }, ['STATE_TWICE']],
    ['a status that is none', withState({ status: 'LOST' }), ['STATUS_UNKNOWN', 'TARGET_NOT_ALLOWED']],
    ['a clock that is none', withState({ clock: 'LUNCH' }), ['CLOCK_UNKNOWN']],
    ['a clock in an end', withState({ clock: 'HANDLE' }, 'CLOSED'), ['CLOCK_IN_END']],
    ['an action that is none', withWay({ action: 'DANCE' }), ['ACTION_UNKNOWN']],
    ['an outcome that the action has not', withWay({ outcome: 'MAYBE' }), ['OUTCOME_UNKNOWN']],
    ['a way to where the action cannot lead', withWay({ to: 'CLOSED' }), ['TARGET_NOT_ALLOWED']],
    ['a way to a state that is not there', withWay({ to: 'LIMBO' }), ['STATE_UNKNOWN']],
    [
      'two ways for one step',
      { ...defaultDefinition, transitions: [...transitions, ...transitions.slice(0, 1)] },
      ['AMBIGUOUS'],
    ],
    ['a way that nobody may take', withWay({ actors: [] }), ['NOBODY_MAY']],
    ['somebody who is none', withWay({ actors: ['MAYOR'] }), ['ACTOR_UNKNOWN']],
    ['a field that the input has not', withWay({ required: ['colour'] }), ['FIELD_UNKNOWN']],
    ['somebody to tell who is none', withWay({ notify: ['PRESS'] }), ['PARTY_UNKNOWN']],
    [
      'no way on after a failed check',
      {
        ...defaultDefinition,
        transitions: transitions.filter(({ action, outcome }) => action !== 'VERIFY' || outcome !== 'FAILED'),
      },
      ['OUTCOME_MISSING'],
    ],
    [
      'a setting out of range',
      { ...defaultDefinition, settings: { ...settings, fallbackAfter: 0 } },
      ['SETTING_OUT_OF_RANGE'],
    ],
  ])('is told by name: %s', (_, draft, codes) => {
    expect([...new Set(codesOf(draft))].sort()).toEqual(expect.arrayContaining([...codes]));
    for (const { field, message } of flowProblems(draft)) {
      expect(field).toMatch(/^(start|states\.\d+|transitions\.\d+|settings\.\w+)$/u);
      expect(message.zh).not.toBe(message.en);
    }
  });

  it('names the state from which no end can be reached', () => {
    const stuck = flowProblems(without('RESUME', 'VOID')).find(({ code }) => code === 'DEAD_END');
    expect(stuck).toMatchObject({ field: 'states.9', message: { en: 'No end can be reached from DEFERRED' } });
  });
});

describe('any flow that is let through', () => {
  const anyWay = fc
    .record({
      action: fc.constantFrom(...caseActions),
      from: fc.nat({ max: 11 }),
      to: fc.nat({ max: 11 }),
      pick: fc.nat(),
    })
    .map(({ action, from, to, pick }) => {
      const outcomes = Object.keys(actionRules[action].outcomes);
      return {
        action,
        outcome: outcomes[pick % outcomes.length] ?? 'DONE',
        from: caseStatuses[from] ?? 'REPORTED',
        to: caseStatuses[to] ?? 'REPORTED',
        actors: ['GRID_OFFICE'],
        required: [],
        notify: [],
      };
    });

  it('lets a case come to an end from every state that it can reach, whichever ways were left out or added', () => {
    fc.assert(
      fc.property(
        fc.subarray([...transitions], { minLength: 40 }),
        fc.array(anyWay, { maxLength: 6 }),
        (kept, added) => {
          const draft = { ...defaultDefinition, transitions: [...kept, ...added] };
          if (flowProblems(draft).length > 0) return;
          const next = (code: string) => draft.transitions.filter(({ from }) => from === code).map(({ to }) => to);
          const walk = (start: string) => {
            const seen = new Set([start]);
            for (const code of seen) next(code).forEach((to) => seen.add(to));
            return seen;
          };
          for (const code of walk('REPORTED')) {
            expect([...walk(code)].some((to) => endStatuses.some((end) => end === to))).toBe(true);
          }
        },
      ),
    );
  });
});
