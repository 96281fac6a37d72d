import { Migration } from '@mikro-orm/migrations';

/**
 * Words of cases are found by pairs of characters: a Chinese word has two or three, too few for trigrams, and nothing parts it from
 * the next one.
 */
export class IndexTheWordsOfCases extends Migration {
  override up(): void {
    this.addSql(
      `create function text_bigrams(words text) returns text[] language sql immutable strict parallel safe as $$
         select coalesce(array_agg(distinct substr(lower(words), i, 2)), '{}') from generate_series(1, length(words) - 1) as i
       $$`,
    );
    this.addSql(`create index case_file_words_idx on case_file using gin (text_bigrams(number || ' ' || title))`);
    this.addSql(`create index case_complainant_words_idx on case_complainant using gin (text_bigrams(demand))`);
  }

  override down(): void {
    this.addSql(`drop index case_complainant_words_idx`);
    this.addSql(`drop index case_file_words_idx`);
    this.addSql(`drop function text_bigrams(text)`);
  }
}
