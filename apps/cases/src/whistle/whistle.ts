import { defineEntity, p } from '@mikro-orm/core';

import { WhistleStepRefused } from './whistle-step-refused.ts';

export const whistleKinds = ['BEYOND_POWER', 'JOINT_ENFORCEMENT', 'EMERGENCY'] as const;
export type WhistleKind = (typeof whistleKinds)[number];
export type WhistleStatus = 'DRAFTED' | 'BLOWN' | 'ANSWERED' | 'ARRIVED' | 'RELEASED' | 'DECLINED' | 'RECALLED';
export type WhistleRole = 'LEAD' | 'ASSIST';

export const whistleActions = [
  'APPROVE',
  'DECLINE',
  'ANSWER',
  'ARRIVE',
  'RECORD_OUTCOME',
  'RELEASE',
  'RATE',
  'RECALL',
] as const;
export type WhistleAction = (typeof whistleActions)[number];

export type WhistleStepKind =
  | 'DRAFTED'
  | 'BLOWN'
  | 'APPROVED'
  | 'APPROVAL_LAPSED'
  | 'DECLINED'
  | 'ANSWERED'
  | 'ARRIVED'
  | 'OUTCOME_RECORDED'
  | 'RELEASED'
  | 'RATED'
  | 'RECALLED';

/** States in which bodies are convened. */
const lasting: readonly WhistleStatus[] = ['BLOWN', 'ANSWERED', 'ARRIVED'];

const allowedIn: Readonly<Record<WhistleAction, readonly WhistleStatus[]>> = {
  APPROVE: ['DRAFTED'],
  DECLINE: ['DRAFTED'],
  ANSWER: ['BLOWN'],
  ARRIVE: ['BLOWN', 'ANSWERED'],
  RECORD_OUTCOME: lasting,
  RELEASE: lasting,
  RATE: ['RELEASED'],
  RECALL: ['DRAFTED', 'BLOWN', 'ANSWERED'],
};

const WhistleSchema = defineEntity({
  name: 'Whistle',
  tableName: 'whistle',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version(),
    caseId: p.uuid(),
    areaCode: p.text(),
    kind: p.text().$type<WhistleKind>(),
    status: p.text().$type<WhistleStatus>(),
    /** The body that convenes, and its area; none where the whistle came with the founding. */
    callerId: p.uuid().nullable(),
    callerAreaCode: p.text().nullable(),
    reason: p.text().nullable(),
    leadId: p.uuid().nullable(),
    assistantIds: p.array().columnType('uuid[]').default([]),
    draftedAt: p.datetime().nullable(),
    draftedByAccountId: p.uuid().nullable(),
    approvedAt: p.datetime().nullable(),
    approvedByAccountId: p.uuid().nullable(),
    /** By when an emergency that went out by itself has to be approved. */
    approvalDueAt: p.datetime().nullable(),
    approvalLapsedAt: p.datetime().nullable(),
    blownAt: p.datetime().nullable(),
    releasedAt: p.datetime().nullable(),
    /** When it was declined or recalled. */
    endedAt: p.datetime().nullable(),
    endNote: p.text().nullable(),
    stepCount: p.integer().default(0),
  },
});

export interface WhistleBy {
  readonly at: Date;
  /** None where it happens by itself. */
  readonly accountId: string | null;
  readonly note?: string | null | undefined;
}

/** A step before it is a row. */
export interface NewWhistleStep {
  readonly whistleId: string;
  readonly position: number;
  readonly at: Date;
  readonly step: WhistleStepKind;
  readonly actorAccountId: string | null;
  readonly organizationId: string | null;
  readonly note: string | null;
}

export interface WhistleDraft {
  readonly id: string;
  readonly caseId: string;
  readonly areaCode: string;
  readonly kind: WhistleKind;
  readonly callerId: string;
  readonly callerAreaCode: string;
  readonly reason: string;
  readonly leadId: string;
  readonly assistantIds: readonly string[];
}

/** A whistle (吹哨): bodies convened for a case. Its methods are the only steps; each gives the row that says so. */
export class Whistle extends WhistleSchema.class {
  static draft(draft: WhistleDraft, by: WhistleBy): { readonly whistle: Whistle; readonly step: NewWhistleStep } {
    const whistle = new Whistle();
    Object.assign(whistle, draft, {
      version: 1,
      status: 'DRAFTED',
      assistantIds: [...draft.assistantIds],
      draftedAt: by.at,
      draftedByAccountId: by.accountId,
      approvedAt: null,
      approvedByAccountId: null,
      approvalDueAt: null,
      approvalLapsedAt: null,
      blownAt: null,
      releasedAt: null,
      endedAt: null,
      endNote: null,
      stepCount: 0,
    });
    return { whistle, step: whistle.step('DRAFTED', by) };
  }

  /** Whether bodies are convened by it now. */
  isLasting(): boolean {
    return lasting.includes(this.status);
  }

  /** Whether an emergency went out without a principal's word, which is still awaited. */
  awaitsApproval(): boolean {
    return (
      this.status === 'DRAFTED' ||
      (this.isLasting() && this.kind === 'EMERGENCY' && !!this.approvalDueAt && !this.approvedAt)
    );
  }

  /** Bodies convened, or to be convened, the leading one first. */
  bodyIds(): readonly string[] {
    return this.leadId ? [this.leadId, ...this.assistantIds] : [];
  }

  /** What may be done now, whoever asks. */
  allowedActions(): readonly WhistleAction[] {
    return whistleActions.filter((action) => this.allows(action));
  }

  /** It goes out; the emergency before its approval. */
  blow(by: WhistleBy, approvalDueAt: Date | null): NewWhistleStep {
    this.status = 'BLOWN';
    this.blownAt = by.at;
    this.approvalDueAt = approvalDueAt;
    return this.step('BLOWN', { ...by, note: null });
  }

  approve(by: WhistleBy): NewWhistleStep {
    this.require('APPROVE');
    this.approvedAt = by.at;
    this.approvedByAccountId = by.accountId;
    return this.step('APPROVED', by);
  }

  /** The time for the approval of an emergency is over; the bodies stay, and the lateness is on record. */
  lapseApproval(by: WhistleBy): NewWhistleStep | null {
    if (this.approvalLapsedAt || !this.isLasting() || !this.awaitsApproval()) return null;
    this.approvalLapsedAt = by.at;
    return this.step('APPROVAL_LAPSED', by);
  }

  decline(by: WhistleBy): NewWhistleStep {
    this.require('DECLINE');
    return this.end('DECLINED', by);
  }

  recall(by: WhistleBy): NewWhistleStep {
    this.require('RECALL');
    return this.end('RECALLED', by);
  }

  release(by: WhistleBy): NewWhistleStep {
    this.require('RELEASE');
    this.status = 'RELEASED';
    this.releasedAt = by.at;
    this.endNote = by.note ?? null;
    return this.step('RELEASED', by);
  }

  /** A body did something; the state follows from what all did. */
  noteBody(
    action: 'ANSWER' | 'ARRIVE' | 'RECORD_OUTCOME' | 'RATE',
    organizationId: string,
    answers: readonly WhistleAnswer[],
    by: WhistleBy,
  ): NewWhistleStep {
    this.require(action);
    if (this.isLasting()) this.status = whistleStatusOf(undefined, answers);
    return this.step(bodySteps[action], by, organizationId);
  }

  /** Throws WhistleStepRefused where the state does not allow an action. */
  require(action: WhistleAction): void {
    if (!this.allows(action)) throw new WhistleStepRefused(action, this.status, this.allowedActions());
  }

  private allows(action: WhistleAction): boolean {
    if (action === 'APPROVE' || action === 'DECLINE') return this.awaitsApproval();
    return allowedIn[action].includes(this.status);
  }

  private end(status: 'DECLINED' | 'RECALLED', by: WhistleBy): NewWhistleStep {
    this.status = status;
    this.endedAt = by.at;
    this.endNote = by.note ?? null;
    return this.step(status, by);
  }

  private step(step: WhistleStepKind, by: WhistleBy, organizationId: string | null = null): NewWhistleStep {
    this.stepCount += 1;
    return {
      whistleId: this.id,
      position: this.stepCount,
      at: by.at,
      step,
      actorAccountId: by.accountId,
      organizationId,
      note: by.note ?? null,
    };
  }
}
WhistleSchema.setClass(Whistle);

const bodySteps = {
  ANSWER: 'ANSWERED',
  ARRIVE: 'ARRIVED',
  RECORD_OUTCOME: 'OUTCOME_RECORDED',
  RATE: 'RATED',
} as const satisfies Partial<Record<WhistleAction, WhistleStepKind>>;

const WhistleAnswerSchema = defineEntity({
  name: 'WhistleAnswer',
  tableName: 'whistle_answer',
  properties: {
    id: p.uuid().primary(),
    whistleId: p.uuid(),
    position: p.integer(),
    organizationId: p.uuid(),
    role: p.text().$type<WhistleRole>().default('ASSIST'),
    dueAt: p.datetime(),
    arrivalDueAt: p.datetime().nullable(),
    outcomeDueAt: p.datetime().nullable(),
    answeredAt: p.datetime().nullable(),
    answerNote: p.text().nullable(),
    arrivedAt: p.datetime().nullable(),
    outcome: p.text().nullable(),
    outcomeAt: p.datetime().nullable(),
    rating: p.integer().nullable(),
    ratingWords: p.text().nullable(),
    ratedAt: p.datetime().nullable(),
  },
});

export type WhistleClockName = 'ANSWER' | 'ARRIVE' | 'OUTCOME';

/** What one of the bodies convened did, on its three clocks. */
export class WhistleAnswer extends WhistleAnswerSchema.class {
  /** The clocks that this body missed, or is missing now. */
  missedBy(now: Date): readonly WhistleClockName[] {
    const missed = (due: Date | null | undefined, done: Date | null | undefined) => !!due && (done ?? now) > due;
    return (
      [
        ['ANSWER', missed(this.dueAt, this.answeredAt ?? this.arrivedAt)],
        ['ARRIVE', missed(this.arrivalDueAt, this.arrivedAt)],
        ['OUTCOME', missed(this.outcomeDueAt, this.outcomeAt)],
      ] as const
    ).flatMap(([name, late]) => (late ? [name] : []));
  }
}
WhistleAnswerSchema.setClass(WhistleAnswer);

const WhistleStepSchema = defineEntity({
  name: 'WhistleStep',
  tableName: 'whistle_step',
  properties: {
    whistleId: p.uuid().primary(),
    position: p.integer().primary(),
    at: p.datetime(),
    step: p.text().$type<WhistleStepKind>(),
    actorAccountId: p.uuid().nullable(),
    organizationId: p.uuid().nullable(),
    note: p.text().nullable(),
  },
});

/** A step of a whistle; written once, never changed. */
export class WhistleStep extends WhistleStepSchema.class {}
WhistleStepSchema.setClass(WhistleStep);

/** How far a whistle is, from what its bodies did. */
export const whistleStatusOf = (
  releasedAt: Date | undefined,
  answers: readonly {
    readonly answeredAt?: Date | null | undefined;
    readonly arrivedAt?: Date | null | undefined;
  }[],
): 'BLOWN' | 'ANSWERED' | 'ARRIVED' | 'RELEASED' => {
  if (releasedAt) return 'RELEASED';
  if (answers.every((answer) => answer.arrivedAt)) return 'ARRIVED';
  return answers.every((answer) => answer.answeredAt ?? answer.arrivedAt) ? 'ANSWERED' : 'BLOWN';
};
