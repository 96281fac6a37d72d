import type { SqlExecutor } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { findBodyAbove } from './bodies-above.ts';
import type { CaseRules } from './case-rules.ts';
import type { Case, CaseChange } from './case.ts';

/** Why a case goes up a level by itself: it is overdue, or the same person has brought the matter up again too often. */
type EscalationRule = 'OVERDUE' | 'REPEATED';

/**
 * Sends a case up a level by the county's rule (超期升级、重复升级), where its flow lets that happen by itself in this state and there is a
 * body above; null where not.
 */
export const escalateByRule = async (
  sql: SqlExecutor,
  file: Case,
  { at, areas, note = null }: { readonly at: Date; readonly areas: readonly string[]; readonly note?: string | null },
  rules: CaseRules,
  rule: EscalationRule,
): Promise<CaseChange | null> => {
  const bySystem = file.waysOf(rules.flow, 'ESCALATE').some(({ actors }) => actors.includes('SYSTEM'));
  if (!bySystem || !file.allowedActions(rules.flow, at).includes('ESCALATE')) return null;
  const body = await findBodyAbove(sql, file, areas, shanghaiDay(at));
  return body && file.escalate({ at, actorAccountId: null, note }, body, rules, rule);
};
