import {
  applyIncrements,
  createTally,
  fieldChecks,
  refuseIfAny,
  refuseStrayAreas,
  rowsOfRecords,
  runImportStep,
  type ImportOutcome,
  type ImportSession,
} from '@gridloom/service-kit';

import { centreKinds } from '../centre/centre.ts';
import { programmeKinds } from '../centre/programme.ts';
import { figures } from '../figures.ts';
import type { CentreRecord, EnrolmentRecord, MealServiceRecord, OutcomeRecord, ProgrammeRecord } from './records.ts';
import type { SocietiesImportContext } from './import-context.ts';

type OnProgress = (rows: number) => void;

/** Brings centres in. */
export const importCentres = (
  session: ImportSession,
  context: SocietiesImportContext,
  records: Iterable<CentreRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> =>
  runImportStep(session, {
    step: 'centre',
    table: 'centre',
    columns: ['id', 'name', 'kind', 'area_code', 'grid_id', 'opened_on'],
    rows: rowsOfRecords('centre', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.words('name', record.name, 200);
      check.oneOf('kind', record.kind, centreKinds);
      check.area('areaCode', record.areaCode);
      check.id('gridId', record.gridId);
      check.day('openedOn', record.openedOn);
      return [record.id, record.name, record.kind, record.areaCode, record.gridId, record.openedOn];
    }),
    ...(onProgress ? { onProgress } : {}),
  });

/** Brings the programmes of centres in. */
export const importProgrammes = (
  session: ImportSession,
  context: SocietiesImportContext,
  records: Iterable<ProgrammeRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> =>
  runImportStep(session, {
    step: 'programme',
    table: 'programme',
    columns: ['id', 'centre_id', 'area_code', 'name', 'kind', 'opened_on', 'closed_on'],
    rows: rowsOfRecords('programme', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.id('centreId', record.centreId);
      check.area('areaCode', record.areaCode);
      check.words('name', record.name, 200);
      check.oneOf('kind', record.kind, programmeKinds);
      check.day('openedOn', record.openedOn);
      check.day('closedOn', record.closedOn);
      check.inOrder('closedOn', record.openedOn, record.closedOn);
      return [record.id, record.centreId, record.areaCode, record.name, record.kind, record.openedOn, record.closedOn];
    }),
    after: (sql) => refuseStrayAreas(sql, 'programme', 'programme', 'centre', 'centre_id'),
    ...(onProgress ? { onProgress } : {}),
  });

/** Brings enrolments in. */
export const importEnrolments = (
  session: ImportSession,
  context: SocietiesImportContext,
  records: Iterable<EnrolmentRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const tally = createTally();
  return runImportStep(session, {
    step: 'enrolment',
    table: 'enrolment',
    columns: ['id', 'programme_id', 'area_code', 'resident_id', 'enrolled_on', 'ended_on', 'completed'],
    rows: rowsOfRecords('enrolment', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.id('programmeId', record.programmeId);
      check.area('areaCode', record.areaCode);
      check.id('residentId', record.residentId);
      check.day('enrolledOn', record.enrolledOn);
      check.day('endedOn', record.endedOn);
      check.inOrder('endedOn', record.enrolledOn, record.endedOn);
      check.holds('completed', !record.completed || record.endedOn !== undefined, {
        zh: '结业的报名须有结束日期',
        en: 'an enrolment that is completed has ended',
      });
      tally.add(record.programmeId, figures.enrolled);
      if (record.completed) tally.add(record.programmeId, figures.completed);
      return [
        record.id,
        record.programmeId,
        record.areaCode,
        record.residentId,
        record.enrolledOn,
        record.endedOn,
        record.completed,
      ];
    }),
    after: async (sql) => {
      await refuseStrayAreas(sql, 'enrolment', 'enrolment', 'programme', 'programme_id');
      await applyIncrements(sql, tally.increments());
    },
    ...(onProgress ? { onProgress } : {}),
  });
};

/** Brings outcomes in: what came of enrolments. */
export const importOutcomes = (
  session: ImportSession,
  context: SocietiesImportContext,
  records: Iterable<OutcomeRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const tally = createTally();
  return runImportStep(session, {
    step: 'outcome',
    table: 'outcome',
    columns: ['id', 'enrolment_id', 'programme_id', 'area_code', 'employed', 'monthly_wage', 'recorded_on'],
    rows: rowsOfRecords('outcome', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.id('enrolmentId', record.enrolmentId);
      check.id('programmeId', record.programmeId);
      check.area('areaCode', record.areaCode);
      check.count('monthlyWage', record.monthlyWage);
      check.day('recordedOn', record.recordedOn);
      check.holds('monthlyWage', record.monthlyWage === undefined || (record.employed && record.monthlyWage > 0), {
        zh: '仅就业者有月工资，且大于 0',
        en: 'only who is in work has a wage, and it is above 0',
      });
      if (record.employed) tally.add(record.programmeId, figures.employed);
      if (record.monthlyWage !== undefined) {
        tally.add(record.programmeId, figures.wages);
        tally.add(record.programmeId, figures.wageSum, record.monthlyWage);
      }
      return [
        record.id,
        record.enrolmentId,
        record.programmeId,
        record.areaCode,
        record.employed,
        record.monthlyWage,
        record.recordedOn,
      ];
    }),
    after: async (sql) => {
      await refuseIfAny(
        sql,
        'outcome',
        `select o.id from outcome o join enrolment e on e.id = o.enrolment_id
         where o.programme_id <> e.programme_id or o.area_code <> e.area_code`,
        { zh: '成果与报名的项目或区划不一致', en: 'the outcome is of another programme or area than its enrolment' },
      );
      await applyIncrements(sql, tally.increments());
    },
    ...(onProgress ? { onProgress } : {}),
  });
};

/** Brings in how many meals canteens served. */
export const importMealServices = (
  session: ImportSession,
  context: SocietiesImportContext,
  records: Iterable<MealServiceRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const tally = createTally();
  return runImportStep(session, {
    step: 'meal-service',
    table: 'meal_service',
    columns: ['id', 'programme_id', 'area_code', 'day', 'meals'],
    rows: rowsOfRecords('meal-service', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.id('programmeId', record.programmeId);
      check.area('areaCode', record.areaCode);
      check.day('day', record.day);
      check.count('meals', record.meals);
      tally.add(record.programmeId, figures.mealsServed, record.meals);
      return [record.id, record.programmeId, record.areaCode, record.day, record.meals];
    }),
    after: async (sql) => {
      await refuseStrayAreas(sql, 'meal-service', 'meal_service', 'programme', 'programme_id');
      await applyIncrements(sql, tally.increments());
    },
    ...(onProgress ? { onProgress } : {}),
  });
};
