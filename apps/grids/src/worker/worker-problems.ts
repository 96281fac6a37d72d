import { conflict, invalidInput, type Conflict, type InvalidInput, type Locale } from '@gridloom/service-kit';
import { checkPhoneNumber } from '@gridloom/standards';

const MAX_NAME = 50;

/** A name or label of 1 to 50 characters. */
export const nameProblem = (locale: Locale, field: string, name: string): InvalidInput | undefined => {
  const length = name.trim().length;
  if (length >= 1 && length <= MAX_NAME) return undefined;
  const last = field.split('.').at(-1) ?? field;
  return invalidInput(
    locale,
    field,
    { zh: `${last} 应为 1–${MAX_NAME} 个字。`, en: `${last} has 1 to ${MAX_NAME} characters.` },
    `1–${MAX_NAME}`,
  );
};

/** A phone as it is stored, or what is wrong with it. */
export const phoneOf = (locale: Locale, field: string, phone: string): string | InvalidInput => {
  const checked = checkPhoneNumber(phone.trim());
  return checked.ok ? checked.value : invalidInput(locale, field, checked.explanation, '13812345678, 0379-68251234');
};

/** A day outside of what is allowed. */
export const dayProblem = (
  locale: Locale,
  field: string,
  allowed: { readonly from?: string; readonly to?: string },
  day: string,
): InvalidInput | undefined => {
  if ((allowed.from === undefined || day >= allowed.from) && (allowed.to === undefined || day <= allowed.to))
    return undefined;
  const last = field.split('.').at(-1) ?? field;
  const range = `${allowed.from ?? '…'} – ${allowed.to ?? '…'}`;
  return invalidInput(
    locale,
    field,
    { zh: `${last} 应在 ${range} 之间，收到 ${day}。`, en: `${last} lies within ${range}, got ${day}.` },
    range,
  );
};

export const registeredTwice = (locale: Locale): Conflict =>
  conflict(locale, {
    zh: '此账号已登记为网格员；每个账号只登记一次。',
    en: 'This account is a grid worker already; an account is registered once.',
  });

export const phoneTaken = (locale: Locale): Conflict =>
  conflict(locale, {
    zh: '此工作电话已属于另一名网格员；请核对是否同一人重复登记。',
    en: 'This work phone belongs to another grid worker already: the same person may have been registered before.',
  });
