import { manyByKey, type Bilingual } from '@gridloom/service-kit';
import { shanghaiTime } from '@gridloom/standards';

import { loadYears } from '../calendar/load-calendar-year.ts';
import type { Context } from '../context.ts';
import type { CaseDeadline } from './case-deadline.ts';
import { readMove, type ClockMove } from './clock-moves.ts';
import { DeadlineEntry } from './deadline-entry.ts';
import { explainSkipped } from './explain-skipped.ts';
import { explainClock } from './stage-clock.ts';

const units = {
  WORKING_DAYS: { zh: '个工作日', en: 'working days' },
  WORKING_HOURS: { zh: '个工作小时', en: 'working hours' },
  HOURS: { zh: '小时', en: 'hours' },
};

const explainMove = (move: ClockMove): Bilingual => {
  if (move.kind === 'PAUSE') {
    const [from, until] = [shanghaiTime(move.from), shanghaiTime(move.until)];
    return {
      zh: `${from} 至 ${until} 暂停计时，期间不计。`,
      en: ` The clock stood still from ${from} until ${until}; that time is not counted.`,
    };
  }
  const { zh, en } = units[move.unit];
  const at = shanghaiTime(move.at);
  return {
    zh: `${at} 批准延期 ${String(move.amount)} ${zh}。`,
    en: ` ${String(move.amount)} ${en} more were granted at ${at}.`,
  };
};

/** How a deadline came about: the rule, from when, which days were passed over by name, pauses, extensions, provisional years. */
export const explainDeadlineOf = async (context: Context, deadline: CaseDeadline): Promise<string> => {
  const [years, entries] = await Promise.all([loadYears(context), loadDeadlineEntries(context, deadline.id)]);
  const days = years.flatMap((year) => year.days);
  const recomputed = entries.filter(({ kind }) => kind === 'RECOMPUTED').at(-1);
  const again: Bilingual = recomputed
    ? {
        zh: `${shanghaiTime(recomputed.at)} 因 ${String(recomputed.year ?? '')} 年工作日历变化重新计算（原为 ${shanghaiTime(recomputed.dueBefore)}）。`,
        en: ` Computed anew at ${shanghaiTime(recomputed.at)}, since the calendar of ${String(recomputed.year ?? '')} changed (before: ${shanghaiTime(recomputed.dueBefore)}).`,
      }
    : { zh: '', en: '' };
  const parts = [
    explainClock(deadline),
    ...(deadline.unit === 'HOURS' ? [] : [explainSkipped(days, deadline.startedAt, deadline.dueAt)]),
    ...deadline.moves.map((move) => explainMove(readMove(move))),
    again,
  ];
  return context.say({ zh: parts.map(({ zh }) => zh).join(''), en: parts.map(({ en }) => en).join('') });
};

/** What stopped or moved a clock, oldest first. */
export const loadDeadlineEntries = (context: Context, deadlineId: string): Promise<DeadlineEntry[]> =>
  context.batches.load('CaseDeadline.entries', null, deadlineId, async (ids) => {
    const rows = await context.em.find(
      DeadlineEntry,
      { deadlineId: { $in: [...ids] } },
      { orderBy: { at: 'asc', id: 'asc' }, disableIdentityMap: true },
    );
    return manyByKey(ids, rows, (row) => row.deadlineId);
  });
