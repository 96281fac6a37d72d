import { isIsoDay, type BilingualText } from '@gridloom/standards';

import type { CellValue, Column } from './column.ts';

export type Parsed =
  | { readonly ok: true; readonly value: CellValue | undefined }
  | { readonly ok: false; readonly explanation: BilingualText };

const wrong = (zh: string, en: string): Parsed => ({ ok: false, explanation: { zh, en } });
const right = (value: CellValue): Parsed => ({ ok: true, value });
const empty: Parsed = { ok: true, value: undefined };

const blanks = /^[\s\u3000\ufeff]+|[\s\u3000]+$/g;
const trimmed = (text: string) => (text === '' ? text : text.replace(blanks, ''));

/** 410326196103090012 typed into a cell of numbers becomes 4.10326E+17: the digits are lost. */
const spoiltNumber = /^\d(\.\d+)?E\+\d+$/i;

const two = (part: string | undefined) => (part ?? '').padStart(2, '0');

const dayPattern = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))$/;

const dayOf = (text: string): string | undefined => {
  const found = dayPattern.exec(text);
  if (!found) return undefined;
  const day = `${found[1] ?? ''}-${two(found[2] ?? found[4])}-${two(found[3] ?? found[5])}`;
  return isIsoDay(day) ? day : undefined;
};

const momentPattern = /^(.+?)[ T]\s*(\d{1,2}):(\d{2})(?::(\d{2}))?$/;

const momentOf = (text: string): string | undefined => {
  const found = momentPattern.exec(text);
  const day = dayOf(found?.[1] ?? '');
  if (!found || day === undefined) return undefined;
  const [, , hour, minute, second] = found;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? '0') > 59) return undefined;
  return new Date(`${day}T${two(hour)}:${minute ?? ''}:${second ?? '00'}+08:00`).toISOString();
};

const flags: Readonly<Record<string, boolean>> = {
  是: true,
  有: true,
  y: true,
  yes: true,
  true: true,
  '1': true,
  否: false,
  无: false,
  n: false,
  no: false,
  false: false,
  '0': false,
};

const parseNumber = (column: Extract<Column, { kind: 'number' }>, text: string): Parsed => {
  const { least = -1e15, most = 1e15, whole = false } = column;
  const value = Number(text.replaceAll(',', ''));
  if (Number.isFinite(value) && (!whole || Number.isInteger(value)) && value >= least && value <= most)
    return right(value);
  const range = column.least === undefined && column.most === undefined ? '' : ` ${String(least)}–${String(most)}`;
  return wrong(`应为${whole ? '整' : ''}数${range}`, `must be a ${whole ? 'whole ' : ''}number${range}`);
};

const choicesOf = new WeakMap<Column, ReadonlyMap<string, string>>();

const choiceMap = (column: Extract<Column, { kind: 'choice' }>): ReadonlyMap<string, string> => {
  let known = choicesOf.get(column);
  if (!known) {
    known = new Map(
      column.choices.flatMap(({ value, label }) =>
        [value, label.zh, label.en].map((word) => [word.toLowerCase(), value] as const),
      ),
    );
    choicesOf.set(column, known);
  }
  return known;
};

/** Reads what somebody wrote into a cell of the column; blanks around it do not count, and an empty cell is no value. */
export const parseCell = (column: Column, written: string): Parsed => {
  const text = trimmed(written);
  if (text === '') return empty;
  if (column.kind === 'text') {
    if (spoiltNumber.test(text))
      return wrong(
        '该单元格是数字格式，长号码已被表格软件截断；请设为文本格式后重新填写',
        'the cell holds a number that the spreadsheet has shortened; format it as text and write it again',
      );
    return text.length <= column.longest
      ? right(text)
      : wrong(`不得超过 ${String(column.longest)} 个字`, `must have ${String(column.longest)} characters at most`);
  }
  const plain = text.normalize('NFKC');
  switch (column.kind) {
    case 'choice': {
      const value = choiceMap(column).get(plain.toLowerCase()) ?? choiceMap(column).get(text.toLowerCase());
      if (value !== undefined) return right(value);
      const { choices } = column;
      return wrong(
        `应为 ${choices.map(({ label }) => label.zh).join('、')} 之一`,
        `must be one of ${choices.map(({ label }) => label.en).join(', ')}`,
      );
    }
    case 'day': {
      const day = dayOf(plain);
      return day === undefined ? wrong('应为日期，如 2026-03-02', 'must be a day, e.g. 2026-03-02') : right(day);
    }
    case 'moment': {
      const moment = momentOf(plain);
      return moment === undefined
        ? wrong('应为北京时间，如 2026-03-02 09:30', 'must be a time in Beijing, e.g. 2026-03-02 09:30')
        : right(moment);
    }
    case 'flag': {
      const flag = flags[plain.toLowerCase()];
      return flag === undefined ? wrong('应为 是 或 否', 'must be yes or no') : right(flag);
    }
    case 'number':
      return parseNumber(column, plain);
  }
};

const BEIJING_MS = 8 * 3_600_000;

/** Writes a value so that {@link parseCell} gives it again. */
export const formatCell = (column: Column, value: CellValue | null | undefined, language: 'zh' | 'en'): string => {
  if (value === null || value === undefined) return '';
  switch (column.kind) {
    case 'choice':
      return column.choices.find((choice) => choice.value === value)?.label[language] ?? String(value);
    case 'flag':
      return { zh: ['否', '是'], en: ['no', 'yes'] }[language][value === true ? 1 : 0] ?? '';
    case 'moment':
      return new Date(new Date(String(value)).getTime() + BEIJING_MS).toISOString().slice(0, 19).replace('T', ' ');
    case 'text':
    case 'day':
    case 'number':
      return String(value);
  }
};
