import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { createCaseTally, statusMetric } from '../statistics/case-figures.ts';
import { aCase, act, allowed, by, testClock, testRules } from '../testing/case-world.ts';
import { defaultFlow } from '../flow/default-flow.ts';
import { Flow } from '../flow/flow.ts';
import { caseActions, caseStatuses, type CaseAction } from './case-flow.ts';
import { Case } from './case.ts';
import { ComplainantUnclear, TransitionRefused } from './transition-refused.ts';

const along = (...actions: CaseAction[]) => {
  const world = aCase();
  actions.forEach((action, index) => act(world, action, index + 1));
  return world;
};

describe('a case', () => {
  it('is reported with its first clock and at least one complainant', () => {
    const { file, report, change } = aCase();
    expect(file).toMatchObject({ status: 'REPORTED', stage: 'ACCEPT', version: 1, timelineLength: 1 });
    expect(change).toMatchObject({ from: null, to: 'REPORTED', entries: [{ step: 'REPORTED', position: 1 }] });
    expect(() => Case.report(report, [], by(0), testRules)).toThrow(TypeError);
  });

  it('goes from report to closed, resolved being not yet closed', () => {
    const world = along('ACCEPT', 'DISPATCH', 'TAKE_UP', 'RESOLVE');
    expect(world.file).toMatchObject({ status: 'RESOLVED', closedAt: null, stage: 'VERIFY' });
    act(world, 'VERIFY', 5);
    expect(act(world, 'EVALUATE', 6).entries.map(({ step }) => step)).toEqual(['EVALUATED', 'CLOSED']);
    expect(world.file).toMatchObject({ status: 'CLOSED', satisfied: true, stage: null, dueAt: null });
  });

  it('is to be done again after a failed check, and after a complainant was not satisfied', () => {
    const world = along('ACCEPT', 'DISPATCH', 'TAKE_UP', 'RESOLVE');
    expect(act(world, 'VERIFY', 5, false).entries).toMatchObject([{ step: 'REWORKED', status: 'HANDLING' }]);
    expect(world.file).toMatchObject({ status: 'HANDLING', stage: 'HANDLE' });
    act(world, 'RESOLVE', 6);
    act(world, 'VERIFY', 7);
    expect(act(world, 'EVALUATE', 8, false).entries.map(({ step }) => step)).toEqual(['EVALUATED', 'REWORKED']);
    expect(world.file).toMatchObject({ status: 'HANDLING', closedAt: null, satisfied: false });
    expect(world.file.dueAt?.getTime()).toBeGreaterThan(by(8).at.getTime());
  });

  it('gives the handler of a county department its own deadline for the item', () => {
    const { file } = along('ACCEPT', 'DISPATCH', 'TAKE_UP');
    // Monday 2 March 2026, 3 working days from the next day on
    expect(file.dueAt?.toISOString()).toBe('2026-03-05T10:00:00.000Z');
  });

  it('stands still while it is deferred and goes on where it was, with a new clock', () => {
    const world = along('ACCEPT', 'DISPATCH', 'TAKE_UP', 'DEFER');
    expect(world.file).toMatchObject({ status: 'DEFERRED', stage: null, dueAt: null, deferredIn: 'HANDLING' });
    act(world, 'RESUME', 10);
    expect(world.file).toMatchObject({ status: 'HANDLING', stage: 'HANDLE', deferredIn: null });
  });

  it('has no handler after it was sent back, and is dispatched again', () => {
    const world = along('ACCEPT', 'DISPATCH', 'RETURN');
    expect(world.file).toMatchObject({ status: 'RETURNED', handlerId: null, stage: 'DISPATCH' });
    act(world, 'DISPATCH', 9);
    expect(world.file.status).toBe('DISPATCHED');
  });

  it('refuses what the flow does not allow, and says what it allows', () => {
    const world = along('ACCEPT');
    const attempt = () => act(world, 'RESOLVE', 2);
    expect(attempt).toThrow(TransitionRefused);
    expect(attempt).toThrow(
      'RESOLVE is not allowed in ACCEPTED; allowed: SELF_HANDLE, DISPATCH, DISPATCH_TO_GRID, DEFER, VOID, MERGE',
    );
    expect(world.file.status).toBe('ACCEPTED');
  });

  it('asks each of several complainants once, the others after it was closed', () => {
    const world = aCase(2);
    for (const action of ['ACCEPT', 'DISPATCH', 'TAKE_UP', 'RESOLVE', 'VERIFY'] as const) act(world, action, 1);
    const answer = { satisfied: true, comment: null };
    expect(() => world.file.evaluate(by(2), answer, null, world.complainants, testRules)).toThrow(ComplainantUnclear);
    expect(world.file.status).toBe('VERIFIED');
    world.file.evaluate(by(2), answer, 'complainant-1', world.complainants, testRules);
    expect(world.file).toMatchObject({ status: 'CLOSED', unaskedCount: 1 });
    expect(allowed(world, 2)).toEqual(['EVALUATE', 'REOPEN', 'ARCHIVE']);
    const late = world.file.evaluate(by(3), { satisfied: false, comment: '还行' }, null, world.complainants, testRules);
    expect(late).toMatchObject({ from: 'CLOSED', to: 'CLOSED', clock: undefined, entries: [{ step: 'EVALUATED' }] });
    expect(allowed(world, 3)).toEqual(['REOPEN', 'ARCHIVE']);
  });

  it('tells each complainant the outcome, and forgets what was said about an earlier one', () => {
    const world = along('ACCEPT', 'DISPATCH', 'TAKE_UP', 'RESOLVE', 'VERIFY');
    act(world, 'EVALUATE', 6, false);
    expect(world.complainants[0]).toMatchObject({ replyText: '已办好', satisfied: false });
    act(world, 'RESOLVE', 7);
    expect(world.complainants[0]).toMatchObject({ satisfied: null, evaluatedAt: null });
  });
});

describe('the further ways of a case', () => {
  const dispute = { code: 'NOT_OUR_DUTY', dispute: true };
  const township = { id: 'township', kind: 'TOWNSHIP_GOVERNMENT' };

  it('is settled by the grid itself, accepted on the spot', () => {
    const world = aCase();
    const change = act(world, 'SELF_HANDLE', 1);
    expect(change.entries.map(({ step }) => step)).toEqual(['ACCEPTED', 'SELF_HANDLED']);
    expect(world.file).toMatchObject({ status: 'HANDLING', inGrid: true, handlerId: null, serviceItemCode: 'A-001' });
    expect(world.file.wasHandledBy(by(1).actorAccountId ?? '')).toBe(true);
  });

  it('goes on to another body with a new clock, and says which way', () => {
    const world = along('ACCEPT', 'DISPATCH', 'TAKE_UP');
    const change = act(world, 'TRANSFER', 9);
    expect(change.entries).toMatchObject([{ step: 'TRANSFERRED', reason: 'ACROSS' }]);
    expect(world.file).toMatchObject({ status: 'DISPATCHED', stage: 'TAKE_UP', takenUpByAccountId: null });
    const again = world.file.transfer(by(10), { id: 'x', kind: 'VILLAGE_COMMITTEE' }, testRules);
    expect(again.entries).toMatchObject([{ step: 'TRANSFERRED', reason: 'DOWN' }]);
    expect(again.clock).toMatchObject({ stage: 'TAKE_UP' });
  });

  it('falls back on the territory after two disputes, and is not sent back again', () => {
    const world = along('ACCEPT', 'DISPATCH');
    const first = world.file.sendBack(by(3), dispute, township, testRules);
    expect(first).toMatchObject({ to: 'RETURNED', entries: [{ step: 'RETURNED', reason: 'NOT_OUR_DUTY' }] });
    act(world, 'DISPATCH', 4);
    const second = world.file.sendBack(by(5), dispute, township, testRules);
    expect(second.entries.map(({ step }) => step)).toEqual(['RETURNED', 'FELL_BACK']);
    expect(world.file).toMatchObject({ status: 'DISPATCHED', handlerId: 'township', coversTerritory: true });
    expect(allowed(world, 6)).not.toContain('RETURN');
  });

  it('is not disputed by other reasons, nor where there is no body of the territory', () => {
    const world = along('ACCEPT', 'DISPATCH');
    for (const minute of [3, 5, 7]) {
      const reason = { code: 'NOT_ENOUGH_INFORMATION', dispute: false };
      expect(world.file.sendBack(by(minute), reason, township, testRules).to).toBe('RETURNED');
      act(world, 'DISPATCH', minute + 1);
    }
    expect(world.file.disputeCount).toBe(0);
    for (const minute of [11, 13, 15]) {
      expect(world.file.sendBack(by(minute), dispute, null, testRules).to).toBe('RETURNED');
      act(world, 'DISPATCH', minute + 1);
    }
  });

  it('is sent back within the hours that the flow gives, and no later', () => {
    const settings = { ...defaultFlow.settings, returnWithinHours: 4 };
    const rules = { clock: testClock, flow: new Flow(1, { ...defaultFlow.definition, settings }) };
    const world = along('ACCEPT');
    act(world, 'DISPATCH', 2, true, rules);
    const limit = world.file.returnBy ?? new Date(0);
    expect(limit.getTime()).toBeGreaterThan(by(2).at.getTime());
    expect(world.file.allowedActions(rules.flow, limit)).toContain('RETURN');
    expect(world.file.allowedActions(rules.flow, new Date(limit.getTime() + 1))).not.toContain('RETURN');
  });

  it('gets more time once asked before the deadline, the second time from a higher approver, and no third time', () => {
    const world = along('ACCEPT', 'DISPATCH', 'TAKE_UP');
    const approvers = () => world.file.waysOf(defaultFlow, 'DECIDE_EXTENSION').flatMap(({ actors }) => actors);
    const late = new Date((world.file.dueAt?.getTime() ?? 0) + 1);
    expect(world.file.allowedActions(defaultFlow, late)).not.toContain('ASK_EXTENSION');
    const before = world.file.dueAt?.getTime() ?? 0;
    expect(act(world, 'ASK_EXTENSION', 5).request).toMatchObject({
      outcome: 'ASKED',
      kind: 'EXTENSION',
      workingDays: 3,
    });
    expect(allowed(world, 5)).not.toContain('ASK_EXTENSION');
    expect(approvers()).toEqual(['GRID_OFFICE', 'COUNTY_ADMINISTRATOR']);
    const granted = act(world, 'DECIDE_EXTENSION', 6);
    expect(granted).toMatchObject({
      request: { outcome: 'GRANTED', workingDays: 3 },
      from: 'HANDLING',
      to: 'HANDLING',
    });
    expect(world.file.dueAt?.getTime()).toBeGreaterThan(before);
    act(world, 'ASK_EXTENSION', 7);
    expect(approvers()).toEqual(['COUNTY_ADMINISTRATOR']);
    expect(act(world, 'DECIDE_EXTENSION', 8, false).request).toEqual({ outcome: 'REFUSED', id: 'request' });
    act(world, 'ASK_EXTENSION', 9);
    act(world, 'DECIDE_EXTENSION', 10);
    expect(allowed(world, 11)).not.toContain('ASK_EXTENSION');
  });

  it('forgets a request that nobody decided before it moved on', () => {
    const world = along('ACCEPT', 'DISPATCH', 'TAKE_UP', 'ASK_EXTENSION');
    expect(act(world, 'RESOLVE', 9).request).toEqual({ outcome: 'LAPSED', id: 'request' });
    expect(world.file).toMatchObject({ pendingRequestId: null, pendingRequestKind: null });
  });

  it('is put off as the handler asked, until a day', () => {
    const world = along('ACCEPT', 'DISPATCH', 'ASK_DEFERRAL');
    expect(act(world, 'DEFER', 4).request).toMatchObject({ outcome: 'GRANTED', id: 'request' });
    expect(world.file).toMatchObject({ lookAgainOn: '2026-06-01', stage: null });
    expect(world.file.fallDue(by(5)).entries).toMatchObject([{ step: 'DEFERRAL_DUE', status: 'DEFERRED' }]);
    act(world, 'RESUME', 6);
    expect(world.file).toMatchObject({ status: 'DISPATCHED', lookAgainOn: null });
  });

  it('is opened again within the period, and not once it is in the archive', () => {
    const closed = () => along('ACCEPT', 'DISPATCH', 'TAKE_UP', 'RESOLVE', 'VERIFY_BY_CALL_BACK', 'CLOSE');
    const world = closed();
    expect(world.file.closedAt).not.toBeNull();
    expect(world.file.allowedActions(defaultFlow, by(31 * 24 * 60).at)).not.toContain('REOPEN');
    act(world, 'REOPEN', 10);
    expect(world.file).toMatchObject({ status: 'DISPATCHED', closedAt: null, endedAt: null, reopenCount: 1 });
    const filed = closed();
    act(filed, 'ARCHIVE', 10);
    expect(filed.file.archivedAt).toEqual(by(10).at);
    expect(allowed(filed, 11)).toEqual(['EVALUATE']);
  });

  it('goes on where it was when it is split off again', () => {
    const world = along('ACCEPT', 'DISPATCH', 'MERGE');
    expect(world.file).toMatchObject({ status: 'MERGED', mergedIntoId: 'other', stage: null });
    act(world, 'SPLIT', 9);
    expect(world.file).toMatchObject({ status: 'DISPATCHED', mergedIntoId: null, stage: 'TAKE_UP' });
  });

  it("runs by states of the county's own, told as the statuses that they stand for", () => {
    const { states, transitions } = defaultFlow.definition;
    const own = new Flow(2, {
      ...defaultFlow.definition,
      states: [
        ...states,
        { code: 'SCREENED', status: 'ACCEPTED', name: { zh: '初审通过', en: 'screened' }, clock: 'DISPATCH' },
      ],
      transitions: transitions.map((way) =>
        way.to === 'ACCEPTED' && way.action === 'ACCEPT'
          ? { ...way, to: 'SCREENED' }
          : way.from === 'ACCEPTED' && way.action === 'DISPATCH'
            ? { ...way, from: 'SCREENED' }
            : way,
      ),
    });
    const rules = { flow: own, clock: testClock };
    const world = aCase(1, rules);
    act(world, 'ACCEPT', 1, true, rules);
    expect(world.file).toMatchObject({ flowVersion: 2, state: 'SCREENED', status: 'ACCEPTED', stage: 'DISPATCH' });
    expect(allowed(world, 2, own)).toEqual(['DISPATCH']);
    act(world, 'DISPATCH', 3, true, rules);
    expect(world.file).toMatchObject({ state: 'DISPATCHED', status: 'DISPATCHED' });
  });
});

const walk = fc.array(fc.record({ pick: fc.nat({ max: 20 }), good: fc.boolean() }), { maxLength: 40 });
const complainantCount = fc.integer({ min: 1, max: 3 });

describe('any sequence of allowed actions', () => {
  it('stays in the flow, keeps its clock and its timeline, and can still be brought to an end', () => {
    fc.assert(
      fc.property(complainantCount, walk, (count, steps) => {
        const world = aCase(count);
        let entries = 1;
        for (const [minute, { pick, good }] of steps.entries()) {
          const actions = allowed(world, minute + 1);
          const action = actions[pick % Math.max(1, actions.length)];
          if (!action) break;
          const change = act(world, action, minute + 1, good);
          entries += change.entries.length;
          expect(change.entries.at(-1)).toMatchObject({ position: entries, status: world.file.status });
          expect(world.file.stage ?? null).toBe(defaultFlow.state(world.file.state).clock);
        }
        expect(world.file.timelineLength).toBe(entries);
        const wayOut: readonly CaseAction[] = [
          'ACCEPT',
          'SPLIT',
          'RESUME',
          'DISPATCH',
          'TAKE_UP',
          'RESOLVE',
          'VERIFY',
          'EVALUATE',
        ];
        for (let minute = 100; world.file.isOpen(); minute += 1) {
          const next = wayOut.find((action) => allowed(world, minute).includes(action));
          expect(next).toBeDefined();
          act(world, next ?? 'VOID', minute);
          expect(minute).toBeLessThan(110);
        }
        expect(world.file.endedAt).not.toBeNull();
      }),
    );
  });

  it('refuses every action that is not among those allowed, and changes nothing', () => {
    fc.assert(
      fc.property(walk, fc.constantFrom(...caseActions), (steps, tried) => {
        const world = aCase();
        for (const [minute, { pick, good }] of steps.entries()) {
          const actions = allowed(world, minute + 1);
          const action = actions[pick % Math.max(1, actions.length)];
          if (!action) break;
          act(world, action, minute + 1, good);
        }
        const { status, timelineLength } = world.file;
        if (allowed(world, 99).includes(tried)) return;
        expect(() => act(world, tried, 99)).toThrow(TransitionRefused);
        expect(world.file).toMatchObject({ status, timelineLength });
      }),
    );
  });

  it('keeps figures of states that equal the cases there are', () => {
    fc.assert(
      fc.property(fc.array(walk, { maxLength: 5 }), (cases) => {
        const tally = createCaseTally(() => ['area', 'county']);
        const worlds = cases.map((steps) => {
          const world = aCase();
          tally.add(world.file, world.change);
          for (const [minute, { pick, good }] of steps.entries()) {
            const actions = allowed(world, minute + 1);
            const action = actions[pick % Math.max(1, actions.length)];
            if (action) tally.add(world.file, act(world, action, minute + 1, good));
          }
          return world.file;
        });
        const counts = new Map(tally.increments().map((i) => [`${i.subject} ${i.metric}`, i.delta]));
        for (const status of caseStatuses) {
          const there = worlds.filter((file) => file.status === status).length;
          expect(counts.get(`county ${statusMetric(status)}`) ?? 0).toBe(there);
        }
      }),
    );
  });
});
