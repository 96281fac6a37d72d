import type { Bilingual } from '@gridloom/service-kit';
import { addDays, shanghaiDay, weekday } from '@gridloom/standards';

import type { CalendarDayKind, NamedDay } from '../calendar/calendar-years.ts';

interface Span {
  readonly first: string;
  last: string;
  readonly zh: string;
  readonly en: string;
}

const kindNames: Record<CalendarDayKind, Bilingual> = {
  HOLIDAY: { zh: '法定放假', en: 'statutory holiday' },
  MAKE_UP_WORKDAY: { zh: '调休上班', en: 'make-up workday' },
  LOCAL_OFF: { zh: '本地放假', en: 'local day off' },
  LOCAL_WORK: { zh: '本地上班', en: 'local workday' },
};

const SATURDAY = 6;
/** The days between are named one by one; a clock that ran for longer says how many. */
const MOST_DAYS = 800;

const addTo = (spans: Span[], day: string, { zh, en }: Bilingual) => {
  const last = spans.at(-1);
  if (last?.zh === zh && addDays(last.last, 1) === day) last.last = day;
  else spans.push({ first: day, last: day, zh, en });
};

const written = ({ first, last, zh, en }: Span): Bilingual => {
  const days = first === last ? first : `${first}—${last.slice(5)}`;
  return { zh: `${days} ${zh}`, en: `${days} ${en}` };
};

/** Local days weigh more than the national arrangement. */
const rank: Record<CalendarDayKind, number> = { LOCAL_OFF: 2, LOCAL_WORK: 2, HOLIDAY: 1, MAKE_UP_WORKDAY: 1 };

/** Which days between two moments were passed over or worked although the week says otherwise, by name; weekends by their number. */
export const explainSkipped = (days: readonly NamedDay[], from: Date, to: Date): Bilingual => {
  const special = new Map<string, NamedDay>();
  for (const day of days) {
    const known = special.get(day.day);
    if (!known || rank[day.kind] > rank[known.kind]) special.set(day.day, day);
  }
  const off: Span[] = [];
  const worked: Span[] = [];
  let weekendDays = 0;
  const end = shanghaiDay(to);
  let day = addDays(shanghaiDay(from), 1);
  for (let n = 0; n < MOST_DAYS && day <= end; n += 1, day = addDays(day, 1)) {
    const found = special.get(day);
    if (found) {
      const name = found.name ? { zh: found.name, en: found.name } : kindNames[found.kind];
      const isOff = found.kind === 'HOLIDAY' || found.kind === 'LOCAL_OFF';
      const kind = kindNames[found.kind];
      addTo(
        isOff ? off : worked,
        day,
        found.name ? { zh: `${name.zh}（${kind.zh}）`, en: `${name.en} (${kind.en})` } : kind,
      );
    } else if (weekday(day) >= SATURDAY) weekendDays += 1;
  }
  const passed = off.map(written);
  const weekends =
    weekendDays > 0 ? [{ zh: `周末 ${String(weekendDays)} 天`, en: `${String(weekendDays)} weekend days` }] : [];
  const skipped = [...passed, ...weekends];
  const extra = worked.map(written);
  return {
    zh: [
      skipped.length > 0 ? `其间不计：${skipped.map(({ zh }) => zh).join('、')}。` : '',
      extra.length > 0 ? `其间照常上班：${extra.map(({ zh }) => zh).join('、')}。` : '',
    ].join(''),
    en: [
      skipped.length > 0 ? ` Passed over: ${skipped.map(({ en }) => en).join(', ')}.` : '',
      extra.length > 0 ? ` Worked: ${extra.map(({ en }) => en).join(', ')}.` : '',
    ].join(''),
  };
};
