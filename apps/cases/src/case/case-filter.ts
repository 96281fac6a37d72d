import type { SortKey } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { CaseFilter, CaseOrder } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { endStatuses, openStatuses, type CaseStatus } from './case-flow.ts';
import { findWords, type FoundWords, type WordsCondition } from './find-words.ts';

const openSql = `c.status not in ('REFUSED', 'CLOSED', 'VOID', 'MERGED')`;

/** What a list needs to know of its filter before it is read. */
export const prepareFilter = async (context: Context, filter: CaseFilter): Promise<FoundWords | null> =>
  filter.text ? findWords(context, filter.text) : null;

/** The words as a page looks for them: few by their ids, many in the order of the list. */
export const wordsOfPage = (words: FoundWords | null): WordsCondition | undefined => {
  if (!words) return undefined;
  return words.many ? words.each : (bind) => `c.id = any(${bind(words.ids)}::uuid[])`;
};

/** The words as a count looks for them. */
export const wordsOfCount = (words: FoundWords | null): WordsCondition | undefined =>
  words?.many ? words.all : wordsOfPage(words);

/** Whether a filter asks for nothing besides words. */
export const asksForWordsAlone = ({ text, ...rest }: CaseFilter): boolean =>
  !!text && Object.values(rest).every((value) => value === null || value === undefined);

/**
 * The condition of a filter for rows `c` of case_file; its values are appended to `params`.
 * @param words how the words that {@link prepareFilter} found are looked for
 */
export const caseFilterSql = (
  context: Context,
  filter: CaseFilter,
  params: unknown[],
  words: WordsCondition | undefined,
): string => {
  const bind = (value: unknown) => {
    params.push(value);
    return `$${String(params.length)}`;
  };
  const id = (column: string, value: string) => (isUuid(value) ? `${column} = ${bind(value)}::uuid` : 'false');
  const parts: string[] = [];
  if (filter.areaCode) parts.push(`c.area_code = any(${bind(context.areas.withDescendants(filter.areaCode))}::text[])`);
  if (filter.gridId) parts.push(id('c.grid_id', filter.gridId));
  if (typeof filter.open === 'boolean') parts.push(filter.open ? openSql : `not (${openSql})`);
  if (filter.statuses) parts.push(`c.status = any(${bind(filter.statuses)}::text[])`);
  if (filter.sources) parts.push(`c.source = any(${bind(filter.sources)}::text[])`);
  if (filter.serviceItemCode) parts.push(`c.service_item_code = ${bind(filter.serviceItemCode)}`);
  if (filter.handlerId) parts.push(id('c.handler_id', filter.handlerId));
  if (typeof filter.overdue === 'boolean') {
    const past = `c.due_at < ${bind(context.now().toISOString())}::timestamptz`;
    parts.push(filter.overdue ? `(c.due_at is not null and ${past})` : `not coalesce(${past}, false)`);
  }
  if (filter.reportedFrom) parts.push(`c.reported_at >= ${bind(filter.reportedFrom.toISOString())}::timestamptz`);
  if (filter.reportedTo) parts.push(`c.reported_at < ${bind(filter.reportedTo.toISOString())}::timestamptz`);
  if (words) parts.push(words(bind));
  return parts.length > 0 ? parts.join(' and ') : 'true';
};

/** The states that a filter asks for, where it asks for nothing besides states and one place; else null. */
export const statusesAskedFor = (filter: CaseFilter): readonly CaseStatus[] | null => {
  const { areaCode: _area, gridId: _grid, open, statuses, ...rest } = filter;
  if (Object.values(rest).some((value) => value !== null && value !== undefined)) return null;
  const all: readonly CaseStatus[] = statuses ? [...new Set(statuses)] : [...openStatuses, ...endStatuses];
  if (typeof open !== 'boolean') return all;
  return all.filter((status) => openStatuses.includes(status) === open);
};

interface CaseSort {
  readonly keys: readonly SortKey[];
  /** What a cursor's value of the first key looks like. */
  readonly pattern: RegExp;
}

const moment = /^(-?infinity|\d{4,6}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?\+00)$/;

const sort = (expression: string, type: string, direction: SortKey['direction'], pattern: RegExp): CaseSort => ({
  keys: [
    { expression, direction, type },
    { expression: 'c.id', direction, type: 'uuid' },
  ],
  pattern,
});

/** How each order sorts; cases without a running clock come last by either deadline. */
export const caseSorts: Readonly<Record<CaseOrder, CaseSort>> = {
  DEADLINE_ASC: sort(`coalesce(c.due_at, 'infinity'::timestamptz)`, 'timestamptz', 'asc', moment),
  DEADLINE_DESC: sort(`coalesce(c.due_at, '-infinity'::timestamptz)`, 'timestamptz', 'desc', moment),
  REPORTED_AT_ASC: sort('c.reported_at', 'timestamptz', 'asc', moment),
  REPORTED_AT_DESC: sort('c.reported_at', 'timestamptz', 'desc', moment),
  URGENCY_ASC: sort('c.urgency_rank', 'smallint', 'asc', /^[0-9]$/),
  URGENCY_DESC: sort('c.urgency_rank', 'smallint', 'desc', /^[0-9]$/),
};
