import { badArgument } from '@gridloom/service-kit';

import type { Context } from '../context.ts';

const shortestText = 2;
const longestText = 64;

/** Up to here the cases themselves are looked up; words that more cases have are met soon in any order. */
const FEW = 500;

/** Where the words that somebody looks for are found. */
export interface FoundWords {
  /** The condition for rows `c` of case_file of a page; binds its values. */
  readonly page: (bind: (value: unknown) => string) => string;
  /** The same for counting. */
  readonly count: (bind: (value: unknown) => string) => string;
}

type Bind = (value: unknown) => string;

const pattern = (text: string): string => `%${text.replace(/[\\%_]/g, (special) => `\\${special}`)}%`;

/** Ids of all cases with the words in number, title or demand, by the index of pairs of characters. */
const hitsSql = (text: string, bind: Bind): string => {
  const pairs = `text_bigrams(${bind(text)}::text)`;
  const like = bind(pattern(text));
  return `select w.id from case_file w where text_bigrams(w.number || ' ' || w.title) @> ${pairs}
      and (w.number ilike ${like} or w.title ilike ${like})
    union select m.case_id from case_complainant m where text_bigrams(m.demand) @> ${pairs} and m.demand ilike ${like}`;
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

/**
 * Looks words up before the list is read: few cases are listed by their ids, many are met while the list is walked in its order.
 * One statement a request and text.
 */
export const findWords = (context: Context, text: string): Promise<FoundWords> =>
  context.batches.load('Case.words', null, checkText(context, text), async (texts) =>
    Promise.all(
      texts.map(async (wanted): Promise<FoundWords> => {
        const params: unknown[] = [];
        const bindTo = (value: unknown) => {
          params.push(value);
          return `$${String(params.length)}`;
        };
        const rows = await context.sql(
          `select h.id::text as id from (${hitsSql(wanted, bindTo)}) h limit ${String(FEW + 1)}`,
          params,
        );
        if (rows.length <= FEW) {
          const ids = rows.map((row) => row.id as string);
          const few = (bind: Bind) => `c.id = any(${bind(ids)}::uuid[])`;
          return { page: few, count: few };
        }
        return {
          page: (bind) => {
            const like = bind(pattern(wanted));
            return `(c.number ilike ${like} or c.title ilike ${like}
              or exists (select 1 from case_complainant m where m.case_id = c.id and m.demand ilike ${like}))`;
          },
          count: (bind) => `c.id in (${hitsSql(wanted, bind)})`,
        };
      }),
    ),
  );
