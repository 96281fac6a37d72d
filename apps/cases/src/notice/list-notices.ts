import {
  countUpTo,
  keysetSql,
  orderBySql,
  readPage,
  toConnection,
  type Connection,
  type PageArgs,
  type SortKey,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { NoticeKind } from './notice-words.ts';

/** A notice as the account that was told it has it. */
export interface OwnNotice {
  readonly id: string;
  readonly caseId: string;
  readonly kind: NoticeKind;
  readonly at: Date;
  readonly number: string;
  readonly dueAt: Date | null;
  readonly reason: string | null;
  readonly readAt: Date | null;
}

export interface NoticeConnectionModel extends Connection<OwnNotice> {
  readonly accountId: string;
}

const order: readonly SortKey[] = [
  { expression: 'r.at', direction: 'desc', type: 'timestamptz' },
  { expression: 'r.notice_id', direction: 'desc', type: 'uuid' },
];

const dateOf = (value: unknown): Date | null => (value === null ? null : new Date(value as string | Date));

const noticeOf = (row: Record<string, unknown>): OwnNotice & { readonly key: string } => ({
  id: row.id as string,
  caseId: row.case_id as string,
  kind: row.kind as NoticeKind,
  at: new Date(row.at as string | Date),
  number: row.number as string,
  dueAt: dateOf(row.due_at),
  reason: row.reason as string | null,
  readAt: dateOf(row.read_at),
  key: row.sort_key as string,
});

const accountOf = ({ caller }: Context): string => (caller.kind === 'account' ? caller.accountId : '');

/** What the caller was told of, the newest first. */
export const listNotices = async (
  context: Context,
  { unread, ...args }: PageArgs & { readonly unread?: boolean | null | undefined },
): Promise<NoticeConnectionModel> => {
  const page = readPage(args, context.locale, order.length);
  const accountId = accountOf(context);
  const params: unknown[] = [accountId];
  const where = `r.account_id = $1 and ${unread === true ? 'r.read_at is null' : 'true'}`;
  const total = await countUpTo(context.sql, `select 1 from notice_recipient r where ${where}`, params);
  const rows = await context.sql(
    `select n.id::text, n.case_id::text, n.kind, n.at, n.number, n.due_at, n.reason, r.read_at, r.at::text as sort_key
     from notice_recipient r join notice n on n.id = r.notice_id
     where ${where} and ${keysetSql(order, page.after, params)} order by ${orderBySql(order)} limit ${String(page.first + 1)}`,
    params,
  );
  return { ...toConnection(rows.map(noticeOf), page.first, ({ key, id }) => [key, id], total), accountId };
};

export const countUnread = async (context: Context, accountId: string): Promise<number> => {
  const { count } = await countUpTo(
    context.sql,
    'select 1 from notice_recipient where account_id = $1 and read_at is null',
    [accountId],
  );
  return count;
};
