import { badArgument, COUNT_LIMIT } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { estimateRows } from './estimate-rows.ts';

const shortestText = 2;
const longestText = 64;

/** Up to here the cases themselves are looked up; words that more cases have are met soon in any order. */
const FEW = 4_000;

/** So many times the limit of a count PostgreSQL has to expect before a count is left out. */
const SURELY = 2;

type Bind = (value: unknown) => string;

/** A condition for rows `c` of case_file; binds its values. */
export type WordsCondition = (bind: Bind) => string;

/** Where the words that somebody looks for are found. */
export type FoundWords =
  | { readonly many: false; readonly ids: readonly string[] }
  | {
      readonly many: true;
      /** Looks at each case: for pages, and for counting where few cases are left by other conditions. */
      readonly each: WordsCondition;
      /** Looks all of them up. */
      readonly all: WordsCondition;
      /** Far more than a list counts, by what PostgreSQL knows of the words: they are counted in no list of all cases. */
      readonly beyondCount: boolean;
    };

const likeText = (text: string): string => text.replace(/[\\%_]/g, (special) => `\\${special}`);

/** Part of a case's number: its beginning, with or without the county, or its end. A text with anything else is none. */
const numberSql = (number: string, text: string, countyCode: string, bind: Bind): readonly string[] =>
  /^[\d-]+$/.test(text)
    ? [
        `${number} like ${bind(`${text}%`)}`,
        `${number} like ${bind(`${countyCode}-${text}%`)}`,
        `reverse(${number}) like reverse(${bind(text)}) || '%'`,
      ]
    : [];

interface Asked {
  readonly text: string;
  readonly countyCode: string;
}

/** Ids of all cases with the words in number, title or demand, by the index of pairs of characters; one part for each place. */
const hitsSql = ({ text, countyCode }: Asked, bind: Bind): string => {
  const pairs = `text_bigrams(${bind(text)}::text)`;
  const like = bind(`%${likeText(text)}%`);
  const numbers = numberSql('w.number', text, countyCode, bind);
  return [
    `select w.id from case_file w where text_bigrams(w.title) @> ${pairs} and w.title ilike ${like}`,
    `select m.case_id from case_complainant m where text_bigrams(m.demand) @> ${pairs} and m.demand ilike ${like}`,
    ...numbers.map((part) => `select w.id from case_file w where ${part}`),
  ].join(' union ');
};

const expectedHits = (context: Context, { text, countyCode }: Asked): Promise<number> => {
  const params: unknown[] = [];
  const bind = (value: unknown) => {
    params.push(value);
    return `$${String(params.length)}`;
  };
  const pairs = `text_bigrams(${bind(text)}::text)`;
  const parts = [
    `select 1 from case_file w where text_bigrams(w.title) @> ${pairs}`,
    `select 1 from case_complainant m where text_bigrams(m.demand) @> ${pairs}`,
    ...numberSql('w.number', text, countyCode, bind).map((part) => `select 1 from case_file w where ${part}`),
  ];
  return estimateRows(context.sql, parts.join(' union all '), params);
};

const checkText = (context: Context, text: string): string => {
  const wanted = text.trim();
  if (wanted.length < shortestText || wanted.length > longestText) {
    throw badArgument(context.locale, {
      zh: `filter.text 须为 ${String(shortestText)} 到 ${String(longestText)} 个字。`,
      en: `filter.text has ${String(shortestText)} to ${String(longestText)} characters.`,
    });
  }
  return wanted;
};

const findFew = async (context: Context, asked: Asked): Promise<readonly string[] | null> => {
  const params: unknown[] = [];
  const bind = (value: unknown) => {
    params.push(value);
    return `$${String(params.length)}`;
  };
  const rows = await context.sql(
    `select h.id::text as id from (${hitsSql(asked, bind)}) h limit ${String(FEW + 1)}`,
    params,
  );
  return rows.length > FEW ? null : rows.map((row) => row.id as string);
};

/**
 * Looks words up before the list is read: few cases are listed by their ids, many are met while the list is walked in its order. Which of
 * the two is likely, PostgreSQL's statistics say; they decide how a list is read, and whether far more than 10,000 are counted.
 */
export const findWords = (context: Context, text: string): Promise<FoundWords> =>
  context.batches.load('Case.words', null, checkText(context, text), async (texts) => {
    const countyCode = context.areas.all().find(({ parentCode }) => parentCode === null)?.code ?? '';
    return Promise.all(
      texts.map(async (wanted): Promise<FoundWords> => {
        const asked = { text: wanted, countyCode };
        const expected = await expectedHits(context, asked);
        const ids = expected > SURELY * FEW ? null : await findFew(context, asked);
        if (ids) return { many: false, ids };
        return {
          many: true,
          // of a pair of characters it is known how many cases have it; of longer words only how many have each pair
          beyondCount: wanted.length === shortestText && expected > SURELY * COUNT_LIMIT,
          each: (bind) => {
            // without `offset` PostgreSQL may read all demands first, for the few cases that a page needs
            const like = bind(`%${likeText(wanted)}%`);
            const numbers = numberSql('c.number', wanted, countyCode, bind);
            return `(${[
              `c.title ilike ${like}`,
              ...numbers,
              `exists (select 1 from case_complainant m where m.case_id = c.id and m.demand ilike ${like} offset 0)`,
            ].join(' or ')})`;
          },
          all: (bind) => `c.id in (${hitsSql(asked, bind)})`,
        };
      }),
    );
  });
