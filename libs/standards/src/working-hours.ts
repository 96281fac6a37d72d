import { CalendarInvalid } from './calendar-year.ts';
import { dayFromNumber } from './shanghai-day.ts';

/** One stretch of a working day, wall time in Asia/Shanghai, e.g. 08:30 to 12:00. */
export interface WorkingSession {
  readonly start: string;
  readonly end: string;
}

/** Hours of a part of the year, both days (MM-DD) included; many counties start the afternoon later in summer. */
export interface SeasonalHours {
  readonly from: string;
  readonly until: string;
  readonly sessions: readonly WorkingSession[];
}

export interface WorkingHours {
  readonly sessions: readonly WorkingSession[];
  readonly seasons?: readonly SeasonalHours[];
}

/** 08:30–12:00 and 14:30–18:00, seven hours a day. */
export const standardWorkingHours: WorkingHours = {
  sessions: [
    { start: '08:30', end: '12:00' },
    { start: '14:30', end: '18:00' },
  ],
};

/** A session in milliseconds after midnight. */
export interface SessionSpan {
  readonly start: number;
  readonly end: number;
}

function millisecondsOf(time: string): number {
  const match = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(time);
  const minutes = match === null ? Number.NaN : Number(match[1]) * 60 + Number(match[2]);
  if (Number.isNaN(minutes) || minutes > 1440) {
    throw new CalendarInvalid({
      zh: `工作时间“${time}”应写作 08:30 的形式。`,
      en: `Working time "${time}" has to be written like 08:30.`,
    });
  }
  return minutes * 60_000;
}

function spansOf(sessions: readonly WorkingSession[]): readonly SessionSpan[] {
  if (sessions.length === 0)
    throw new CalendarInvalid({ zh: '工作时间至少应有一段。', en: 'Working hours have at least one session.' });
  const spans = sessions.map((session) => ({ start: millisecondsOf(session.start), end: millisecondsOf(session.end) }));
  let previousEnd = -1;
  for (const [index, span] of spans.entries()) {
    if (span.end <= span.start || span.start < previousEnd) {
      const session = sessions[index];
      const text = `${session?.start ?? ''}–${session?.end ?? ''}`;
      throw new CalendarInvalid({
        zh: `工作时间段 ${text} 的起止颠倒，或与前一段重叠。`,
        en: `Working session ${text} ends before it starts or overlaps the one before it.`,
      });
    }
    previousEnd = span.end;
  }
  return spans;
}

/** Finds the sessions of a day (days since 1970-01-01). Throws CalendarInvalid where hours overlap or are not times. */
export function sessionFinder(hours: WorkingHours): (day: number) => readonly SessionSpan[] {
  const ordinary = spansOf(hours.sessions);
  const seasons = (hours.seasons ?? []).map((season) => ({ ...season, spans: spansOf(season.sessions) }));
  if (seasons.length === 0) return () => ordinary;
  return (day) => {
    const monthDay = dayFromNumber(day).slice(5);
    const season = seasons.find(({ from, until }) =>
      from <= until ? monthDay >= from && monthDay <= until : monthDay >= from || monthDay <= until,
    );
    return season?.spans ?? ordinary;
  };
}
