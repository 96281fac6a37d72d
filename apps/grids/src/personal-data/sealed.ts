import type { SealingProvider } from '@gridloom/access';

/** What an envelope or a hash is bound to: what was sealed as one thing does not open as another. */
const ID_NUMBER = 'id-number';
const PHONE = 'phone';
const CHANGE = 'people-change';

/** Personal numbers as they are stored: sealed, and id numbers hashed besides for exact search. */
export interface PersonalNumbers {
  sealIdNumber(idNumber: string): string;
  openIdNumber(sealed: string): string;
  hashIdNumber(idNumber: string): string;
  sealPhone(phone: string): string;
  openPhone(sealed: string): string;
  /** Takes a phone as `checkPhoneNumber` writes it. */
  hashPhone(phone: string): string;
  /** Values before and after a change, which may hold anything of a person. */
  sealChange(values: object): string;
  openChange(sealed: string): unknown;
}

export const personalNumbers = (provider: SealingProvider): PersonalNumbers => ({
  sealIdNumber: (idNumber) => provider.seal(idNumber, ID_NUMBER),
  openIdNumber: (sealed) => provider.open(sealed, ID_NUMBER),
  hashIdNumber: (idNumber) => provider.hash(idNumber, ID_NUMBER),
  sealPhone: (phone) => provider.seal(phone, PHONE),
  openPhone: (sealed) => provider.open(sealed, PHONE),
  hashPhone: (phone) => provider.hash(phone, PHONE),
  sealChange: (values) => provider.seal(JSON.stringify(values), CHANGE),
  openChange: (sealed) => JSON.parse(provider.open(sealed, CHANGE)) as unknown,
});
