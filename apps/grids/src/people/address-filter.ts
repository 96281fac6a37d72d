import { badArgument } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { PlaceFilter } from './place-filter.ts';
import { isAbsent } from '../absent.ts';

const MOST = 60;
/** A character that comes behind all that an address or a name can have. */
const LAST = '\u{10FFFF}';

/** A text to search for. @throws Refused for one that is empty or too long */
export const checkSearch = (context: Context, field: string, text: string): string => {
  const value = text.trim();
  if (value.length > 0 && value.length <= MOST) return value;
  throw badArgument(context.locale, {
    zh: `${field} 应为 1 至 ${String(MOST)} 个字。`,
    en: `${field} has 1 to ${String(MOST)} characters.`,
  });
};

/** Condition that a text column begins with a text, which an index in the order of code points answers. */
export const beginsWith = (column: string, text: string, params: unknown[]): string => {
  const from = String(params.push(text));
  const below = String(params.push(`${text}${LAST}`));
  return `${column} collate "C" >= $${from} and ${column} collate "C" < $${below}`;
};

/** Within a village or grid any part of an address is found; above it, how the address begins, as written from its large end. */
export const addressSql = (
  context: Context,
  { areaCode, gridId }: PlaceFilter,
  address: string,
  column: string,
  params: unknown[],
): string => {
  const text = checkSearch(context, 'filter.address', address);
  const isNarrow = !isAbsent(gridId) || (!isAbsent(areaCode) && context.areas.find(areaCode)?.level === 'VILLAGE');
  if (!isNarrow) return beginsWith(column, text, params);
  return `${column} like $${String(params.push(`%${text.replace(/[\\%_]/g, '\\$&')}%`))}`;
};
