import { defineEntity, p } from '@mikro-orm/core';

import type { CaseStage } from '../case/case-flow.ts';
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
    amount: p.double().$type<number>(),
    unit: p.text().$type<ClockUnit>(),
    startedAt: p.datetime(),
    dueAt: p.datetime(),
    provisionalYears: p
      .array((text) => Number(text))
      .$type<number[]>()
      .columnType('int[]'),
    endedAt: p.datetime().nullable(),
  },
});

/** A clock of a case: the running one has no end, those that were stopped stay as a record. */
export class CaseDeadline extends CaseDeadlineSchema.class {}
CaseDeadlineSchema.setClass(CaseDeadline);
