import { expect } from '@jest/globals';

import { idNumberOf, idOf, TODAY, type County } from '../../testing/county.ts';
import { people } from '../../testing/people.ts';
import { keptActivity, keptFigures, recount, recountActivity } from '../../testing/recount.ts';
import { dataOf, importOf } from './run-transfer.ts';

/** The worker who keeps the books. */
export const account = idOf('account', 2);

/** All kept figures equal a recount. */
export const figuresAreRight = async ({ subgraph: { sql } }: County) => {
  expect(await keptFigures(sql)).toEqual(await recount(sql, TODAY));
  expect(await keptActivity(sql)).toEqual(await recountActivity(sql));
};
const demandHeadings = '登记编号,户编号,网格员账号编号,走访时间,公民身份号码,诉求内容,地点,办理情况,办结日期,办理结果';
/** A visit of household 1 by worker 2 was at nine in the morning of 21 February. */
export const atVisit = `H-1,${account},2026-02-21 09:00`;
export const demands = [
  `甲-1,${atVisit},,水渠淤塞，电话13812345678,渠口,已办结,2026-02-25,已清淤`,
  `甲-2,${atVisit},${idNumberOf(2)},路灯不亮，电话13812345678,村口13812345678,转为事件,,`,
  `甲-1,H-2,${account},2026-02-22 09:00,,井盖松动,,已办结,2026-02-22,`,
];
/** A sheet of demands. */
export const demandSheet = (...rows: readonly string[]) => [demandHeadings, ...rows].join('\n');

const errandHeadings =
  '登记编号,代办事项,公民身份号码,申请内容,同意方式,同意日期,已交纸质材料,状态,受理时间,代办人账号编号,办结时间,是否办成,撤回时间,办结或撤回说明';
export const errands = [
  `D-1,最低生活保障,${idNumberOf(1)},申请低保,书面,2026-02-10,申请书; INCOME,已受理,2026-02-10 09:30,${account},,,,`,
  `D-2,BUS_CARD,${idNumberOf(3)},办公交卡,口头,2026-02-09,,已办结,2026-02-10 09:40,${account},2026-02-12 10:00,是,,已送到家`,
  `D-3,老年公交卡,${idNumberOf(2)},办公交卡,监护人,2026-02-10,,已撤回,2026-02-10 09:50,${account},,,2026-02-11 08:00,本人不办了`,
];
/** A sheet of errands. */
export const errandSheet = (...rows: readonly string[]) => [errandHeadings, ...rows].join('\n');

/** Tries a sheet, brings it in, and brings it in once more: the first leaves nothing and says what the second does, the last changes nothing. */
export const comesInOnce = async (county: County, table: string, text: string, rows: number): Promise<string> => {
  const as = people.administrator;
  const untouched = await dataOf(county);
  const tried = await importOf(county, as, table, text, { dryRun: true });
  expect(await dataOf(county)).toEqual(untouched);
  const run = await importOf(county, as, table, text);
  expect(run).toMatchObject({ status: 'DONE', inserted: rows, updated: 0, faults: [], problem: null });
  expect(tried).toEqual({ ...run, id: tried.id, dryRun: true, status: 'CHECKED' });
  await figuresAreRight(county);
  const done = await dataOf(county);
  expect(await importOf(county, as, table, text)).toMatchObject({ inserted: 0, updated: 0, unchanged: rows });
  expect(await dataOf(county)).toEqual(done);
  return run.id;
};
