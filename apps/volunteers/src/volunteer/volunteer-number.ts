const OWN_FORM = /^\d{6}(\d{7})$/;

/** A number that is given out here: the county's six digits and a running number of seven (志愿者编号). */
export const volunteerNumber = (areaCode: string, running: number): string =>
  areaCode.slice(0, 6) + String(running).padStart(7, '0');

/** The running number of a number of that form; 0 for others. */
export const numberDigits = (number: string): number => Number(OWN_FORM.exec(number)?.[1] ?? 0);
