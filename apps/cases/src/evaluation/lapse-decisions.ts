import type { AfterChange } from '../case/after-change.ts';

/** Where a case leaves evaluation some other way, e.g. closed by the office, nothing is left to decide. */
export const lapseDecisions: AfterChange = async ({ sql }, file, change) => {
  if (change.from !== 'VERIFIED' || change.to === 'VERIFIED') return [];
  await sql(`update evaluation_detail set decision = 'NONE' where case_id = $1 and decision = 'PENDING'`, [file.id]);
  return [];
};
