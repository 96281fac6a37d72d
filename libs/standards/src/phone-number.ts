import type { BilingualText } from './bilingual-text.ts';

export interface ValidPhoneNumber {
  readonly ok: true;
  /** As it is stored: 13812345678 for a mobile, 0379-68251234 for a landline. */
  readonly value: string;
  readonly kind: 'MOBILE' | 'LANDLINE';
}

export interface InvalidPhoneNumber {
  readonly ok: false;
  readonly reason: 'form';
  readonly explanation: BilingualText;
}

const mobile = /^1[3-9]\d{9}$/;
// 010 and 02x have three digits, all other area codes four; local numbers have seven or eight and begin with 2–9.
const landline = /^(010|02\d|0[3-9]\d{2})([2-9]\d{6,7})$/;

const invalid: InvalidPhoneNumber = {
  ok: false,
  reason: 'form',
  explanation: {
    zh: '电话号码应为 11 位手机号，或带区号的固定电话，例如 0379-68251234。',
    en: 'A phone number is a mobile number of 11 digits, or a landline with its area code, e.g. 0379-68251234.',
  },
};

/** Checks a phone number of the mainland, mobile or landline with area code; spaces, hyphens and +86 are taken off. */
export function checkPhoneNumber(value: string): ValidPhoneNumber | InvalidPhoneNumber {
  if (mobile.test(value)) return { ok: true, value, kind: 'MOBILE' };
  const written = value.replace(/[\s()（）-]/g, '');
  const national = written.replace(/^(?:\+86|0086|86(?=\d{11}$))/, '');
  if (mobile.test(national)) return { ok: true, value: national, kind: 'MOBILE' };
  // Behind the country's code the area code is written without its leading zero.
  const parts = landline.exec(national === written || national.startsWith('0') ? national : `0${national}`);
  const [, areaCode, local] = parts ?? [];
  if (areaCode === undefined || local === undefined) return invalid;
  return { ok: true, value: `${areaCode}-${local}`, kind: 'LANDLINE' };
}
