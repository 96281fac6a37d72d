import type { EventDraft } from '@gridloom/messaging';

import { loadCaseRules } from '../case/case-rules.ts';
import type { Case } from '../case/case.ts';
import { escalateByRule } from '../case/escalate-by-rule.ts';
import { recordChange, type RecordTools } from '../case/record-change.ts';

/**
 * Where the same person has brought a matter up again as often as the flow's setting says, or more often, its case goes up a level
 * (重复升级); the body that had it stays on it as an assistant. A case that nobody has yet stays with the desk that is to send it.
 */
export const escalateRepeat = async (
  tools: RecordTools,
  file: Case,
  { at, repeats }: { readonly at: Date; readonly repeats: string },
): Promise<EventDraft[]> => {
  const rules = await loadCaseRules(tools.sql, file.flowVersion);
  const after = rules.flow.settings.escalateAfterRepeats;
  if (after === null || file.repeatRank < after) return [];
  const why = { at, areas: tools.withAncestors(file.areaCode), note: repeats };
  const change = await escalateByRule(tools.sql, file, why, rules, 'REPEATED');
  return change ? recordChange(tools, file, change) : [];
};
