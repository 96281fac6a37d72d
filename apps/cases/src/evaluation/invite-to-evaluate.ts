import type { AfterChange } from '../case/after-change.ts';
import { sendNotice } from '../notice/send-notices.ts';

/** Asks the complainants of a case that was verified whether the outcome satisfies; by webhook with links, else in their own list. */
export const inviteToEvaluate: AfterChange = async (tools, file, change) => {
  const entry = change.entries.at(-1);
  if (entry?.step !== 'VERIFIED' || file.status !== 'VERIFIED') return [];
  const notice = { kind: 'EVALUATION_INVITED', at: entry.at, dueAt: file.dueAt ?? null } as const;
  return sendNotice(tools, file, notice, ['COMPLAINANT']);
};
