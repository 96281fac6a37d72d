import { isIsoDay } from '@gridloom/standards';
import type { SqlExecutor } from '@gridloom/messaging';

import type { AreaTree } from './area-tree.ts';
import type { RefuseRecord } from './invalid-record.ts';
import type { Bilingual } from './locale.ts';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text can be an id of a row at all; others exist for nobody. */
export const isUuid = (text: string): boolean => uuidPattern.test(text);

/** Checks of one record's fields; each refuses the record, naming the field, the value's fault and what is allowed. */
export interface FieldChecks {
  id(field: string, value: string | undefined): void;
  area(field: string, value: string): void;
  day(field: string, value: string | undefined): void;
  /** `later` is not before `earlier`, where both are there. */
  inOrder(field: string, earlier: string, later: string | undefined): void;
  oneOf(field: string, value: string, allowed: readonly string[]): void;
  words(field: string, value: string | undefined, longest: number): void;
  count(field: string, value: number | undefined): void;
  holds(field: string, condition: boolean, explanation: Bilingual): void;
}

/** Checks against the county's areas. What is optional and left out is right. */
export const fieldChecks = (areas: AreaTree, refuse: RefuseRecord): FieldChecks => {
  const holds = (field: string, condition: boolean, explanation: Bilingual) => {
    if (!condition) refuse(field, explanation);
  };
  return {
    holds,
    id: (field, value) => {
      if (value !== undefined && !isUuid(value))
        refuse(field, { zh: `须为 UUID，收到 ${value}`, en: `must be a UUID, got ${value}` });
    },
    area: (field, value) => {
      if (!areas.find(value)) refuse(field, { zh: `本县没有区划 ${value}`, en: `the county has no area ${value}` });
    },
    day: (field, value) => {
      if (value !== undefined && !isIsoDay(value))
        refuse(field, { zh: `须为日期 YYYY-MM-DD，收到 ${value}`, en: `must be a day, YYYY-MM-DD, got ${value}` });
    },
    inOrder: (field, earlier, later) => {
      if (later !== undefined && later < earlier)
        refuse(field, { zh: `${later} 早于 ${earlier}`, en: `${later} is before ${earlier}` });
    },
    oneOf: (field, value, allowed) => {
      if (!allowed.includes(value))
        refuse(field, {
          zh: `须为 ${allowed.join('、')} 之一，收到 ${value}`,
          en: `must be one of ${allowed.join(', ')}, got ${value}`,
        });
    },
    words: (field, value, longest) => {
      if (value !== undefined && (value.trim() === '' || value.length > longest))
        refuse(field, { zh: `须为 1 到 ${String(longest)} 个字`, en: `must have 1 to ${String(longest)} characters` });
    },
    count: (field, value) => {
      if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value <= 1_000_000_000))
        refuse(field, {
          zh: `须为不小于 0 的整数，收到 ${String(value)}`,
          en: `must be a whole number from 0, got ${String(value)}`,
        });
    },
  };
};

/** Thrown when records that are right one by one contradict each other: rows of a step and those they belong to. */
export class RecordsContradict extends Error {
  override readonly name = 'RecordsContradict';
  readonly step: string;
  readonly explanation: Bilingual;

  constructor(step: string, explanation: Bilingual) {
    super(`${step}: ${explanation.en}`);
    this.step = step;
    this.explanation = explanation;
  }
}

/** Refuses the step when `select id …` finds a row; its transaction then leaves nothing behind. */
export const refuseIfAny = async (sql: SqlExecutor, step: string, select: string, rule: Bilingual): Promise<void> => {
  const [row] = await sql(`${select} limit 1`);
  if (row) {
    const id = String(row.id);
    throw new RecordsContradict(step, { zh: `${rule.zh}（记录 ${id}）`, en: `${rule.en} (record ${id})` });
  }
};

/** Every row lies where what it belongs to lies. */
export const refuseStrayAreas = (
  sql: SqlExecutor,
  step: string,
  table: string,
  parent: string,
  key: string,
): Promise<void> =>
  refuseIfAny(
    sql,
    step,
    `select child.id from ${table} child join ${parent} parent on parent.id = child.${key}
     where parent.area_code <> child.area_code`,
    { zh: `areaCode 与所属 ${parent} 不一致`, en: `areaCode is not that of the ${parent} it belongs to` },
  );
