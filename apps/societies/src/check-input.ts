import { invalidInput, type InvalidInput } from '@gridloom/service-kit';

import type { Context } from './context.ts';

/** Says what is wrong with a text's length, if anything is; characters are counted as readers count them. */
export const wrongLength = (
  context: Context,
  field: string,
  value: string,
  shortest: number,
  longest: number,
): InvalidInput | undefined => {
  const length = Array.from(value.trim()).length;
  if (length >= shortest && length <= longest) return undefined;
  const allowed = `${String(shortest)}–${String(longest)}`;
  return invalidInput(
    context.locale,
    field,
    {
      zh: `须为 ${allowed} 个字，收到 ${String(length)} 个字。`,
      en: `Must have ${allowed} characters, got ${String(length)}.`,
    },
    allowed,
  );
};

/** Says that an id has not the form of one, if so. */
export const wrongId = (context: Context, field: string): InvalidInput =>
  invalidInput(context.locale, field, { zh: '不是有效的标识。', en: 'This is no id.' }, 'UUID');

/** Says that a whole number is out of its range, if so. */
export const outOfRange = (
  context: Context,
  field: string,
  value: number,
  least: number,
  most: number,
): InvalidInput | undefined => {
  if (Number.isInteger(value) && value >= least && value <= most) return undefined;
  const allowed = `${String(least)}–${String(most)}`;
  return invalidInput(
    context.locale,
    field,
    {
      zh: `须为 ${allowed} 的整数，收到 ${String(value)}。`,
      en: `Must be a whole number ${allowed}, got ${String(value)}.`,
    },
    allowed,
  );
};
