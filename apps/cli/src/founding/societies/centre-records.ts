import type {
  CentreRecord,
  EnrolmentRecord,
  MealServiceRecord,
  OutcomeRecord,
  ProgrammeRecord,
} from '@gridloom/societies/import';
import { addDays, daysBetween, weekday } from '@gridloom/standards';

import { distinctPeople } from '../distinct-people.ts';
import type { PlannedLife, PlannedPerson, PlannedVillage, Random } from '../planned-life.ts';
import { story } from '../stories.ts';
import { shuangquanAverageWage, shuangquanCourse, shuangquanInWork } from './centre-wording.ts';
import { plannedCentres, type PlannedCentre, type PlannedProgramme } from './planned-centres.ts';

/** How far back meals are told by day. */
const MEAL_DAYS = 180;

export function* centreRecords(life: PlannedLife): Generator<CentreRecord> {
  for (const { record } of plannedCentres(life)) yield record;
}

export function* programmeRecords(life: PlannedLife): Generator<ProgrammeRecord> {
  for (const { programmes } of plannedCentres(life)) for (const { record } of programmes) yield record;
}

/** How a course stands: who began it, who finished it, and who of those is in work. */
interface Course {
  readonly enrolled: number;
  readonly completed: number;
  readonly employed: number;
  readonly averageWage: number;
}

/** People who come to a course: half of them of the centre's village, the others of the villages around it. */
function* peopleAround(
  life: PlannedLife,
  village: PlannedVillage,
  random: Random,
  count: number,
): Generator<PlannedPerson> {
  const around = life.villages.filter((each) => each.townshipCode === village.townshipCode && each !== village);
  const elsewhere = around.reduce((sum, { adults }) => sum + adults, 0);
  const own = Math.min(village.adults, Math.max(Math.ceil(count / 2), count - elsewhere));
  yield* distinctPeople(village, random, own);
  let left = count - own;
  for (const each of around) {
    const share = Math.min(left, each.adults);
    yield* distinctPeople(each, random, share);
    left -= share;
  }
}

const peopleWithin = (life: PlannedLife, village: PlannedVillage): number =>
  life.villages.filter((v) => v.townshipCode === village.townshipCode).reduce((sum, v) => sum + v.adults, 0);

const courseOf = (life: PlannedLife, { village }: PlannedCentre, { record, wage }: PlannedProgramme): Course => {
  const random = life.random('course', record.id);
  const most = Math.floor(peopleWithin(life, village) / 2);
  if (village.code === story.shuangquan && record.name === shuangquanCourse) {
    const employed = Math.min(shuangquanInWork, Math.max(1, Math.floor(most * 0.75)));
    const completed = employed + Math.round(employed / 9);
    return { employed, completed, enrolled: completed + Math.round(employed / 7), averageWage: shuangquanAverageWage };
  }
  const enrolled = Math.min(random.int(18, 46), most);
  const completed = Math.floor(enrolled * (0.5 + random.next() * 0.4));
  const employed = wage === undefined ? 0 : Math.floor(completed * (0.5 + random.next() * 0.4));
  return { enrolled, completed, employed, averageWage: wage ?? 0 };
};

/** Wages around an average that they have exactly: what one earns more, the next one earns less. */
function* wagesAround(average: number, count: number, random: Random): Generator<number> {
  const spread = Math.floor(average / 400);
  for (let n = 0; n + 1 < count; n += 2) {
    const apart = random.int(0, spread) * 100;
    yield average + apart;
    yield average - apart;
  }
  if (count % 2 === 1) yield average;
}

function* coursesOf(life: PlannedLife) {
  for (const centre of plannedCentres(life)) {
    for (const programme of centre.programmes)
      if (programme.record.kind !== 'MEALS') yield { centre, programme, course: courseOf(life, centre, programme) };
  }
}

/** Enrolments (报名): first those who have finished, then those who gave up or are still at it. */
export function* enrolmentRecords(life: PlannedLife): Generator<EnrolmentRecord> {
  for (const { centre, programme, course } of coursesOf(life)) {
    const { record } = programme;
    const random = life.random('enrolment', record.id);
    const age = daysBetween(record.openedOn, life.today);
    let n = 0;
    for (const { residentId } of peopleAround(life, centre.village, random, course.enrolled)) {
      const isDone = n < course.completed;
      const enrolledOn = addDays(record.openedOn, random.int(0, isDone ? age - 120 : age - 10));
      const hasEnded = isDone || random.chance(0.3);
      yield {
        id: life.id('enrolment', record.id, n),
        programmeId: record.id,
        areaCode: record.areaCode,
        residentId,
        enrolledOn,
        ...(hasEnded ? { endedOn: addDays(enrolledOn, isDone ? random.int(30, 75) : random.int(3, 9)) } : {}),
        completed: isDone,
      };
      n += 1;
    }
  }
}

/** Outcomes (成果) of training: who found work, and for what wage. */
export function* outcomeRecords(life: PlannedLife): Generator<OutcomeRecord> {
  for (const { programme, course } of coursesOf(life)) {
    const { record } = programme;
    if (record.kind !== 'TRAINING') continue;
    const random = life.random('outcome', record.id);
    const wages = wagesAround(course.averageWage, course.employed, random);
    for (let n = 0; n < course.completed; n += 1) {
      const wage = wages.next();
      yield {
        id: life.id('outcome', record.id, n),
        enrolmentId: life.id('enrolment', record.id, n),
        programmeId: record.id,
        areaCode: record.areaCode,
        recordedOn: addDays(life.today, -random.int(3, 40)),
        employed: !wage.done,
        ...(wage.done ? {} : { monthlyWage: wage.value }),
      };
    }
  }
}

/** Meals (供餐) by day: fewer at the weekend, none on the first of a month, when the kitchen is cleaned. */
export function* mealServiceRecords(life: PlannedLife): Generator<MealServiceRecord> {
  for (const { village, programmes } of plannedCentres(life)) {
    for (const { record } of programmes) {
      if (record.kind !== 'MEALS') continue;
      const random = life.random('meals', record.id);
      const isTold = village.code === story.beibao;
      const days = isTold ? daysBetween(record.openedOn, life.today) : MEAL_DAYS;
      const guests = Math.max(1, Math.min(isTold ? 86 : random.int(24, 60), Math.floor(village.adults / 4)));
      for (let ago = days; ago >= 1; ago -= 1) {
        const day = addDays(life.today, -ago);
        if (day.endsWith('-01')) continue;
        const share = weekday(day) >= 6 ? 0.7 : 1;
        const meals = Math.round(guests * share * (0.85 + random.next() * 0.3));
        yield {
          id: life.id('meal-service', record.id, day),
          programmeId: record.id,
          areaCode: record.areaCode,
          day,
          meals,
        };
      }
    }
  }
}
