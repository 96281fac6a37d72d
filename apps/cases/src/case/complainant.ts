import { defineEntity, p } from '@mikro-orm/core';

const ComplainantSchema = defineEntity({
  name: 'Complainant',
  tableName: 'case_complainant',
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid(),
    position: p.integer(),
    residentId: p.uuid(),
    demandId: p.uuid().nullable(),
    demand: p.text(),
    replyText: p.text().nullable(),
    replyAt: p.datetime().nullable(),
    satisfied: p.boolean().nullable(),
    comment: p.text().nullable(),
    evaluatedAt: p.datetime().nullable(),
  },
});

/** Somebody who complains; each keeps an own reply and an own evaluation. */
export class Complainant extends ComplainantSchema.class {
  /** Tells the outcome; what was said about an earlier one stays in the timeline alone. */
  reply(text: string, at: Date): void {
    this.replyText = text;
    this.replyAt = at;
    this.satisfied = null;
    this.comment = null;
    this.evaluatedAt = null;
  }

  evaluate(satisfied: boolean, comment: string | null, at: Date): void {
    this.satisfied = satisfied;
    this.comment = comment;
    this.evaluatedAt = at;
  }
}
ComplainantSchema.setClass(Complainant);
