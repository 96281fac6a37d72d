import type { StageWork, TransferColumn } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { refuseTwice } from './stage-checks.ts';

/** Rows of the county's lists are known by their codes; an import knows rows by uuids, made of the codes. */
export const codeRowId = (alias: string): string => `md5(${alias}.code)::uuid`;

export const codeColumn: TransferColumn = {
  key: 'code',
  heading: { zh: '代码', en: 'Code' },
  kind: 'text',
  longest: 40,
  required: true,
  hint: { zh: '大写字母开头，A–Z、0–9、_', en: 'in capitals: A–Z, 0–9 and _' },
};

export const labelColumn: TransferColumn = {
  key: 'label',
  heading: { zh: '名称', en: 'Label' },
  kind: 'text',
  longest: 50,
  required: true,
};

export const retiredColumn: TransferColumn = {
  key: 'retired',
  heading: { zh: '已停用', en: 'Retired' },
  kind: 'flag',
  hint: { zh: '停用后不再选用；已有记录不变', en: 'no longer chosen; what is recorded stays' },
};

/** Finds entries of a list by their codes. */
export const resolveCodes = async (work: StageWork<Context>, table: string): Promise<void> => {
  await work.sql(`update import_stage s set id = ${codeRowId('s')}`);
  await work.sql(`update import_stage s set known = true from ${table} c where c.code = s.code`);
  await refuseTwice(work, 'code', 'code');
};

/** Fills `retired_on` of lists that keep the day: today for what is retired now, as it was for what was retired before. */
export const resolveRetired = async ({ sql, fault, context }: StageWork<Context>, table: string): Promise<void> => {
  await sql('update import_stage set retired_on = $1::date where retired', [context.today]);
  await sql(
    `update import_stage s set retired_on = c.retired_on from ${table} c where c.code = s.code and s.retired and c.retired_on is not null`,
  );
  await fault(
    'retired',
    {
      zh: '已停用的条目不能通过导入重新启用，请在清单中启用',
      en: 'what is retired is not taken up again by an import, but in the list itself',
    },
    `select s.n from import_stage s join ${table} c on c.code = s.code where c.retired_on is not null and s.retired = false`,
  );
};
