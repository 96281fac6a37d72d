import { defineEntity, p } from '@mikro-orm/core';

export const programmeKinds = ['MEALS', 'TRAINING', 'CARE', 'CULTURE', 'SERVICE'] as const;
export type ProgrammeKind = (typeof programmeKinds)[number];

const ProgrammeSchema = defineEntity({
  name: 'Programme',
  tableName: 'programme',
  properties: {
    id: p.uuid().primary(),
    centreId: p.uuid(),
    areaCode: p.text(),
    name: p.text(),
    kind: p.text().$type<ProgrammeKind>(),
    openedOn: p.date(),
    closedOn: p.date().nullable(),
    version: p.integer().version().default(1),
  },
});

/** What a centre offers (项目). */
export class Programme extends ProgrammeSchema.class {}

ProgrammeSchema.setClass(Programme);

const EnrolmentSchema = defineEntity({
  name: 'Enrolment',
  tableName: 'enrolment',
  properties: {
    id: p.uuid().primary(),
    programmeId: p.uuid(),
    areaCode: p.text(),
    residentId: p.uuid(),
    enrolledOn: p.date(),
    endedOn: p.date().nullable(),
    completed: p.boolean(),
    version: p.integer().version().default(1),
  },
});

/** Somebody's enrolment in a programme (报名). */
export class Enrolment extends EnrolmentSchema.class {}

EnrolmentSchema.setClass(Enrolment);

const OutcomeSchema = defineEntity({
  name: 'Outcome',
  tableName: 'outcome',
  properties: {
    id: p.uuid().primary(),
    enrolmentId: p.uuid(),
    programmeId: p.uuid(),
    areaCode: p.text(),
    employed: p.boolean(),
    monthlyWage: p.integer().nullable(),
    recordedOn: p.date(),
  },
});

/** What came of an enrolment (成果). */
export class Outcome extends OutcomeSchema.class {}

OutcomeSchema.setClass(Outcome);

const MealServiceSchema = defineEntity({
  name: 'MealService',
  tableName: 'meal_service',
  properties: {
    id: p.uuid().primary(),
    programmeId: p.uuid(),
    areaCode: p.text(),
    day: p.date(),
    meals: p.integer(),
  },
});

/** Meals that a canteen served on a day (供餐). */
export class MealService extends MealServiceSchema.class {}

MealServiceSchema.setClass(MealService);
