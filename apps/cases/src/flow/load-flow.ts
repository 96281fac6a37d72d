import type { SqlExecutor } from '@gridloom/service-kit';

import { flowProblems, type FlowDraft } from './flow-problems.ts';
import { Flow, type FlowDefinition } from './flow.ts';

/** Thrown where a version that cases run by cannot be used: it is not there, or its rows contradict themselves. Says what is wrong. */
export class FlowUnusable extends Error {
  readonly version: number;

  constructor(version: number, problems: readonly string[]) {
    super(`Version ${String(version)} of the case flow cannot be used: ${problems.join('; ')}`);
    this.name = 'FlowUnusable';
    this.version = version;
  }
}

const flowSql = (where: string) => `
  select f.version, f.valid_from::text, f.published_at, f.published_by_account_id::text, f.note, jsonb_build_object(
    'name', f.name, 'start', f.start,
    'settings', jsonb_build_object('fallbackAfter', f.fallback_after, 'returnWithinHours', f.return_within_hours,
      'mostExtensions', f.most_extensions, 'longestExtension', f.longest_extension, 'reopenWithinDays', f.reopen_within_days,
      'archiveAfterDays', f.archive_after_days, 'escalateAfterHours', f.escalate_after_hours,
      'escalateAfterRepeats', f.escalate_after_repeats),
    'states', (select coalesce(jsonb_agg(jsonb_build_object('code', s.code, 'status', s.status, 'clock', s.clock,
      'name', jsonb_build_object('zh', s.name_zh, 'en', s.name_en)) order by s.position), '[]')
      from case_flow_state s where s.version = f.version),
    'transitions', (select coalesce(jsonb_agg(jsonb_build_object('action', t.action, 'outcome', t.outcome, 'from', t.from_state,
      'to', t.to_state, 'actors', t.actors, 'required', t.required, 'notify', t.notify) order by t.position), '[]')
      from case_flow_transition t where t.version = f.version)) as definition
  from case_flow f where ${where}`;

/** A version with when and by whom it was put in force. */
export interface PublishedFlow {
  readonly flow: Flow;
  /** None for the version that a county starts with. */
  readonly validFrom: Date | null;
  readonly publishedByAccountId: string | null;
  readonly note: string | null;
}

/** Rows of the county are looked at like any other input. */
const checked = (row: Record<string, unknown>): Flow => {
  const version = row.version as number;
  const draft = row.definition as FlowDraft;
  const problems = flowProblems(draft);
  if (problems.length > 0) {
    throw new FlowUnusable(
      version,
      problems.map(({ code, message }) => `${code} ${message.en}`),
    );
  }
  return new Flow(version, draft as unknown as FlowDefinition);
};

const published = (row: Record<string, unknown>): PublishedFlow => ({
  flow: checked(row),
  validFrom: row.valid_from === '-infinity' ? null : new Date(row.valid_from as string),
  publishedByAccountId: row.published_by_account_id as string | null,
  note: row.note as string | null,
});

/**
 * The versions that a case may run by, each as its rows are.
 * @throws FlowUnusable
 */
export const loadFlows = async (sql: SqlExecutor, versions: readonly number[]): Promise<PublishedFlow[]> => {
  const rows = await sql(flowSql('f.version = any($1::int[]) order by f.version'), [versions]);
  return rows.map(published);
};

/** @throws FlowUnusable */
export const loadFlow = async (sql: SqlExecutor, version: number): Promise<Flow> => {
  const [row] = await sql(flowSql('f.version = $1'), [version]);
  if (!row) throw new FlowUnusable(version, ['it is not there']);
  return checked(row);
};

/**
 * The flow by which a case begins at a moment: the newest valid then whose rows can be used. One that contradicts itself is passed
 * over, so that the one before goes on.
 * @throws FlowUnusable where there is none
 */
export const loadCurrentFlow = async (sql: SqlExecutor, at: Date): Promise<Flow> => {
  const rows = await sql(flowSql('f.valid_from <= $1 order by f.valid_from desc, f.version desc'), [at.toISOString()]);
  let unusable: FlowUnusable | undefined;
  for (const row of rows) {
    try {
      return checked(row);
    } catch (error) {
      if (!(error instanceof FlowUnusable)) throw error;
      unusable ??= error;
    }
  }
  throw unusable ?? new FlowUnusable(0, ['there is none']);
};

/** Every version that can be used, for playing histories: the flow by which a case began at a moment. */
export const loadFlowsOverTime = async (sql: SqlExecutor): Promise<(at: Date) => Flow> => {
  const versions: { readonly from: number; readonly flow: Flow }[] = [];
  for (const row of await sql(flowSql('true order by f.valid_from desc, f.version desc'))) {
    try {
      const { flow, validFrom } = published(row);
      versions.push({ flow, from: validFrom?.getTime() ?? -Infinity });
    } catch (error) {
      if (!(error instanceof FlowUnusable)) throw error;
    }
  }
  return (at) => {
    const found = versions.find(({ from }) => from <= at.getTime());
    if (!found) throw new FlowUnusable(0, ['there is none']);
    return found.flow;
  };
};

/** All versions that can be used, the newest first. */
export const loadAllFlows = async (sql: SqlExecutor): Promise<PublishedFlow[]> => {
  const rows = await sql(flowSql('true order by f.version desc'));
  return rows.flatMap((row) => {
    try {
      return [published(row)];
    } catch (error) {
      if (!(error instanceof FlowUnusable)) throw error;
      return [];
    }
  });
};
