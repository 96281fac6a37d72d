import { shanghaiDay } from '@gridloom/standards';

/** From when until when a rule holds; days of the county, the last one not included. */
export interface Validity {
  readonly validFrom?: string;
  readonly validUntil?: string | null;
}

/** Whether a rule holds at a moment. A rule without days always holds. */
export const isInForce = ({ validFrom, validUntil }: Validity, at: Date): boolean => {
  if (validFrom === undefined && (validUntil ?? null) === null) return true;
  const day = shanghaiDay(at);
  return (validFrom ?? '') <= day && (!validUntil || day < validUntil);
};
