import type { CopyValue, ImportOutcome, ImportSession, RefuseRecord, SqlExecutor } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { parseCaseNumber } from '../case/case-number.ts';
import { caseSources, caseUrgencies } from '../case/case-words.ts';
import type { Case } from '../case/case.ts';
import { alarmOf, clockHistory } from '../deadline/clock-history.ts';
import { storeMove } from '../deadline/clock-moves.ts';
import { loadStageClock } from '../deadline/load-stage-clock.ts';
import { loadFlowsOverTime } from '../flow/load-flow.ts';
import { listReturnReasons } from '../flow/return-reason.ts';
import { createCaseTally, writeTally } from '../statistics/case-figures.ts';
import { checkArea, checkId, checkOneOf, checkText } from './checks.ts';
import { checkHotline, hotlineRow, hotlineTable } from './hotline-rows.ts';
import { importRecords, type CasesImportContext, type OnProgress } from './import-context.ts';
import { playHistory, type ItemKnowledge, type Stage } from './play-history.ts';
import type { CaseHistoryRecord } from './records.ts';

type Column<T> = readonly [name: string, value: (from: T) => CopyValue];

/** The columns of a case as the domain has it. */
export const caseColumns: readonly Column<Case>[] = [
  ['id', (file) => file.id],
  ['version', (file) => file.version],
  ['number', (file) => file.number],
  ['title', (file) => file.title],
  ['status', (file) => file.status],
  ['flow_version', (file) => file.flowVersion],
  ['state', (file) => file.state],
  ['source', (file) => file.source],
  ['urgency', (file) => file.urgency],
  ['urgency_rank', (file) => file.urgencyRank],
  ['area_code', (file) => file.areaCode],
  ['grid_id', (file) => file.gridId],
  ['place', (file) => file.place],
  ['service_item_id', (file) => file.serviceItemId],
  ['service_item_code', (file) => file.serviceItemCode],
  ['handler_id', (file) => file.handlerId],
  ['handler_kind', (file) => file.handlerKind],
  ['in_grid', (file) => file.inGrid],
  ['covers_territory', (file) => file.coversTerritory],
  ['dispute_count', (file) => file.disputeCount],
  ['return_by', (file) => file.returnBy],
  ['assistant_ids', (file) => file.assistantIds],
  ['complainant_resident_ids', (file) => file.complainantResidentIds],
  ['demand_id', (file) => file.demandId],
  ['reported_by_account_id', (file) => file.reportedByAccountId],
  ['taken_up_by_account_id', (file) => file.takenUpByAccountId],
  ['resolved_by_account_id', (file) => file.resolvedByAccountId],
  ['outcome', (file) => file.outcome],
  ['refusal_reason', (file) => file.refusalReason],
  ['duty_of_id', (file) => file.dutyOfId],
  ['deferred_in', (file) => file.deferredIn],
  ['extension_count', (file) => file.extensionCount],
  ['reopen_count', (file) => file.reopenCount],
  ['stage', (file) => file.stage],
  ['due_at', (file) => file.dueAt],
  ['reported_at', (file) => file.reportedAt],
  ['accepted_at', (file) => file.acceptedAt],
  ['resolved_at', (file) => file.resolvedAt],
  ['closed_at', (file) => file.closedAt],
  ['archived_at', (file) => file.archivedAt],
  ['ended_at', (file) => file.endedAt],
  ['satisfied', (file) => file.satisfied],
  ['unasked_count', (file) => file.unaskedCount],
  ['timeline_length', (file) => file.timelineLength],
  ['deadline_count', (file) => file.deadlineCount],
];

const tables = {
  file: { name: 'case_file', columns: caseColumns.map(([name]) => name) },
  complainant: {
    name: 'case_complainant',
    columns: [
      'id',
      'case_id',
      'position',
      'resident_id',
      'demand_id',
      'demand',
      'reply_text',
      'reply_at',
      'satisfied',
      'comment',
      'evaluated_at',
    ],
  },
  entry: {
    name: 'case_timeline_entry',
    columns: [
      'id',
      'case_id',
      'position',
      'at',
      'step',
      'status',
      'actor_account_id',
      'organization_id',
      'complainant_id',
      'satisfied',
      'solved',
      'in_time',
      'grid_id',
      'handler_id',
      'reason',
      'note',
    ],
  },
  deadline: {
    name: 'case_deadline',
    columns: [
      'id',
      'case_id',
      'position',
      'stage',
      'rule_id',
      'service_item_code',
      'body_kind',
      'source',
      'amount',
      'unit',
      'started_at',
      'due_at',
      'provisional_years',
      'paused_at',
      'ended_at',
      'handler_id',
      'moves',
      'alarms_fired',
      'counted_for',
      'next_alarm',
      'next_alarm_at',
      'waits_for_year',
    ],
  },
  deadlineEntry: {
    name: 'case_deadline_entry',
    columns: ['id', 'deadline_id', 'at', 'kind', 'due_before', 'due_after'],
  },
  hotline: hotlineTable,
} as const;

const loadItems = async (sql: SqlExecutor): Promise<ReadonlyMap<string, ItemKnowledge>> => {
  const rows = await sql(
    `select i.id::text, i.code, i.area_code, v.valid_from::text, v.valid_until::text
     from service_item i join service_item_version v on v.service_item_id = i.id order by i.code, v.version`,
  );
  const items = new Map<string, ItemKnowledge & { spans: ItemKnowledge['spans'] }>();
  for (const row of rows) {
    const code = row.code as string;
    const span = { validFrom: row.valid_from as string, validUntil: row.valid_until as string | null };
    const known = items.get(code);
    items.set(code, {
      id: row.id as string,
      code,
      areaCode: row.area_code as string,
      spans: [...(known?.spans ?? []), span],
    });
  }
  return items;
};

const checkRecord = (record: CaseHistoryRecord, { areas }: CasesImportContext, refuse: RefuseRecord): void => {
  checkId(refuse, 'id', record.id);
  checkId(refuse, 'gridId', record.gridId);
  checkText(refuse, 'title', record.title, 200);
  checkOneOf(refuse, 'source', record.source, caseSources);
  if (record.urgency !== undefined) checkOneOf(refuse, 'urgency', record.urgency, caseUrgencies);
  checkArea(refuse, areas, 'areaCode', record.areaCode);
  const number = parseCaseNumber(record.number);
  const county = areas.withAncestors(record.areaCode).at(-1) ?? '';
  if (!record.number.startsWith(`${county}-`) || number?.year !== Number(shanghaiDay(record.reportedAt).slice(0, 4))) {
    refuse('number', {
      zh: `应为 ${county}-上报年份-六位序号`,
      en: `must be ${county}-<year of the report>-<six digits>`,
    });
  }
  record.complainants.forEach(({ id, residentId, demandId, demand }, index) => {
    const field = `complainants.${String(index)}`;
    checkId(refuse, `${field}.id`, id);
    checkId(refuse, `${field}.residentId`, residentId);
    checkId(refuse, `${field}.demandId`, demandId);
    checkText(refuse, `${field}.demand`, demand, 4_000);
  });
  checkHotline(record, refuse);
};

/** Import the service items, the calendar and the deadline rules first. */
export const importCases = (
  session: ImportSession,
  context: CasesImportContext,
  records: Iterable<CaseHistoryRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const { areas, organizations, newId } = context;
  const tally = createCaseTally((code) => areas.withAncestors(code));
  const lastNumbers = new Map<number, number>();
  let stage: Stage | undefined;
  return importRecords(session, {
    step: 'cases',
    tables,
    records,
    onProgress,
    before: async (sql) => {
      const reasons = await listReturnReasons(sql);
      stage = {
        areas,
        organizations,
        items: await loadItems(sql),
        clock: await loadStageClock(sql),
        flowAt: await loadFlowsOverTime(sql),
        disputes: new Set(reasons.filter(({ dispute }) => dispute).map(({ code }) => code)),
      };
    },
    rowsOf: (record, add, refuse) => {
      if (!stage) throw new TypeError('Histories are played after the rules were read');
      checkRecord(record, context, refuse);
      const { file, complainants, changes } = playHistory(stage, record, refuse);
      const clocks = clockHistory(file, changes);
      add(
        'file',
        caseColumns.map(([, value]) => value(file)),
      );
      for (const c of complainants) {
        const said = [c.replyText, c.replyAt, c.satisfied, c.comment, c.evaluatedAt];
        add('complainant', [c.id, c.caseId, c.position, c.residentId, c.demandId, c.demand, ...said]);
      }
      for (const e of changes.flatMap(({ entries }) => entries)) {
        const who = [e.actorAccountId, e.organizationId, e.complainantId];
        const how = [e.satisfied, e.solved, e.inTime, e.gridId, e.handlerId, e.reason, e.note];
        add('entry', [newId(), file.id, e.position, e.at, e.step, e.status, ...who, ...how]);
      }
      clocks.forEach((played, index) => {
        const { clock: c, moves, entries } = played;
        const { nextAlarm, nextAlarmAt, waitsForYear } = alarmOf(played);
        const id = newId();
        const rule = [c.stage, c.ruleId, c.serviceItemCode, c.bodyKind, c.source, c.amount, c.unit];
        const times = [c.startedAt, played.dueAt, played.provisionalYears, played.pausedAt, played.endedAt];
        const watched = [
          played.handlerId,
          { json: moves.map(storeMove) },
          [],
          [],
          nextAlarm,
          nextAlarmAt,
          waitsForYear,
        ];
        add('deadline', [id, file.id, index + 1, ...rule, ...times, ...watched]);
        for (const e of entries) add('deadlineEntry', [newId(), id, e.at, e.kind, e.dueBefore, e.dueAfter]);
      });
      if (record.hotline) add('hotline', hotlineRow(record, record.hotline));
      // an item's figures go with the item that the case had at each step; it gets one when it is accepted and keeps it
      changes.forEach((change) => {
        const reported = change.from === null;
        tally.add(reported ? { ...counted(file), serviceItemCode: null } : counted(file), change);
      });
      const number = parseCaseNumber(file.number);
      if (number) lastNumbers.set(number.year, Math.max(number.sequence, lastNumbers.get(number.year) ?? 0));
    },
    after: async (sql) => {
      await writeTally(sql, tally);
      await sql(
        `insert into case_number (year, last) select * from unnest($1::int[], $2::int[])
         on conflict (year) do update set last = greatest(case_number.last, excluded.last)`,
        [[...lastNumbers.keys()], [...lastNumbers.values()]],
      );
      // lists are planned by what is known of the tables; left to itself PostgreSQL learns of the new rows some minutes later
      await sql('analyze case_file, case_complainant, case_timeline_entry, case_deadline, case_figure');
    },
  });
};

const counted = ({ areaCode, gridId, source, serviceItemCode }: Case) => ({
  areaCode,
  gridId,
  source,
  serviceItemCode,
});
