import type { AreaTree, Bilingual, RefuseRecord } from '@gridloom/service-kit';
import { CalendarInvalid, shanghaiDay, YearNotLoaded } from '@gridloom/standards';

import type { CaseRules } from '../case/case-rules.ts';
import { Case, type CaseChange, type StepBy } from '../case/case.ts';
import { Complainant } from '../case/complainant.ts';
import { ComplainantUnclear, TransitionRefused } from '../case/transition-refused.ts';
import type { StageClock } from '../deadline/stage-clock.ts';
import type { Flow } from '../flow/flow.ts';
import type { CaseHistoryRecord, CaseStepRecord, HandlerKnowledge } from './records.ts';

/** An item with the spans in which its versions were in force. */
export interface ItemKnowledge {
  readonly id: string;
  readonly code: string;
  readonly areaCode: string;
  readonly spans: readonly { readonly validFrom: string; readonly validUntil: string | null }[];
}

/** What histories are played by. */
export interface Stage {
  readonly areas: AreaTree;
  readonly organizations: ReadonlyMap<string, HandlerKnowledge>;
  readonly items: ReadonlyMap<string, ItemKnowledge>;
  readonly clock: StageClock;
  /** The flow by which a case began at a moment. */
  readonly flowAt: (at: Date) => Flow;
  /** Codes of the reasons for sending back that dispute whose duty it is. */
  readonly disputes: ReadonlySet<string>;
}

export interface PlayedCase {
  readonly file: Case;
  readonly complainants: readonly Complainant[];
  /** What each step did, the report first. */
  readonly changes: readonly CaseChange[];
}

const handlerFor = (stage: Stage, file: Case, id: string, refuse: RefuseRecord, field: string) => {
  const organization = stage.organizations.get(id);
  if (!organization?.handlesCases || !stage.areas.isWithin(file.areaCode, organization.areaCode)) {
    return refuse(field, {
      zh: '该单位不承办此地的事件',
      en: 'is no organization that handles cases of this area',
    });
  }
  return { id, kind: organization.kind };
};

const itemFor = (stage: Stage, file: Case, code: string, at: Date, refuse: RefuseRecord, field: string) => {
  const item = stage.items.get(code);
  const day = shanghaiDay(at);
  const inForce = item?.spans.some((s) => s.validFrom <= day && (s.validUntil === null || day < s.validUntil));
  if (!item || !inForce || !stage.areas.isWithin(file.areaCode, item.areaCode)) {
    return refuse(field, { zh: `该事项当日不在清单上`, en: 'is no item that was in force on that day' });
  }
  return item;
};

const playStep = (
  stage: Stage,
  rules: CaseRules,
  file: Case,
  complainants: readonly Complainant[],
  step: CaseStepRecord,
  refuse: RefuseRecord,
  field: string,
): CaseChange => {
  const by: StepBy = { at: step.at, actorAccountId: step.actorAccountId, note: step.note ?? null };
  if ((step.action === 'VERIFY' || step.action === 'EVALUATE') && file.wasHandledBy(step.actorAccountId)) {
    refuse(`${field}.actorAccountId`, {
      zh: '承办人不能核验或评价',
      en: 'who handled the case neither verifies nor evaluates it',
    });
  }
  switch (step.action) {
    case 'ACCEPT': {
      const item = itemFor(stage, file, step.serviceItemCode, step.at, refuse, `${field}.serviceItemCode`);
      return file.accept(by, item, step.urgency ?? null, rules);
    }
    case 'REFUSE':
      if (step.reason === 'DUTY_OF_ANOTHER_BODY' && step.dutyOfId === undefined) {
        refuse(`${field}.dutyOfId`, { zh: '须说明应由谁办理', en: 'has to say whose duty it is' });
      }
      return file.refuse(by, step.reason, step.dutyOfId ?? null, rules);
    case 'DISPATCH': {
      const handler = handlerFor(stage, file, step.handlerId, refuse, `${field}.handlerId`);
      const assistants = step.assistantIds ?? [];
      assistants.forEach((id) => handlerFor(stage, file, id, refuse, `${field}.assistantIds`));
      return file.dispatch(by, handler, assistants, rules);
    }
    case 'TAKE_UP':
      return file.takeUp(by, rules);
    case 'RETURN':
      return file.sendBack(by, { code: step.reason, dispute: stage.disputes.has(step.reason) }, null, rules);
    case 'DEFER':
      return file.defer(by, null, rules);
    case 'RESUME':
      return file.resume(by, rules);
    case 'VOID':
      return file.declareVoid(by, rules);
    case 'RESOLVE':
      return file.resolve(by, step.outcome, complainants, rules);
    case 'VERIFY':
      return file.verify(by, step.passed, rules);
    case 'EVALUATE': {
      const answer = { satisfied: step.satisfied, comment: step.comment ?? null };
      return file.evaluate(by, answer, step.complainantId, complainants, rules);
    }
  }
};

const faultOf = (error: unknown): Bilingual | null => {
  if (error instanceof YearNotLoaded || error instanceof CalendarInvalid) return error.explanation;
  if (error instanceof TransitionRefused) {
    return { zh: `${error.currentStatus} 状态下不允许 ${error.action}`, en: error.message };
  }
  if (error instanceof ComplainantUnclear) return { zh: '诉求人不属于本事件，或已评价', en: error.message };
  return null;
};

/** Tells which step is wrong, and lets other errors pass. */
const saying = <T>(refuse: RefuseRecord, field: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    const fault = faultOf(error);
    if (fault) return refuse(field, fault);
    throw error;
  }
};

/** Plays a history through the case's own transitions, by the clock of its steps. Refuses what the flow does not allow. */
export const playHistory = (stage: Stage, record: CaseHistoryRecord, refuse: RefuseRecord): PlayedCase => {
  const complainants = record.complainants.map((told, index) =>
    Object.assign(new Complainant(), {
      ...told,
      caseId: record.id,
      position: index + 1,
      demandId: told.demandId ?? null,
    }),
  );
  if (complainants.length === 0) refuse('complainants', { zh: '至少有一位诉求人', en: 'there is at least one' });
  const rules: CaseRules = { flow: stage.flowAt(record.reportedAt), clock: stage.clock };
  const { reported, change } = saying(refuse, 'reportedAt', () =>
    Case.report(
      {
        id: record.id,
        number: record.number,
        title: record.title,
        source: record.source,
        urgency: record.urgency ?? 'ORDINARY',
        areaCode: record.areaCode,
        gridId: record.gridId ?? null,
        place: record.place ?? null,
      },
      complainants,
      { at: record.reportedAt, actorAccountId: record.reportedByAccountId ?? null },
      rules,
    ),
  );
  let last = record.reportedAt;
  const changes = record.steps.map((step, index) => {
    const field = `steps.${String(index)}`;
    if (step.at < last) refuse(`${field}.at`, { zh: '早于上一步', en: 'is before the step before' });
    last = step.at;
    const done = saying(refuse, field, () => playStep(stage, rules, reported, complainants, step, refuse, field));
    reported.version += 1;
    return done;
  });
  return { file: reported, complainants, changes: [change, ...changes] };
};
