/** Spreadsheets take a cell that begins so for a formula, also one that only looks so. */
const formulaLike = /^'*[=+\-@\t\r＝＋－＠]/;

/**
 * A text cell that no spreadsheet runs: `=1+1` becomes `'=1+1`, which people and {@link unguardCell} read as `=1+1`. (OWASP, CSV injection)
 */
export const guardCell = (text: string): string => (formulaLike.test(text) ? `'${text}` : text);

/** Takes one apostrophe off a cell that was guarded. */
export const unguardCell = (text: string): string =>
  text.startsWith("'") && formulaLike.test(text) ? text.slice(1) : text;
