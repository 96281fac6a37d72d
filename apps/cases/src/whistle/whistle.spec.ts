import { describe, expect, it } from '@jest/globals';
import { provisionalYear, WorkingCalendar, YearNotLoaded } from '@gridloom/standards';
import fc from 'fast-check';

import { createWhistleClock, WhistleRuleMissing, type WhistleRule } from './whistle-clock.ts';
import { WhistleStepRefused } from './whistle-step-refused.ts';
import {
  Whistle,
  whistleActions,
  WhistleAnswer,
  whistleKinds,
  type WhistleAction,
  type WhistleKind,
} from './whistle.ts';

const start = new Date('2026-03-02T02:00:00Z');
const by = (accountId = 'drafter', minute = 0) => ({ at: new Date(start.getTime() + minute * 60_000), accountId });

const aWhistle = (kind: WhistleKind = 'BEYOND_POWER') =>
  Whistle.draft(
    {
      id: 'whistle',
      caseId: 'case',
      areaCode: '410326200200',
      kind,
      callerId: 'township',
      callerAreaCode: '410326200',
      reason: '无执法权',
      leadId: 'roads',
      assistantIds: ['water'],
    },
    by(),
  ).whistle;

const answersOf = (whistle: Whistle) =>
  whistle
    .bodyIds()
    .map((organizationId, index) => Object.assign(new WhistleAnswer(), { organizationId, position: index + 1 }));

/** Does an action the way its command does. */
const act = (whistle: Whistle, answers: WhistleAnswer[], action: WhistleAction, body: number): void => {
  const answer = answers[body % answers.length] ?? new WhistleAnswer();
  switch (action) {
    case 'APPROVE':
      whistle.approve(by('principal'));
      if (!whistle.isLasting()) whistle.blow(by('principal'), null);
      return;
    case 'DECLINE':
      whistle.decline(by('principal'));
      return;
    case 'RECALL':
      whistle.recall(by());
      return;
    case 'RELEASE':
      whistle.release(by());
      return;
    case 'ANSWER':
      answer.answeredAt = start;
      break;
    case 'ARRIVE':
      answer.arrivedAt = start;
      break;
    case 'RECORD_OUTCOME':
      answer.outcomeAt = start;
      break;
    case 'RATE':
      answer.ratedAt = start;
      break;
  }
  whistle.noteBody(action, answer.organizationId, answers, by());
};

describe('A whistle', () => {
  it('goes out when a principal approves, and follows what its bodies do', () => {
    const whistle = aWhistle();
    const answers = answersOf(whistle);
    expect(whistle.allowedActions()).toEqual(['APPROVE', 'DECLINE', 'RECALL']);
    act(whistle, answers, 'APPROVE', 0);
    expect(whistle.status).toBe('BLOWN');
    act(whistle, answers, 'ANSWER', 0);
    expect(whistle.status).toBe('BLOWN');
    act(whistle, answers, 'ANSWER', 1);
    expect(whistle.status).toBe('ANSWERED');
    act(whistle, answers, 'ARRIVE', 0);
    act(whistle, answers, 'ARRIVE', 1);
    expect(whistle.status).toBe('ARRIVED');
    expect(whistle.allowedActions()).toEqual(['RECORD_OUTCOME', 'RELEASE']);
    act(whistle, answers, 'RELEASE', 0);
    expect(whistle.allowedActions()).toEqual(['RATE']);
  });

  it('in an emergency is out before its approval, which lapses once and stays possible', () => {
    const whistle = aWhistle('EMERGENCY');
    whistle.blow(by(), by('', 60).at);
    expect(whistle.awaitsApproval()).toBe(true);
    expect(whistle.lapseApproval(by('', 61))?.step).toBe('APPROVAL_LAPSED');
    expect(whistle.lapseApproval(by('', 62))).toBeNull();
    whistle.approve(by('principal', 90));
    expect(whistle.awaitsApproval()).toBe(false);
    expect(() => whistle.approve(by('principal'))).toThrow(WhistleStepRefused);
  });

  it('says of a body which of its three clocks it missed, or is missing', () => {
    const answer = Object.assign(new WhistleAnswer(), {
      dueAt: by('', 10).at,
      arrivalDueAt: by('', 20).at,
      outcomeDueAt: by('', 30).at,
    });
    expect(answer.missedBy(by('', 5).at)).toEqual([]);
    answer.answeredAt = by('', 15).at;
    answer.arrivedAt = by('', 19).at;
    expect(answer.missedBy(by('', 25).at)).toEqual(['ANSWER']);
    expect(answer.missedBy(by('', 31).at)).toEqual(['ANSWER', 'OUTCOME']);
  });

  it('allows exactly what it says it allows, and never leaves bodies convened without a way to let them go', () => {
    const action = fc.constantFrom(...whistleActions);
    fc.assert(
      fc.property(
        fc.constantFrom(...whistleKinds),
        fc.array(fc.tuple(action, fc.nat(1)), { maxLength: 25 }),
        (kind, sequence) => {
          const whistle = aWhistle(kind);
          const answers = answersOf(whistle);
          if (kind === 'EMERGENCY') whistle.blow(by(), by('', 60).at);
          for (const [next, body] of sequence) {
            const allowed = whistle.allowedActions();
            if (allowed.includes(next)) act(whistle, answers, next, body);
            else {
              expect(() => {
                whistle.require(next);
              }).toThrow(WhistleStepRefused);
            }
            if (whistle.isLasting()) expect(whistle.allowedActions()).toContain('RELEASE');
            if (whistle.status === 'DECLINED' || whistle.status === 'RECALLED') {
              expect(whistle.allowedActions()).toEqual([]);
            }
          }
        },
      ),
    );
  });
});

describe('The clock of whistles', () => {
  const rule = (stage: WhistleRule['stage'], role: WhistleRule['role'], amount: number, unit: WhistleRule['unit']) => ({
    id: 'rule',
    kind: 'EMERGENCY' as const,
    stage,
    role,
    amount,
    unit,
  });
  const clock = createWhistleClock(
    [
      rule('ANSWER', null, 0.5, 'HOURS'),
      rule('ARRIVE', 'LEAD', 1, 'HOURS'),
      rule('ARRIVE', null, 2, 'HOURS'),
      rule('OUTCOME', null, 2, 'WORKING_DAYS'),
    ],
    new WorkingCalendar([{ ...provisionalYear(2026), status: 'loaded' }]),
  );
  const night = new Date('2026-03-06T20:00:00Z');

  it('runs round the clock in hours, and for the leading body by its own rule', () => {
    expect(clock.due('EMERGENCY', 'ANSWER', 'LEAD', night).toISOString()).toBe('2026-03-06T20:30:00.000Z');
    expect(clock.due('EMERGENCY', 'ARRIVE', 'LEAD', night).toISOString()).toBe('2026-03-06T21:00:00.000Z');
    expect(clock.due('EMERGENCY', 'ARRIVE', 'ASSIST', night).toISOString()).toBe('2026-03-06T22:00:00.000Z');
  });

  it('counts working days by the calendar, never guesses a year, and names a rule that is missing', () => {
    expect(clock.due('EMERGENCY', 'OUTCOME', 'LEAD', night).toISOString()).toBe('2026-03-10T10:00:00.000Z');
    expect(() => clock.due('EMERGENCY', 'OUTCOME', 'LEAD', new Date('2026-12-31T02:00:00Z'))).toThrow(YearNotLoaded);
    expect(() => clock.due('BEYOND_POWER', 'ANSWER', 'LEAD', night)).toThrow(WhistleRuleMissing);
  });
});
