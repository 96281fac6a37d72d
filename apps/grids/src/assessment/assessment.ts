import { defineEntity, p } from '@mikro-orm/core';

import { isAbsent } from '../absent.ts';
import type { Indicator } from './indicators.ts';

export type AssessmentStatus = 'COMPUTING' | 'DRAFT' | 'PUBLISHED' | 'FINAL' | 'WITHDRAWN';
export type ObjectionStatus = 'OPEN' | 'KEPT' | 'ADJUSTED';

/** Thrown where the state of a run or objection does not allow the step. */
export class AssessmentStepRefused extends Error {
  override readonly name = 'AssessmentStepRefused';
  readonly status: AssessmentStatus | ObjectionStatus;

  constructor(step: string, status: AssessmentStatus | ObjectionStatus) {
    super(`${step} is not possible while ${status}`);
    this.status = status;
  }
}

const AssessmentSchemeSchema = defineEntity({
  name: 'AssessmentScheme',
  tableName: 'assessment_scheme',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    validFrom: p.date(),
    objectionDays: p.integer(),
    setByAccountId: p.uuid(),
    setAt: p.datetime(),
  },
});

/** The weights of the indicators (考核指标与权重), for periods that end on a day or later. */
export class AssessmentScheme extends AssessmentSchemeSchema.class {}
AssessmentSchemeSchema.setClass(AssessmentScheme);

const AssessmentRunSchema = defineEntity({
  name: 'AssessmentRun',
  tableName: 'assessment_run',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    areaCode: p.text(),
    periodFrom: p.date(),
    periodTo: p.date(),
    schemeId: p.uuid(),
    status: p.text().$type<AssessmentStatus>(),
    /** Which computation this is: jobs of an earlier one do nothing any more. */
    computation: p.integer(),
    /** The villages and communities, one step each. */
    areaCodes: p.array(),
    doneSteps: p.integer(),
    totalSteps: p.integer(),
    workerCount: p.integer(),
    objectionsUntil: p.date().nullable(),
    startedByAccountId: p.uuid(),
    startedAt: p.datetime(),
    computedAt: p.datetime().nullable(),
    publishedAt: p.datetime().nullable(),
    finishedAt: p.datetime().nullable(),
  },
});

/** The assessment of all workers of an area for a period (考核批次): computed, published, objected to, final. */
export class AssessmentRun extends AssessmentRunSchema.class {
  /** @throws AssessmentStepRefused once the workers have seen the results */
  computeAgain(schemeId: string, areaCodes: readonly string[]): void {
    this.require('Computing again', ['DRAFT', 'COMPUTING']);
    this.status = 'COMPUTING';
    this.schemeId = schemeId;
    this.computation += 1;
    this.areaCodes = [...areaCodes];
    this.doneSteps = 0;
    this.totalSteps = areaCodes.length + 2;
    this.workerCount = 0;
    this.computedAt = null;
  }

  /** @throws AssessmentStepRefused */
  publish(at: Date, objectionsUntil: string): void {
    this.require('Publishing', ['DRAFT']);
    this.status = 'PUBLISHED';
    this.publishedAt = at;
    this.objectionsUntil = objectionsUntil;
  }

  /** @throws AssessmentStepRefused once the workers have seen the results */
  withdraw(): void {
    this.require('Withdrawing', ['DRAFT', 'COMPUTING']);
    this.status = 'WITHDRAWN';
    this.computation += 1;
  }

  /** @throws AssessmentStepRefused */
  finish(at: Date): void {
    this.require('Finishing', ['PUBLISHED']);
    this.status = 'FINAL';
    this.finishedAt = at;
  }

  isSeenByWorkers(): boolean {
    return this.status === 'PUBLISHED' || this.status === 'FINAL';
  }

  takesObjectionsOn(day: string): boolean {
    return this.status === 'PUBLISHED' && !isAbsent(this.objectionsUntil) && day <= this.objectionsUntil;
  }

  private require(step: string, allowed: readonly AssessmentStatus[]): void {
    if (!allowed.includes(this.status)) throw new AssessmentStepRefused(step, this.status);
  }
}
AssessmentRunSchema.setClass(AssessmentRun);

const AssessmentSchema = defineEntity({
  name: 'Assessment',
  tableName: 'assessment',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    runId: p.uuid(),
    gridWorkerId: p.uuid(),
    score: p.decimal('number').precision(4).scale(1).nullable(),
  },
});

/** The result of a worker (考核结果). */
export class Assessment extends AssessmentSchema.class {}
AssessmentSchema.setClass(Assessment);

const AssessmentObjectionSchema = defineEntity({
  name: 'AssessmentObjection',
  tableName: 'assessment_objection',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    assessmentId: p.uuid(),
    indicator: p.text().$type<Indicator>().nullable(),
    text: p.text(),
    status: p.text().$type<ObjectionStatus>(),
    madeAt: p.datetime(),
    answer: p.text().nullable(),
    answeredByAccountId: p.uuid().nullable(),
    answeredAt: p.datetime().nullable(),
    scoreBefore: p.decimal('number').precision(4).scale(1).nullable(),
    scoreAfter: p.decimal('number').precision(4).scale(1).nullable(),
  },
});

/** A worker's objection to the own result (考核异议); the entry stays, answered or not. */
export class AssessmentObjection extends AssessmentObjectionSchema.class {
  /** @throws AssessmentStepRefused where it is answered already */
  settle(
    answer: string,
    by: { readonly accountId: string; readonly at: Date },
    scores: Scores,
    isAdjusted: boolean,
  ): void {
    if (this.status !== 'OPEN') throw new AssessmentStepRefused('Answering', this.status);
    this.status = isAdjusted ? 'ADJUSTED' : 'KEPT';
    this.answer = answer;
    this.answeredByAccountId = by.accountId;
    this.answeredAt = by.at;
    this.scoreBefore = scores.before;
    this.scoreAfter = scores.after;
  }
}
AssessmentObjectionSchema.setClass(AssessmentObjection);

interface Scores {
  readonly before: number | null;
  readonly after: number | null;
}
