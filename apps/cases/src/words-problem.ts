import { invalidInput, type InvalidInput } from '@gridloom/service-kit';

import type { Context } from './context.ts';

/** Checks words that somebody wrote: not too many, and there where they are needed. */
export const wordsProblem = (
  context: Pick<Context, 'locale'>,
  field: string,
  text: string | null | undefined,
  needed: boolean,
  limit = 2_000,
): InvalidInput | null => {
  const length = text?.trim().length ?? 0;
  if (length <= limit && (length > 0 || !needed)) return null;
  return invalidInput(
    context.locale,
    field,
    {
      zh: `${needed ? '须填写，且' : ''}不超过 ${String(limit)} 字。`,
      en: `At most ${String(limit)} characters${needed ? ', and not left out' : ''}.`,
    },
    `${needed ? '1' : '0'}–${String(limit)}`,
  );
};
