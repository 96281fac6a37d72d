import { defineEntity, p } from '@mikro-orm/core';

export type OpinionKind = 'AGREES' | 'AGREES_WITH_CHANGES' | 'OBJECTS';

const ItemOpinionSchema = defineEntity({
  name: 'ItemOpinion',
  tableName: 'service_item_opinion',
  properties: {
    id: p.uuid().primary(),
    proposalId: p.uuid(),
    revision: p.integer(),
    areaCode: p.text(),
    askedAt: p.datetime(),
    opinion: p.text().$type<OpinionKind>().nullable(),
    words: p.text().nullable(),
    givenByAccountId: p.uuid().nullable(),
    givenAt: p.datetime().nullable(),
  },
});

/** What a township that was asked thinks of a draft of a proposal (乡镇意见). */
export class ItemOpinion extends ItemOpinionSchema.class {
  give(opinion: OpinionKind, words: string | null, accountId: string, at: Date): void {
    this.opinion = opinion;
    this.words = words;
    this.givenByAccountId = accountId;
    this.givenAt = at;
  }
}
ItemOpinionSchema.setClass(ItemOpinion);

/** Townships that were asked and may still answer: the hearing is over once nobody is left or the last day is past. */
export const stillToAnswer = (
  opinions: readonly Pick<ItemOpinion, 'areaCode' | 'opinion'>[],
  until: string | null | undefined,
  today: string,
): readonly string[] =>
  until && until < today ? [] : opinions.filter(({ opinion }) => !opinion).map(({ areaCode }) => areaCode);
