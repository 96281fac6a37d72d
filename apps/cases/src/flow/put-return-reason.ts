import { invalidInput, runCommand, type Conflict, type InvalidInput, type KeyReused } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { PutCaseReturnReasonInput } from '../generated/resolvers.ts';

const reasonCode = /^[A-Z][A-Z0-9_]{0,39}$/;
const LONGEST_NAME = 100;

/** The list is as it was told. */
export interface ReturnReasonPut {
  readonly __typename: 'PutCaseReturnReasonSuccess';
}

type PutResult = ReturnReasonPut | InvalidInput | KeyReused | Conflict;

/** Adds a reason for sending cases back (退单原因), or changes one; what was sent back for it keeps its code. */
export const putCaseReturnReason = (context: Context, input: PutCaseReturnReasonInput): Promise<PutResult> =>
  runCommand<PutResult>(context, {
    name: 'PutCaseReturnReason',
    input,
    work: async (_em, sql) => {
      const wrong = (field: string, zh: string, en: string) => ({
        result: invalidInput(context.locale, `input.${field}`, { zh, en }),
      });
      if (!reasonCode.test(input.code)) {
        return wrong(
          'code',
          '编码须为大写字母、数字和下划线，至多 40 个。',
          'Capitals, digits and underscores, 40 at most.',
        );
      }
      for (const field of ['nameZh', 'nameEn'] as const) {
        const { length } = input[field].trim();
        if (length === 0 || length > LONGEST_NAME)
          return wrong(field, '名称须为 1 到 100 字。', '1 to 100 characters.');
      }
      await sql(
        `insert into case_return_reason (code, position, name_zh, name_en, dispute, active)
         values ($1, (select coalesce(max(position), 0) + 1 from case_return_reason), $2, $3, $4, $5)
         on conflict (code) do update set name_zh = excluded.name_zh, name_en = excluded.name_en, dispute = excluded.dispute,
           active = excluded.active`,
        [input.code, input.nameZh.trim(), input.nameEn.trim(), input.dispute, input.active],
      );
      return { result: { __typename: 'PutCaseReturnReasonSuccess' } };
    },
  });
