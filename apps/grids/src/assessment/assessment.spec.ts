import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { AssessmentObjection, AssessmentRun, AssessmentStepRefused, type AssessmentStatus } from './assessment.ts';

const at = new Date('2026-03-02T02:00:00Z');
const aRun = (status: AssessmentStatus) =>
  Object.assign(new AssessmentRun(), { status, computation: 1, publishedAt: null, areaCodes: ['a'] });

const steps = {
  compute: (run: AssessmentRun) => {
    run.computeAgain('scheme', ['a', 'b']);
  },
  publish: (run: AssessmentRun) => {
    run.publish(at, '2026-03-10');
  },
  withdraw: (run: AssessmentRun) => {
    run.withdraw();
  },
  finish: (run: AssessmentRun) => {
    run.finish(at);
  },
} as const;

describe('An assessment run', () => {
  test('is published once it is computed, takes objections to the last day, and is final then', () => {
    const run = aRun('DRAFT');
    expect(run.isSeenByWorkers()).toBe(false);
    steps.publish(run);
    expect([run.isSeenByWorkers(), run.takesObjectionsOn('2026-03-10'), run.takesObjectionsOn('2026-03-11')]).toEqual([
      true,
      true,
      false,
    ]);
    steps.finish(run);
    expect([run.status, run.takesObjectionsOn('2026-03-10')]).toEqual(['FINAL', false]);
  });

  test('is computed again from the beginning, and jobs of before count no more', () => {
    const run = aRun('DRAFT');
    steps.compute(run);
    expect(run).toMatchObject({ status: 'COMPUTING', computation: 2, doneSteps: 0, totalSteps: 4, workerCount: 0 });
  });

  test('never changes any more once workers have seen it, but for becoming final', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...(['compute', 'publish', 'withdraw', 'finish'] as const)), { maxLength: 12 }),
        (names) => {
          const run = aRun('DRAFT');
          let seen = false;
          for (const name of names) {
            if (run.status === 'COMPUTING' && name !== 'withdraw') run.status = 'DRAFT';
            const before = { status: run.status, computation: run.computation, publishedAt: run.publishedAt };
            try {
              steps[name](run);
            } catch (error) {
              expect(error).toBeInstanceOf(AssessmentStepRefused);
              expect(run).toMatchObject(before);
            }
            if (seen) expect(run.computation).toBe(before.computation);
            if (seen) expect(['PUBLISHED', 'FINAL']).toContain(run.status);
            seen ||= run.isSeenByWorkers();
          }
        },
      ),
    );
  });
});

describe('An objection', () => {
  test('is answered once, and keeps what the score was', () => {
    const objection = Object.assign(new AssessmentObjection(), { status: 'OPEN', text: '不对' });
    objection.settle('已核实', { accountId: 'a', at }, { before: 80, after: 90 }, true);
    expect(objection).toMatchObject({ status: 'ADJUSTED', scoreBefore: 80, scoreAfter: 90, answer: '已核实' });
    expect(() => {
      objection.settle('再答', { accountId: 'a', at }, { before: 90, after: 90 }, false);
    }).toThrow(AssessmentStepRefused);
  });
});
