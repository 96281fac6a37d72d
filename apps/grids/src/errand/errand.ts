import { defineEntity, p } from '@mikro-orm/core';

export type ErrandStatus = 'BEGUN' | 'HANDED_OVER' | 'ANSWERED' | 'COMPLETED' | 'WITHDRAWN';
export type ConsentKind = 'SIGNED' | 'SPOKEN' | 'GUARDIAN';
export type ErrandStep = ErrandStatus | 'DOCUMENTS_ADDED' | 'REOPENED';

/** Thrown for a step that the errand's status does not allow. */
export class ErrandStepRefused extends Error {
  override readonly name = 'ErrandStepRefused';
  readonly status: ErrandStatus;

  constructor(status: ErrandStatus) {
    super(`The errand does not allow this step: it is ${status}`);
    this.status = status;
  }
}

const ErrandSchema = defineEntity({
  name: 'Errand',
  tableName: 'errand',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    kindCode: p.text(),
    residentId: p.uuid(),
    householdId: p.uuid(),
    gridId: p.uuid(),
    areaCode: p.text(),
    visitId: p.uuid().nullable(),
    text: p.text(),
    consentKind: p.text().$type<ConsentKind>(),
    consentedAt: p.datetime(),
    status: p.text().$type<ErrandStatus>(),
    begunAt: p.datetime(),
    workerAccountId: p.uuid(),
    handedOverAt: p.datetime().nullable(),
    caseId: p.uuid().nullable(),
    caseStatus: p.text().nullable(),
    caseSequence: p.bigint('number').defaultRaw('0'),
    answeredAt: p.datetime().nullable(),
    succeeded: p.boolean().nullable(),
    completedAt: p.datetime().nullable(),
    withdrawnAt: p.datetime().nullable(),
    clientKey: p.text().nullable(),
    /** Codes of documents that a sheet says were handed in on paper. */
    paperDocuments: p.array().nullable(),
  },
});

/** An application that a grid worker makes on behalf of a resident (跑腿代办). Its methods are the only steps there are. */
export class Errand extends ErrandSchema.class {
  private require(...allowed: readonly ErrandStatus[]): void {
    if (!allowed.includes(this.status)) throw new ErrandStepRefused(this.status);
  }

  mayAddDocuments(): void {
    this.require('BEGUN', 'HANDED_OVER');
  }

  handOver(at: Date): void {
    this.require('BEGUN');
    this.status = 'HANDED_OVER';
    this.handedOverAt = at;
  }

  /** The resident was told the result. */
  complete(at: Date): void {
    this.require('ANSWERED');
    this.status = 'COMPLETED';
    this.completedAt = at;
  }

  withdraw(at: Date): void {
    this.require('BEGUN', 'HANDED_OVER');
    this.status = 'WITHDRAWN';
    this.withdrawnAt = at;
  }

  /**
   * Its case went on: done, closed, refused or void is the answer; rework takes an answer back that nobody was told yet.
   * @param sequence of the case's event: older ones change nothing
   * @returns the step that follows, if any
   */
  followCase(caseId: string, status: string, sequence: number, at: Date): 'ANSWERED' | 'REOPENED' | undefined {
    if (sequence <= this.caseSequence) return undefined;
    this.caseId = caseId;
    this.caseSequence = sequence;
    this.caseStatus = status;
    if (this.status === 'HANDED_OVER' && answers.includes(status)) {
      this.status = 'ANSWERED';
      this.answeredAt = at;
      this.succeeded = !failures.includes(status);
      return 'ANSWERED';
    }
    if (this.status === 'ANSWERED' && !answers.includes(status)) {
      this.status = 'HANDED_OVER';
      this.answeredAt = null;
      this.succeeded = null;
      return 'REOPENED';
    }
    return undefined;
  }
}
ErrandSchema.setClass(Errand);

const failures: readonly string[] = ['REFUSED', 'VOID'];
const answers: readonly string[] = ['RESOLVED', 'VERIFIED', 'CLOSED', ...failures];

const ErrandEntrySchema = defineEntity({
  name: 'ErrandEntry',
  tableName: 'errand_entry',
  properties: {
    errandId: p.uuid().primary(),
    position: p.integer().primary(),
    step: p.text().$type<ErrandStep>(),
    at: p.datetime(),
    byAccountId: p.uuid().nullable(),
    note: p.text().nullable(),
  },
});

/** What was done in an errand, and by whom (办理记录). */
export class ErrandEntry extends ErrandEntrySchema.class {}
ErrandEntrySchema.setClass(ErrandEntry);
