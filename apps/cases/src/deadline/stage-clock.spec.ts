import { describe, expect, it } from '@jest/globals';
import { provisionalYear, WorkingCalendar, YearNotLoaded } from '@gridloom/standards';

import { createStageClock, DeadlineRuleMissing, explainClock, type DeadlineRule } from './stage-clock.ts';

const rule = (id: string, amount: number, serviceItemCode: string | null, bodyKind: string | null): DeadlineRule => ({
  id,
  stage: 'HANDLE',
  serviceItemCode,
  bodyKind,
  source: null,
  amount,
  unit: 'WORKING_DAYS',
});

const calendar = new WorkingCalendar([{ ...provisionalYear(2026), status: 'loaded' }, provisionalYear(2027)]);
const clock = createStageClock(
  [
    rule('default', 10, null, null),
    rule('item', 7, 'A-001', null),
    rule('body', 5, null, 'COUNTY_DEPARTMENT'),
    rule('both', 3, 'A-001', 'COUNTY_DEPARTMENT'),
    { ...rule('emergency', 24, null, null), source: 'EMERGENCY', unit: 'HOURS' },
  ],
  calendar,
);
const monday = new Date('2026-03-02T02:00:00Z');

describe('the clock of a stage', () => {
  it.each([
    ['A-001', 'COUNTY_DEPARTMENT', 'both'],
    ['A-001', 'VILLAGE_COMMITTEE', 'item'],
    ['A-002', 'COUNTY_DEPARTMENT', 'body'],
    ['A-002', 'VILLAGE_COMMITTEE', 'default'],
    [null, null, 'default'],
  ])('goes by the most particular rule for item %s and body %s: %s', (serviceItemCode, bodyKind, expected) => {
    expect(clock.start('HANDLE', { serviceItemCode, bodyKind, source: null }, monday).ruleId).toBe(expected);
  });

  it('counts from the next working day', () => {
    const started = clock.start(
      'HANDLE',
      { serviceItemCode: 'A-001', bodyKind: 'COUNTY_DEPARTMENT', source: null },
      monday,
    );
    expect(started.dueAt.toISOString()).toBe('2026-03-05T10:00:00.000Z');
  });

  it('says by which rule, and that a provisional year may move it', () => {
    const started = clock.start(
      'HANDLE',
      { serviceItemCode: 'A-001', bodyKind: null, source: null },
      new Date('2026-12-28T02:00:00Z'),
    );
    expect(started.provisionalYears).toEqual([2027]);
    const { zh, en } = explainClock(started);
    expect(zh).toMatch(/^办理时限（事项 A-001适用）：.*7 个工作日.*2027/su);
    expect(en).toMatch(/^To be handled \(rule for item A-001\): 7 working days.*2027/su);
  });

  it('goes by a rule for the source of the case before all others, which may run round the clock', () => {
    const friday = new Date('2026-03-06T14:00:00Z');
    const subject = { serviceItemCode: 'A-001', bodyKind: 'COUNTY_DEPARTMENT', source: 'EMERGENCY' } as const;
    const started = clock.start('HANDLE', subject, friday);
    expect(started).toMatchObject({
      ruleId: 'emergency',
      dueAt: new Date('2026-03-07T14:00:00Z'),
      provisionalYears: [],
    });
    expect(explainClock(started).zh).toMatch(/^办理时限（应急适用）：.*连续 24 小时/su);
    expect(explainClock(started).en).toMatch(/rule for emergencies.*24 hours round the clock/su);
    expect(clock.start('HANDLE', { ...subject, source: 'VISIT' }, friday).ruleId).toBe('both');
    const pause = {
      kind: 'PAUSE',
      from: new Date('2026-03-06T20:00:00Z'),
      until: new Date('2026-03-07T01:30:00Z'),
    } as const;
    expect(clock.dueOf(started, [pause]).dueAt).toEqual(new Date('2026-03-07T19:30:00Z'));
  });

  it('never guesses a year that is not loaded', () => {
    const late = new Date('2027-12-30T02:00:00Z');
    expect(() => clock.start('HANDLE', { serviceItemCode: null, bodyKind: null, source: null }, late)).toThrow(
      YearNotLoaded,
    );
  });

  it('names the stage that has no default', () => {
    const attempt = () => clock.start('VERIFY', { serviceItemCode: null, bodyKind: null, source: null }, monday);
    expect(attempt).toThrow(DeadlineRuleMissing);
    expect(attempt).toThrow(/VERIFY/u);
  });
});
