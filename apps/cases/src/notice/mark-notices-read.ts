import { invalidInput, runCommand, type InvalidInput } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { MarkNoticesReadInput } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';

const MOST = 500;

export interface NoticesRead {
  readonly __typename: 'MarkNoticesReadSuccess';
  readonly accountId: string;
}

/** Marks the caller's own notices as read: those named, or all. What was read stays read as it was. */
export const markNoticesRead = (context: Context, input: MarkNoticesReadInput) =>
  runCommand<NoticesRead | InvalidInput>(context, {
    name: 'markNoticesRead',
    input,
    work: async (_em, sql) => {
      const ids = input.noticeIds ?? null;
      if (ids && ids.length > MOST) {
        const message = { zh: '一次至多 500 条。', en: 'At most 500 at once.' };
        return { result: invalidInput(context.locale, 'input.noticeIds', message, `≤ ${String(MOST)}`) };
      }
      const accountId = context.caller.kind === 'account' ? context.caller.accountId : '';
      await sql(
        `update notice_recipient set read_at = $2 where account_id = $1 and read_at is null and ($3::uuid[] is null or notice_id = any($3))`,
        [accountId, context.now(), ids?.filter(isUuid) ?? null],
      );
      return { result: { __typename: 'MarkNoticesReadSuccess', accountId } };
    },
  });
