import { defineEntity, p } from '@mikro-orm/core';

import type { RunningClock, StageClock } from '../deadline/stage-clock.ts';
import { actionsIn, defaultFlow, leadsTo, type CaseAction, type CaseStage, type CaseStatus } from './case-flow.ts';
import type { CaseSource, CaseUrgency, RefusalReason, ReturnReason } from './case-words.ts';
import type { Complainant } from './complainant.ts';
import type { CaseStep, NewTimelineEntry } from './timeline-entry.ts';
import { ComplainantUnclear, TransitionRefused } from './transition-refused.ts';

const urgencyRanks: Record<CaseUrgency, number> = { ORDINARY: 0, URGENT: 1, EXTRA_URGENT: 2 };

const CaseSchema = defineEntity({
  name: 'Case',
  tableName: 'case_file',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version(),
    number: p.text(),
    title: p.text(),
    status: p.text().$type<CaseStatus>(),
    source: p.text().$type<CaseSource>(),
    urgency: p.text().$type<CaseUrgency>(),
    urgencyRank: p.smallint(),
    areaCode: p.text(),
    gridId: p.uuid().nullable(),
    place: p.text().nullable(),
    serviceItemId: p.uuid().nullable(),
    serviceItemCode: p.text().nullable(),
    handlerId: p.uuid().nullable(),
    handlerKind: p.text().nullable(),
    assistantIds: p.array().columnType('uuid[]'),
    complainantResidentIds: p.array().columnType('uuid[]'),
    demandId: p.uuid().nullable(),
    reportedByAccountId: p.uuid().nullable(),
    takenUpByAccountId: p.uuid().nullable(),
    resolvedByAccountId: p.uuid().nullable(),
    outcome: p.text().nullable(),
    refusalReason: p.text().$type<RefusalReason>().nullable(),
    dutyOfId: p.uuid().nullable(),
    deferredIn: p.text().$type<CaseStatus>().nullable(),
    stage: p.text().$type<CaseStage>().nullable(),
    dueAt: p.datetime().nullable(),
    reportedAt: p.datetime(),
    acceptedAt: p.datetime().nullable(),
    resolvedAt: p.datetime().nullable(),
    closedAt: p.datetime().nullable(),
    satisfied: p.boolean().nullable(),
    /** Complainants of a closed or verified case who have not been asked since it was last resolved. */
    unaskedCount: p.integer(),
    timelineLength: p.integer(),
    deadlineCount: p.integer(),
  },
});

/** Who does a step, and when. */
export interface StepBy {
  readonly at: Date;
  /** None where it happens by itself. */
  readonly actorAccountId: string | null;
  readonly note?: string | null | undefined;
}

/** What a step did, for whoever keeps the rows: entries to add, the clock to run from now on, the status to count. */
export interface CaseChange {
  readonly from: CaseStatus | null;
  readonly to: CaseStatus;
  readonly entries: readonly NewTimelineEntry[];
  /** The clock that replaces the running one; `null`: none runs any more; `undefined`: the running one goes on. */
  readonly clock: RunningClock | null | undefined;
}

export interface CaseReport {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly source: CaseSource;
  readonly urgency: CaseUrgency;
  readonly areaCode: string;
  readonly gridId: string | null;
  readonly place: string | null;
}

type EntryExtra = Partial<Pick<NewTimelineEntry, 'organizationId' | 'complainantId' | 'satisfied' | 'reason' | 'note'>>;

/**
 * One matter from report to archive (事件). Its methods are the only steps there are; each says what it did. The ORM makes its
 * objects without the constructor, so that members are private by TypeScript's word, not by `#`.
 */
export class Case extends CaseSchema.class {
  /** A matter becomes a case. The complainants are at least one. */
  static report(
    report: CaseReport,
    complainants: readonly Complainant[],
    by: StepBy,
    clock: StageClock,
  ): { readonly reported: Case; readonly change: CaseChange } {
    if (complainants.length === 0) throw new TypeError('A case has at least one complainant');
    const reported = new Case();
    Object.assign(reported, report, {
      urgencyRank: urgencyRanks[report.urgency],
      status: defaultFlow.start,
      assistantIds: [],
      complainantResidentIds: [...new Set(complainants.map(({ residentId }) => residentId))],
      demandId: complainants.find(({ demandId }) => demandId)?.demandId ?? null,
      reportedByAccountId: by.actorAccountId,
      reportedAt: by.at,
      unaskedCount: 0,
      timelineLength: 0,
      deadlineCount: 0,
      version: 1,
      ...nothingYet,
    });
    return {
      reported,
      change: {
        from: null,
        to: reported.status,
        entries: [reported.entry('REPORTED', by)],
        clock: reported.startClock(by.at, clock),
      },
    };
  }

  /** What the flow allows now, whoever asks. */
  allowedActions(): readonly CaseAction[] {
    const actions = actionsIn(defaultFlow, this.status);
    return this.status === 'CLOSED' && this.unaskedCount === 0 ? actions.filter((a) => a !== 'EVALUATE') : actions;
  }

  isOpen(): boolean {
    return !defaultFlow.ends.includes(this.status);
  }

  /** Whether this account took the case up or reported it done: it never verifies or evaluates it. */
  wasHandledBy(accountId: string): boolean {
    return this.takenUpByAccountId === accountId || this.resolvedByAccountId === accountId;
  }

  accept(
    by: StepBy,
    item: { readonly id: string; readonly code: string },
    urgency: CaseUrgency | null,
    clock: StageClock,
  ): CaseChange {
    return this.step('ACCEPT', 'ACCEPTED', by, clock, () => {
      this.serviceItemId = item.id;
      this.serviceItemCode = item.code;
      this.acceptedAt = by.at;
      if (urgency) {
        this.urgency = urgency;
        this.urgencyRank = urgencyRanks[urgency];
      }
      return [this.entry('ACCEPTED', by)];
    });
  }

  refuse(by: StepBy, reason: RefusalReason, dutyOfId: string | null, clock: StageClock): CaseChange {
    return this.step('REFUSE', 'REFUSED', by, clock, () => {
      this.refusalReason = reason;
      this.dutyOfId = dutyOfId;
      return [this.entry('REFUSED', by, { reason, organizationId: dutyOfId })];
    });
  }

  dispatch(
    by: StepBy,
    handler: { readonly id: string; readonly kind: string },
    assistantIds: readonly string[],
    clock: StageClock,
  ): CaseChange {
    return this.step('DISPATCH', 'DISPATCHED', by, clock, () => {
      this.handlerId = handler.id;
      this.handlerKind = handler.kind;
      this.assistantIds = [...assistantIds];
      this.takenUpByAccountId = null;
      return [this.entry('DISPATCHED', by, { organizationId: handler.id })];
    });
  }

  takeUp(by: StepBy, clock: StageClock): CaseChange {
    return this.step('TAKE_UP', 'HANDLING', by, clock, () => {
      this.takenUpByAccountId = by.actorAccountId;
      return [this.entry('TAKEN_UP', by, { organizationId: this.handlerId ?? null })];
    });
  }

  sendBack(by: StepBy, reason: ReturnReason, clock: StageClock): CaseChange {
    return this.step('RETURN', 'RETURNED', by, clock, () => {
      const organizationId = this.handlerId ?? null;
      this.handlerId = null;
      this.handlerKind = null;
      this.assistantIds = [];
      this.takenUpByAccountId = null;
      return [this.entry('RETURNED', by, { reason, organizationId })];
    });
  }

  defer(by: StepBy, clock: StageClock): CaseChange {
    const deferredIn = this.status;
    return this.step('DEFER', 'DEFERRED', by, clock, () => {
      this.deferredIn = deferredIn;
      return [this.entry('DEFERRED', by)];
    });
  }

  resume(by: StepBy, clock: StageClock): CaseChange {
    return this.step('RESUME', this.deferredIn ?? this.status, by, clock, () => {
      this.deferredIn = null;
      return [this.entry('RESUMED', by)];
    });
  }

  declareVoid(by: StepBy, clock: StageClock): CaseChange {
    return this.step('VOID', 'VOID', by, clock, () => {
      this.deferredIn = null;
      return [this.entry('VOIDED', by)];
    });
  }

  /** Done, says the handler (办结); each complainant is told. */
  resolve(by: StepBy, outcome: string, complainants: readonly Complainant[], clock: StageClock): CaseChange {
    return this.step('RESOLVE', 'RESOLVED', by, clock, () => {
      this.resolvedByAccountId = by.actorAccountId;
      this.resolvedAt = by.at;
      this.outcome = outcome;
      this.unaskedCount = complainants.length;
      for (const complainant of complainants) complainant.reply(outcome, by.at);
      return [this.entry('RESOLVED', by, { organizationId: this.handlerId ?? null, note: by.note ?? outcome })];
    });
  }

  /** Seen on the spot; a failed check is rework. */
  verify(by: StepBy, passed: boolean, clock: StageClock): CaseChange {
    return this.step('VERIFY', passed ? 'VERIFIED' : 'HANDLING', by, clock, () => [
      this.entry(passed ? 'VERIFIED' : 'REWORKED', by, passed ? {} : { organizationId: this.handlerId ?? null }),
    ]);
  }

  /**
   * A complainant is asked: satisfied closes the case, not satisfied is rework. The other complainants of a closed case may be
   * asked once each; their answers are kept and counted.
   */
  evaluate(
    by: StepBy,
    answer: { readonly satisfied: boolean; readonly comment: string | null },
    complainantId: string | null,
    complainants: readonly Complainant[],
    clock: StageClock,
  ): CaseChange {
    const wasClosed = this.status === 'CLOSED';
    const next = wasClosed || answer.satisfied ? 'CLOSED' : 'HANDLING';
    this.require('EVALUATE', next);
    const complainant = pick(complainants, complainantId);
    return this.step('EVALUATE', next, by, clock, () => {
      complainant.evaluate(answer.satisfied, answer.comment, by.at);
      this.satisfied = answer.satisfied;
      this.unaskedCount -= 1;
      const evaluated = this.entry('EVALUATED', by, {
        complainantId: complainant.id,
        satisfied: answer.satisfied,
        note: answer.comment,
      });
      if (wasClosed) return [evaluated];
      if (answer.satisfied) this.closedAt = by.at;
      return [evaluated, this.entry(answer.satisfied ? 'CLOSED' : 'REWORKED', { ...by, note: null })];
    });
  }

  /** A volunteer's order for the case was completed: noted, whatever the state. */
  noteService(by: StepBy): CaseChange {
    return { from: this.status, to: this.status, entries: [this.entry('SERVED', by)], clock: undefined };
  }

  private step(
    action: CaseAction,
    to: CaseStatus,
    by: StepBy,
    clock: StageClock,
    work: () => readonly NewTimelineEntry[],
  ): CaseChange {
    this.require(action, to);
    const from = this.status;
    this.status = to;
    const entries = work();
    return { from, to, entries, clock: from === to ? undefined : this.startClock(by.at, clock) };
  }

  private require(action: CaseAction, to: CaseStatus): void {
    const allowed = this.allowedActions();
    if (!allowed.includes(action) || !leadsTo(defaultFlow, action, this.status, to)) {
      throw new TransitionRefused(action, this.status, allowed);
    }
  }

  private startClock(at: Date, clock: StageClock): RunningClock | null {
    const stage = defaultFlow.clocks[this.status];
    const running =
      stage === undefined
        ? null
        : clock.start(
            stage,
            {
              serviceItemCode: this.serviceItemCode ?? null,
              bodyKind: stage === 'TAKE_UP' || stage === 'HANDLE' ? (this.handlerKind ?? null) : null,
            },
            at,
          );
    if (running) this.deadlineCount += 1;
    this.stage = running?.stage ?? null;
    this.dueAt = running?.dueAt ?? null;
    return running;
  }

  private entry(step: CaseStep, by: StepBy, extra: EntryExtra = {}): NewTimelineEntry {
    this.timelineLength += 1;
    return {
      position: this.timelineLength,
      at: by.at,
      step,
      status: this.status,
      actorAccountId: by.actorAccountId,
      organizationId: null,
      complainantId: null,
      satisfied: null,
      reason: null,
      note: by.note ?? null,
      ...extra,
    };
  }
}
CaseSchema.setClass(Case);

const nothingYet = {
  serviceItemId: null,
  serviceItemCode: null,
  handlerId: null,
  handlerKind: null,
  takenUpByAccountId: null,
  resolvedByAccountId: null,
  outcome: null,
  refusalReason: null,
  dutyOfId: null,
  deferredIn: null,
  stage: null,
  dueAt: null,
  acceptedAt: null,
  resolvedAt: null,
  closedAt: null,
  satisfied: null,
} as const;

const pick = (complainants: readonly Complainant[], id: string | null): Complainant => {
  const unasked = complainants.filter((complainant) => !complainant.evaluatedAt);
  const found = id === null ? (unasked.length === 1 ? unasked[0] : undefined) : unasked.find((c) => c.id === id);
  if (!found) throw new ComplainantUnclear();
  return found;
};
