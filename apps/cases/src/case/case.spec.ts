import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { createCaseTally, statusMetric } from '../statistics/case-figures.ts';
import { aCase, act, by, testClock } from '../testing/case-world.ts';
import { actionsIn, caseActions, defaultFlow, openStatuses, type CaseAction } from './case-flow.ts';
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
    expect(() => Case.report(report, [], by(0), testClock)).toThrow(TypeError);
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
    expect(attempt).toThrow('RESOLVE is not allowed in ACCEPTED; allowed: DISPATCH, DEFER, VOID');
    expect(world.file.status).toBe('ACCEPTED');
  });

  it('asks each of several complainants once, the others after it was closed', () => {
    const world = aCase(2);
    for (const action of ['ACCEPT', 'DISPATCH', 'TAKE_UP', 'RESOLVE', 'VERIFY'] as const) act(world, action, 1);
    const answer = { satisfied: true, comment: null };
    expect(() => world.file.evaluate(by(2), answer, null, world.complainants, testClock)).toThrow(ComplainantUnclear);
    expect(world.file.status).toBe('VERIFIED');
    world.file.evaluate(by(2), answer, 'complainant-1', world.complainants, testClock);
    expect(world.file).toMatchObject({ status: 'CLOSED', unaskedCount: 1 });
    expect(world.file.allowedActions()).toEqual(['EVALUATE']);
    const late = world.file.evaluate(by(3), { satisfied: false, comment: '还行' }, null, world.complainants, testClock);
    expect(late).toMatchObject({ from: 'CLOSED', to: 'CLOSED', clock: undefined, entries: [{ step: 'EVALUATED' }] });
    expect(world.file.allowedActions()).toEqual([]);
  });

  it('tells each complainant the outcome, and forgets what was said about an earlier one', () => {
    const world = along('ACCEPT', 'DISPATCH', 'TAKE_UP', 'RESOLVE', 'VERIFY');
    act(world, 'EVALUATE', 6, false);
    expect(world.complainants[0]).toMatchObject({ replyText: '已办好', satisfied: false });
    act(world, 'RESOLVE', 7);
    expect(world.complainants[0]).toMatchObject({ satisfied: null, evaluatedAt: null });
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
          const allowed = world.file.allowedActions();
          const action = allowed[pick % Math.max(1, allowed.length)];
          if (!action) break;
          const change = act(world, action, minute + 1, good);
          entries += change.entries.length;
          expect(change.entries.at(-1)).toMatchObject({ position: entries, status: world.file.status });
          expect(world.file.stage ?? null).toBe(defaultFlow.clocks[world.file.status] ?? null);
        }
        expect(world.file.timelineLength).toBe(entries);
        const wayOut: readonly CaseAction[] = [
          'ACCEPT',
          'RESUME',
          'DISPATCH',
          'TAKE_UP',
          'RESOLVE',
          'VERIFY',
          'EVALUATE',
        ];
        for (let minute = 100; world.file.isOpen(); minute += 1) {
          const next = wayOut.find((action) => world.file.allowedActions().includes(action));
          expect(next).toBeDefined();
          act(world, next ?? 'VOID', minute);
          expect(minute).toBeLessThan(110);
        }
        expect(defaultFlow.ends).toContain(world.file.status);
      }),
    );
  });

  it('refuses every action that is not among those allowed, and changes nothing', () => {
    fc.assert(
      fc.property(walk, fc.constantFrom(...caseActions), (steps, tried) => {
        const world = aCase();
        for (const [minute, { pick, good }] of steps.entries()) {
          const allowed = world.file.allowedActions();
          const action = allowed[pick % Math.max(1, allowed.length)];
          if (!action) break;
          act(world, action, minute + 1, good);
        }
        const { status, timelineLength } = world.file;
        if (world.file.allowedActions().includes(tried)) return;
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
            const allowed = world.file.allowedActions();
            const action = allowed[pick % Math.max(1, allowed.length)];
            if (action) tally.add(world.file, act(world, action, minute + 1, good));
          }
          return world.file;
        });
        const counts = new Map(tally.increments().map((i) => [`${i.subject} ${i.metric}`, i.delta]));
        for (const status of [...openStatuses, ...defaultFlow.ends]) {
          const there = worlds.filter((file) => file.status === status).length;
          expect(counts.get(`county ${statusMetric(status)}`) ?? 0).toBe(there);
        }
        expect(actionsIn(defaultFlow, 'REPORTED')).toContain('ACCEPT');
      }),
    );
  });
});
