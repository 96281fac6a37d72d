import { defineEntity, p } from '@mikro-orm/core';

import { ComplainantUnclear } from './transition-refused.ts';

const ComplainantSchema = defineEntity({
  name: 'Complainant',
  tableName: 'case_complainant',
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid(),
    position: p.integer(),
    /** None where the upstream alone knows who it is, or nobody does. */
    residentId: p.uuid().nullable(),
    demandId: p.uuid().nullable(),
    demand: p.text(),
    replyText: p.text().nullable(),
    replyAt: p.datetime().nullable(),
    satisfied: p.boolean().nullable(),
    comment: p.text().nullable(),
    evaluatedAt: p.datetime().nullable(),
    /** The case that this complainant came from when it was joined to another one, and the place there. */
    joinedFromCaseId: p.uuid().nullable(),
    joinedPosition: p.integer().nullable(),
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

/** The complainant who is meant, of those who have not been asked. Throws ComplainantUnclear. */
export const complainantToAsk = (complainants: readonly Complainant[], id: string | null): Complainant => {
  const unasked = complainants.filter((complainant) => !complainant.evaluatedAt);
  const found = id === null ? (unasked.length === 1 ? unasked[0] : undefined) : unasked.find((c) => c.id === id);
  if (!found) throw new ComplainantUnclear();
  return found;
};
