import { describe, expect, it } from '@jest/globals';

import type { NamedDay } from '../calendar/calendar-years.ts';
import { explainSkipped } from './explain-skipped.ts';

const at = (text: string) => new Date(`${text}:00+08:00`);
const days: readonly NamedDay[] = [
  ...['01', '02', '03', '04', '05', '06', '07'].map((day) => ({
    day: `2026-10-${day}`,
    kind: 'HOLIDAY' as const,
    name: '国庆节',
  })),
  { day: '2026-10-05', kind: 'LOCAL_WORK', name: null },
  { day: '2026-10-10', kind: 'MAKE_UP_WORKDAY', name: '国庆节' },
];

describe('the days that a deadline passes over', () => {
  it('are named one stretch after another, weekends by their number, make-up workdays beside them', () => {
    const { zh, en } = explainSkipped(days, at('2026-09-24T10:00'), at('2026-10-12T18:00'));
    expect(zh).toBe(
      '其间不计：2026-10-01—10-04 国庆节（法定放假）、2026-10-06—10-07 国庆节（法定放假）、周末 3 天。其间照常上班：2026-10-05 本地上班、2026-10-10 国庆节（调休上班）。',
    );
    expect(en).toContain('2026-10-01—10-04');
  });

  it('are none on plain weekdays', () => {
    expect(explainSkipped(days, at('2026-09-21T10:00'), at('2026-09-23T18:00'))).toEqual({ zh: '', en: '' });
  });
});
