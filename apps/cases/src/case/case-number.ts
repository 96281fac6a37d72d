import type { SqlExecutor } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

const DIGITS = 6;

/** The number that people quote: county code, year of the report in Shanghai, sequence, e.g. 410326-2026-000123. */
export const caseNumber = (countyCode: string, year: number, sequence: number): string =>
  `${countyCode}-${String(year)}-${String(sequence).padStart(DIGITS, '0')}`;

/** Year and sequence of a number of that form, else null. */
export const parseCaseNumber = (number: string): { readonly year: number; readonly sequence: number } | null => {
  const match = /^\d{6}-(\d{4})-(\d{6,9})$/.exec(number);
  return match ? { year: Number(match[1]), sequence: Number(match[2]) } : null;
};

/** Takes the next numbers of the year; the row stays locked until the transaction ends. */
export const takeCaseNumbers = async (
  sql: SqlExecutor,
  countyCode: string,
  reportedAt: Date,
  count: number,
): Promise<string[]> => {
  const year = Number(shanghaiDay(reportedAt).slice(0, 4));
  const [row] = await sql(
    `insert into case_number (year, last) values ($1, $2)
     on conflict (year) do update set last = case_number.last + excluded.last returning last`,
    [year, count],
  );
  const first = (row?.last as number) - count + 1;
  return Array.from({ length: count }, (_, index) => caseNumber(countyCode, year, first + index));
};

/** Takes the next number of the year. */
export const takeCaseNumber = async (sql: SqlExecutor, countyCode: string, reportedAt: Date): Promise<string> =>
  (await takeCaseNumbers(sql, countyCode, reportedAt, 1))[0] ?? '';

const TITLE_LENGTH = 60;

/** A title from what somebody said: the first sentence, cut where it is long. */
export const titleOf = (text: string): string => {
  const line = text.trim().replace(/\s+/gu, ' ');
  const sentence = /^.*?[。！？!?；;]/u.exec(line)?.[0].slice(0, -1).trim();
  const characters = Array.from(sentence === undefined || sentence === '' ? line : sentence);
  return characters.length <= TITLE_LENGTH ? characters.join('') : `${characters.slice(0, TITLE_LENGTH - 1).join('')}…`;
};
