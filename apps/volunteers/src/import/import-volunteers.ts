import {
  applyIncrements,
  createTally,
  fieldChecks,
  rowsOfRecords,
  runImportStep,
  type AreaTree,
  type ImportOutcome,
  type ImportSession,
} from '@gridloom/service-kit';

import { countVolunteer } from '../figures.ts';
import { numberDigits } from '../volunteer/volunteer-number.ts';
import type { VolunteerRecord } from './records.ts';

/** What the importers of volunteers need to know besides the records. */
export interface VolunteersImportContext {
  readonly areas: AreaTree;
}

/** Brings volunteers in. Numbers given out later stay clear of those brought in. */
export const importVolunteers = (
  session: ImportSession,
  context: VolunteersImportContext,
  records: Iterable<VolunteerRecord>,
  onProgress?: (rows: number) => void,
): Promise<ImportOutcome> => {
  const tally = createTally();
  let highest = 0;
  return runImportStep(session, {
    step: 'volunteer',
    table: 'volunteer',
    columns: ['id', 'account_id', 'resident_id', 'name', 'number', 'area_code', 'skills', 'enrolled_on'],
    rows: rowsOfRecords('volunteer', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.id('accountId', record.accountId);
      check.id('residentId', record.residentId);
      check.words('name', record.name, 50);
      check.holds('number', /^[0-9A-Za-z-]{1,32}$/.test(record.number), {
        zh: '编号为 1 到 32 个字母、数字或连字符',
        en: 'a number has 1 to 32 letters, digits and hyphens',
      });
      check.holds('number', !/^\d{17}[\dXx]$/.test(record.number), {
        zh: '志愿者编号不能是身份证号',
        en: 'the number of a volunteer is not the id number',
      });
      check.area('areaCode', record.areaCode);
      check.day('enrolledOn', record.enrolledOn);
      for (const { subject, metric, delta } of countVolunteer(context.areas, record)) tally.add(subject, metric, delta);
      highest = Math.max(highest, numberDigits(record.number));
      return [
        record.id,
        record.accountId,
        record.residentId,
        record.name,
        record.number,
        record.areaCode,
        record.skills,
        record.enrolledOn,
      ];
    }),
    after: async (sql) => {
      await applyIncrements(sql, tally.increments());
      // The application role may not set a sequence; drawing numbers up to the highest in use moves it as well.
      if (highest > 0) {
        await sql(
          `select max(nextval('volunteer_number')) from generate_series((select last_value from volunteer_number), $1)`,
          [highest],
        );
      }
    },
    ...(onProgress ? { onProgress } : {}),
  });
};
