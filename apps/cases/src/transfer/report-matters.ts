import { appendEvents, type EventDraft } from '@gridloom/messaging';
import type { StageWork } from '@gridloom/service-kit';

import { caseEventsOf } from '../case/case-events.ts';
import { takeCaseNumbers, titleOf } from '../case/case-number.ts';
import { loadRulesAt } from '../case/case-rules.ts';
import type { CaseSource, CaseUrgency } from '../case/case-words.ts';
import { Case } from '../case/case.ts';
import { Complainant } from '../case/complainant.ts';
import type { NewTimelineEntry } from '../case/timeline-entry.ts';
import type { Context } from '../context.ts';
import { clockRow } from '../deadline/write-clock.ts';
import { caseColumns } from '../import/import-cases.ts';
import { createCaseTally, writeTally } from '../statistics/case-figures.ts';
import { writeRows } from './write-rows.ts';

/** A matter of a sheet. */
export interface SheetMatter {
  readonly caseId: string;
  readonly source: CaseSource;
  readonly title: string | null;
  readonly urgency: CaseUrgency | null;
  readonly areaCode: string;
  readonly gridId: string | null;
  readonly place: string | null;
  readonly residentId: string | null;
  readonly demand: string;
}

type Work = Pick<StageWork<Context>, 'context' | 'sql'>;
type Row = Readonly<Record<string, unknown>>;

const complainantRow = ({ id, caseId, position, residentId, demand }: Complainant): Row => ({
  id,
  case_id: caseId,
  position,
  resident_id: residentId ?? null,
  demand,
});

/** The row of an entry, written as its columns are called. */
export const entryRow = (id: string, caseId: string, entry: NewTimelineEntry): Row => ({
  id,
  case_id: caseId,
  ...Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [
      name.replace(/[A-Z]/gu, (capital) => `_${capital.toLowerCase()}`),
      value as unknown,
    ]),
  ),
});

const deadlineRow = (id: string, file: Case, clock: ReturnType<typeof clockRow>): Row => ({
  id,
  case_id: file.id,
  position: clock.position,
  stage: clock.stage,
  rule_id: clock.ruleId,
  service_item_code: clock.serviceItemCode,
  body_kind: clock.bodyKind,
  source: clock.source,
  amount: clock.amount,
  unit: clock.unit,
  started_at: clock.startedAt,
  due_at: clock.dueAt,
  provisional_years: clock.provisionalYears,
  handler_id: clock.handlerId,
  moves: [],
  alarms_fired: [],
  counted_for: [],
  next_alarm: clock.nextAlarm,
  next_alarm_at: clock.nextAlarmAt,
  waits_for_year: clock.waitsForYear,
});

/**
 * Makes cases of the matters of a sheet as the one intake does (统一受理入口), by sets of rows: the case, who complains, the timeline, the
 * clock of acceptance, the figures and the events. Throws YearNotLoaded.
 */
export const reportMatters = async ({ context, sql }: Work, matters: readonly SheetMatter[]): Promise<void> => {
  if (matters.length === 0) return;
  const { newId, areas } = context;
  const at = context.now();
  const rules = await loadRulesAt(sql, at);
  const by = { at, actorAccountId: context.caller.kind === 'account' ? context.caller.accountId : null };
  const county = areas.withAncestors(matters[0]?.areaCode ?? '').at(-1) ?? '';
  const numbers = await takeCaseNumbers(sql, county, at, matters.length);
  const tally = createCaseTally((code) => areas.withAncestors(code));
  const rows: Record<'file' | 'complainant' | 'entry' | 'deadline', Row[]> = {
    file: [],
    complainant: [],
    entry: [],
    deadline: [],
  };
  const events: EventDraft[] = [];
  matters.forEach((matter, index) => {
    const complainant = Object.assign(new Complainant(), {
      id: newId(),
      caseId: matter.caseId,
      position: 1,
      residentId: matter.residentId,
      demandId: null,
      demand: matter.demand,
    });
    const { reported, change } = Case.report(
      {
        id: matter.caseId,
        number: numbers[index] ?? '',
        title: matter.title ?? titleOf(matter.demand),
        source: matter.source,
        urgency: matter.urgency ?? 'ORDINARY',
        areaCode: matter.areaCode,
        gridId: matter.gridId,
        place: matter.place,
      },
      [complainant],
      by,
      rules,
    );
    rows.file.push(Object.fromEntries(caseColumns.map(([name, value]) => [name, value(reported) ?? null])));
    rows.complainant.push(complainantRow(complainant));
    rows.entry.push(...change.entries.map((entry) => entryRow(newId(), reported.id, entry)));
    if (change.clock) {
      rows.deadline.push(deadlineRow(newId(), reported, clockRow(reported, change.clock, reported.deadlineCount)));
    }
    tally.add(reported, change);
    events.push(...caseEventsOf(reported, change));
  });
  await writeRows(sql, 'case_file', rows.file);
  await writeRows(sql, 'case_complainant', rows.complainant);
  await writeRows(sql, 'case_timeline_entry', rows.entry);
  await writeRows(sql, 'case_deadline', rows.deadline);
  await writeTally(sql, tally);
  await appendEvents(sql, events);
};
