import type { InvalidInput, RefuseRow } from '@gridloom/service-kit';

import type { Context } from '../context.ts';

const withoutInput = (message: string) => message.replaceAll('input.', '');

/**
 * Judges rows by the checks of the live commands: what such a check refuses, the row's column is blamed for, in both languages.
 * A check is given values that pass where the row has none, since what is missing is told by itself.
 */
export const liveProblems = (
  context: Context,
): ((refuse: RefuseRow, check: (context: Context) => InvalidInput | undefined) => void) => {
  const chinese: Context = { ...context, locale: 'zh' };
  const english: Context = { ...context, locale: 'en' };
  return (refuse, check) => {
    const [zh, en] = [check(chinese), check(english)];
    if (zh && en) refuse(zh.field.split('.')[1], { zh: withoutInput(zh.message), en: withoutInput(en.message) });
  };
};
