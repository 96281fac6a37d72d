import { checkIdNumber, checkPhoneNumber } from '@gridloom/standards';

import { isAbsent } from '../absent.ts';
import { refuseInput } from './people-problem.ts';
import type { PeopleWork } from './people-work.ts';

type Speaker = Pick<PeopleWork, 'locale' | 'today'>;

const EARLIEST = '1900-01-01';

/** A text without blanks around it, of a length that is allowed. @throws PeopleProblem */
export const checkText = (
  work: Speaker,
  field: string,
  text: string,
  { least = 1, most }: { readonly least?: number; readonly most: number },
): string => {
  const value = text.trim();
  if (value.length >= least && value.length <= most) return value;
  return refuseInput(
    work,
    field,
    {
      zh: `应为 ${least} 至 ${most} 个字，收到 ${value.length} 个。`,
      en: `has ${least} to ${most} characters, got ${value.length}.`,
    },
    `${least}–${most}`,
  );
};

/** A text that may be left out. @throws PeopleProblem */
export const checkNote = (work: Speaker, field: string, text: string | null | undefined, most = 500): string | null =>
  isAbsent(text) || text.trim() === '' ? null : checkText(work, field, text, { most });

/** A day that has come: from 1900 until today. @throws PeopleProblem */
export const checkPastDay = (work: Speaker, field: string, day: string, earliest = EARLIEST): string => {
  if (day >= earliest && day <= work.today) return day;
  return refuseInput(
    work,
    field,
    { zh: `应在 ${earliest} 与今天（${work.today}）之间。`, en: `lies between ${earliest} and today, ${work.today}.` },
    `${earliest} – ${work.today}`,
  );
};

/** An end that comes after its beginning. @throws PeopleProblem */
export const checkEnd = (work: Speaker, field: string, since: string, until: string): string => {
  if (until > since) return until;
  return refuseInput(
    work,
    field,
    { zh: `应晚于起始日 ${since}。`, en: `comes after the first day, ${since}.` },
    `> ${since}`,
  );
};

/** @throws PeopleProblem for a number that cannot be one: its length, check digit, a birth date in the future */
export const checkId = (work: Speaker, field: string, idNumber: string) => {
  const checked = checkIdNumber(idNumber.trim(), work.today);
  return checked.ok ? checked : refuseInput(work, field, checked.explanation, 'GB 11643');
};

/** @throws PeopleProblem */
export const checkPhone = (work: Speaker, field: string, phone: string): string => {
  const checked = checkPhoneNumber(phone.trim());
  return checked.ok ? checked.value : refuseInput(work, field, checked.explanation);
};
