import { Migration } from '@mikro-orm/migrations';

/**
 * Numbers of cases share nearly all their pairs of characters, so that an index of pairs finds every number nearly as slowly as it reads
 * them all: they are found by their beginning and by their end. Words of a title are indexed alone. The writing of words goes into the
 * indexes soon: a long list of what is not yet sorted in would be read by every search.
 */
export class FindNumbersOfCases extends Migration {
  override up(): void {
    this.addSql('drop index case_file_words_idx');
    this.addSql(
      `create index case_file_words_idx on case_file using gin (text_bigrams(title)) with (gin_pending_list_limit = 256)`,
    );
    this.addSql('alter index case_complainant_words_idx set (gin_pending_list_limit = 256)');
    this.addSql('create index case_file_number_begin_idx on case_file (number text_pattern_ops)');
    this.addSql('create index case_file_number_end_idx on case_file (reverse(number) text_pattern_ops)');
  }

  override down(): void {
    this.addSql('drop index case_file_number_end_idx');
    this.addSql('drop index case_file_number_begin_idx');
    this.addSql('alter index case_complainant_words_idx reset (gin_pending_list_limit)');
    this.addSql('drop index case_file_words_idx');
    this.addSql(`create index case_file_words_idx on case_file using gin (text_bigrams(number || ' ' || title))`);
  }
}
