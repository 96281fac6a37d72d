import { defineEntity, p } from '@mikro-orm/core';

import type { CaseStage } from '../case/case-flow.ts';
import type { CaseSource } from '../case/case-words.ts';
import type { AlarmKind } from './alarm.ts';
import type { StoredMove } from './clock-moves.ts';
import type { ClockUnit } from './stage-clock.ts';

const CaseDeadlineSchema = defineEntity({
  name: 'CaseDeadline',
  tableName: 'case_deadline',
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid(),
    position: p.integer(),
    stage: p.text().$type<CaseStage>(),
    ruleId: p.uuid(),
    serviceItemCode: p.text().nullable(),
    bodyKind: p.text().nullable(),
    source: p.text().$type<CaseSource>().nullable(),
    amount: p.double().$type<number>(),
    unit: p.text().$type<ClockUnit>(),
    startedAt: p.datetime(),
    dueAt: p.datetime(),
    provisionalYears: p
      .array((text) => Number(text))
      .$type<number[]>()
      .columnType('int[]'),
    endedAt: p.datetime().nullable(),
    /** The body that has to keep it; none where it is the desk of the area. */
    handlerId: p.uuid().nullable(),
    moves: p.json<StoredMove[]>(),
    pausedAt: p.datetime().nullable(),
    alarmsFired: p.array().$type<AlarmKind[]>(),
    nextAlarm: p.text().$type<AlarmKind>().nullable(),
    nextAlarmAt: p.datetime().nullable(),
    waitsForYear: p.integer().nullable(),
    dueSoonAt: p.datetime().nullable(),
    overdueAt: p.datetime().nullable(),
    urgedAt: p.datetime().nullable(),
    countedFor: p.array(),
  },
});

/** A clock of a case: the running one has no end, those that were stopped stay as a record. */
export class CaseDeadline extends CaseDeadlineSchema.class {}
CaseDeadlineSchema.setClass(CaseDeadline);
