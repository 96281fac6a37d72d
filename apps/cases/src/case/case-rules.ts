import type { SqlExecutor } from '@gridloom/service-kit';

import { loadStageClock } from '../deadline/load-stage-clock.ts';
import type { StageClock } from '../deadline/stage-clock.ts';
import type { Flow } from '../flow/flow.ts';
import { loadCurrentFlow, loadFlow } from '../flow/load-flow.ts';

/** What a case goes by: the flow that it began with, and the county's clocks. */
export interface CaseRules {
  readonly flow: Flow;
  readonly clock: StageClock;
}

/** The rules of a case that runs by a version of the flow. */
export const loadCaseRules = async (sql: SqlExecutor, flowVersion: number): Promise<CaseRules> => ({
  flow: await loadFlow(sql, flowVersion),
  clock: await loadStageClock(sql),
});

/** The rules of a case that begins at a moment. */
export const loadRulesAt = async (sql: SqlExecutor, at: Date): Promise<CaseRules> => ({
  flow: await loadCurrentFlow(sql, at),
  clock: await loadStageClock(sql),
});
