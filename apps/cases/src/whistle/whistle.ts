import { defineEntity, p } from '@mikro-orm/core';

export type WhistleKind = 'BEYOND_POWER' | 'JOINT_ENFORCEMENT' | 'EMERGENCY';
export type WhistleStatus = 'BLOWN' | 'ANSWERED' | 'ARRIVED' | 'RELEASED';

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
    blownAt: p.datetime(),
    releasedAt: p.datetime().nullable(),
  },
});

/** A whistle (吹哨): departments convened for a case. */
export class Whistle extends WhistleSchema.class {}
WhistleSchema.setClass(Whistle);

const WhistleAnswerSchema = defineEntity({
  name: 'WhistleAnswer',
  tableName: 'whistle_answer',
  properties: {
    id: p.uuid().primary(),
    whistleId: p.uuid(),
    position: p.integer(),
    organizationId: p.uuid(),
    dueAt: p.datetime(),
    answeredAt: p.datetime().nullable(),
    arrivedAt: p.datetime().nullable(),
  },
});

/** What one of the bodies convened did. */
export class WhistleAnswer extends WhistleAnswerSchema.class {}
WhistleAnswerSchema.setClass(WhistleAnswer);

/** How far a whistle is, from what its bodies did. */
export const whistleStatusOf = (
  releasedAt: Date | undefined,
  answers: readonly { readonly answeredAt?: Date | undefined; readonly arrivedAt?: Date | undefined }[],
): WhistleStatus => {
  if (releasedAt) return 'RELEASED';
  if (answers.every((answer) => answer.arrivedAt)) return 'ARRIVED';
  return answers.every((answer) => answer.answeredAt ?? answer.arrivedAt) ? 'ANSWERED' : 'BLOWN';
};
