import type { AreaTree, RefuseRecord, SqlExecutor } from '@gridloom/service-kit';
import { isIsoDay } from '@gridloom/standards';

import { isUuid } from '../ids.ts';

/** What the importers need besides the database. */
export interface ImportContext {
  /** The county's areas: those of the area records. */
  readonly areas: AreaTree;
  /** The day of the import in Asia/Shanghai. */
  readonly today: string;
}

/** Called with the number of rows written so far. */
export type OnProgress = (rows: number) => void;

export const checkId = (refuse: RefuseRecord, field: string, id: string): void => {
  if (!isUuid(id)) refuse(field, { zh: '应为 UUID', en: 'must be a UUID' });
};

export const checkText = (refuse: RefuseRecord, field: string, text: string, longest: number): void => {
  if (text.trim() === '' || text.length > longest)
    refuse(field, { zh: `应为 1 到 ${longest} 个字符`, en: `must have 1 to ${longest} characters` });
};

export const checkDay = (refuse: RefuseRecord, field: string, day: string | undefined): void => {
  if (day !== undefined && !isIsoDay(day))
    refuse(field, { zh: '应为存在的日期，形如 2026-03-31', en: 'must be a day that exists, as 2026-03-31' });
};

/** A first day, and a last one that does not lie before it. */
export const checkPeriod = (
  refuse: RefuseRecord,
  [from, first]: readonly [string, string],
  [to, last]: readonly [string, string | undefined],
): void => {
  checkDay(refuse, from, first);
  checkDay(refuse, to, last);
  if (last !== undefined && last < first) refuse(to, { zh: `不能早于 ${from}`, en: `must not lie before ${from}` });
};

export const checkOneOf = (refuse: RefuseRecord, field: string, value: string, allowed: readonly string[]): void => {
  if (!allowed.includes(value))
    refuse(field, { zh: `应为 ${allowed.join('、')} 之一`, en: `must be one of ${allowed.join(', ')}` });
};

export const checkArea = (refuse: RefuseRecord, areas: AreaTree, code: string, field = 'areaCode'): void => {
  if (!areas.find(code)) refuse(field, { zh: '本县没有这个区划', en: 'there is no such area in this county' });
};

export const checkVillage = (refuse: RefuseRecord, areas: AreaTree, code: string): void => {
  if (areas.find(code)?.level !== 'VILLAGE')
    refuse('areaCode', {
      zh: '应为本县村（社区）的代码',
      en: 'must be the code of a village or community of this county',
    });
};

/** A reference to a record of an earlier step. */
export const checkKnown = (
  refuse: RefuseRecord,
  field: string,
  id: string | undefined,
  known: { has(id: string): boolean },
): void => {
  if (id !== undefined && !known.has(id))
    refuse(field, { zh: '先前各步没有这条记录', en: 'no record of an earlier step has this id' });
};

/** Refuses a second record with the same key. */
export const checkFirst = (refuse: RefuseRecord, field: string, key: string, seen: Set<string>): void => {
  if (seen.has(key)) refuse(field, { zh: '与先前的记录重复', en: 'an earlier record has the same' });
  seen.add(key);
};

/** Ids of a table that an earlier step filled. */
export const loadIds = async (sql: SqlExecutor, table: 'account' | 'staff' | 'organization'): Promise<Set<string>> =>
  new Set((await sql(`select id::text from ${table}`)).map((row) => row.id as string));
