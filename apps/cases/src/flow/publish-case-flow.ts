import {
  invalidInput,
  runCommand,
  type Conflict,
  type InvalidInput,
  type KeyReused,
  type SqlExecutor,
  type UserErrorCode,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { PublishCaseFlowInput } from '../generated/resolvers.ts';
import { flowProblems, type FlowProblem } from './flow-problems.ts';
import type { FlowDefinition } from './flow.ts';

const MOST_STATES = 60;
const MOST_TRANSITIONS = 600;
const LONGEST_LINE = 200;
const stateCode = /^[A-Z][A-Z0-9_]{0,39}$/;

/** The flow is not put in force; all that is wrong with it. */
export interface CaseFlowRefused {
  readonly __typename: 'CaseFlowRefused';
  readonly code: UserErrorCode;
  readonly message: string;
  readonly problems: readonly { readonly problem: string; readonly field: string; readonly message: string }[];
}

/** The flow is in force from its time on. */
export interface CaseFlowPublished {
  readonly __typename: 'PublishCaseFlowSuccess';
  readonly version: number;
}

type PublishResult = CaseFlowPublished | CaseFlowRefused | InvalidInput | KeyReused | Conflict;

const definitionOf = (input: PublishCaseFlowInput): FlowDefinition => ({
  name: input.name.trim(),
  start: input.start,
  states: input.states.map(({ code, status, nameZh, nameEn, clock }) => ({
    code,
    status,
    name: { zh: nameZh.trim(), en: nameEn.trim() },
    clock: clock ?? null,
  })),
  transitions: input.transitions.map(({ action, outcome, from, to, actors, requiredFields, notify }) => ({
    action,
    outcome: outcome ?? 'DONE',
    from,
    to,
    actors,
    required: requiredFields ?? [],
    notify: notify ?? [],
  })),
  settings: {
    ...input.settings,
    returnWithinHours: input.settings.returnWithinHours ?? null,
    archiveAfterDays: input.settings.archiveAfterDays ?? null,
    escalateAfterHours: input.settings.escalateAfterHours ?? null,
    escalateAfterRepeats: input.settings.escalateAfterRepeats ?? null,
  },
});

const inputProblem = (context: Context, input: PublishCaseFlowInput): InvalidInput | null => {
  const wrong = (field: string, zh: string, en: string) => invalidInput(context.locale, `input.${field}`, { zh, en });
  const line = (text: string) => text.trim().length >= 1 && text.trim().length <= LONGEST_LINE;
  if (!line(input.name)) return wrong('name', '名称须为 1 到 200 字。', 'The name has 1 to 200 characters.');
  if (input.note && input.note.length > 1_000)
    return wrong('note', '说明过长。', 'The note has 1,000 characters at most.');
  if (input.validFrom && input.validFrom < context.now()) {
    return wrong('validFrom', '生效时间不能早于现在。', 'It cannot be in force before now.');
  }
  if (input.states.length === 0 || input.states.length > MOST_STATES) {
    return wrong('states', '环节须为 1 到 60 个。', '1 to 60 states.');
  }
  if (input.transitions.length > MOST_TRANSITIONS)
    return wrong('transitions', '流转至多 600 条。', '600 transitions at most.');
  const odd = input.states.findIndex(
    (s) => !stateCode.test(s.code) || !line(s.nameZh) || !line(s.nameEn) || /["\n]/u.test(s.nameZh + s.nameEn),
  );
  if (odd < 0) return null;
  return wrong(
    `states.${String(odd)}`,
    '环节编码须为大写字母、数字和下划线（至多 40 个），中英文名称须填写，不含引号。',
    'The code has capitals, digits and underscores, 40 at most; both names are filled in, without quotation marks.',
  );
};

const refused = (context: Context, problems: readonly FlowProblem[]): CaseFlowRefused => ({
  __typename: 'CaseFlowRefused',
  code: 'RULE_VIOLATED',
  message: context.say({
    zh: `流程有 ${String(problems.length)} 处问题，未发布，原流程继续有效。`,
    en: `${String(problems.length)} things are wrong with the flow: it is not published, and the old one goes on.`,
  }),
  problems: problems.map(({ code, field, message }) => ({
    problem: code,
    field: `input.${field}`,
    message: context.say(message),
  })),
});

const insertFlow = async (
  sql: SqlExecutor,
  version: number,
  { name, start, states, transitions, settings }: FlowDefinition,
  how: { readonly validFrom: Date; readonly at: Date; readonly by: string | null; readonly note: string | null },
): Promise<void> => {
  await sql(
    `insert into case_flow (version, name, start, valid_from, published_at, published_by_account_id, note, fallback_after,
       return_within_hours, most_extensions, longest_extension, reopen_within_days, archive_after_days, escalate_after_hours,
       escalate_after_repeats)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      version,
      name,
      start,
      how.validFrom.toISOString(),
      how.at.toISOString(),
      how.by,
      how.note,
      settings.fallbackAfter,
      settings.returnWithinHours,
      settings.mostExtensions,
      settings.longestExtension,
      settings.reopenWithinDays,
      settings.archiveAfterDays,
      settings.escalateAfterHours,
      settings.escalateAfterRepeats,
    ],
  );
  await sql(
    `insert into case_flow_state select $1::int, (n)::int, s->>'code', s->>'status', s->'name'->>'zh', s->'name'->>'en', s->>'clock'
     from jsonb_array_elements($2::jsonb) with ordinality as x (s, n)`,
    [version, JSON.stringify(states)],
  );
  await sql(
    `insert into case_flow_transition select $1::int, (n)::int, t->>'action', t->>'outcome', t->>'from', t->>'to',
       array(select jsonb_array_elements_text(t->'actors')), array(select jsonb_array_elements_text(t->'required')),
       array(select jsonb_array_elements_text(t->'notify'))
     from jsonb_array_elements($2::jsonb) with ordinality as x (t, n)`,
    [version, JSON.stringify(transitions)],
  );
};

/** Puts a new version of the flow in force (发布流程); one that contradicts itself is refused, and the old one goes on. */
export const publishCaseFlow = (context: Context, input: PublishCaseFlowInput): Promise<PublishResult> =>
  runCommand<PublishResult>(context, {
    name: 'PublishCaseFlow',
    input,
    work: async (_em, sql) => {
      const problem = inputProblem(context, input);
      if (problem) return { result: problem };
      const definition = definitionOf(input);
      const problems = flowProblems(definition);
      if (problems.length > 0) return { result: refused(context, problems) };
      // two who publish at once: one after the other
      await sql('select pg_advisory_xact_lock(12345, 1)');
      const [last] = await sql('select coalesce(max(version), 0)::int as version from case_flow');
      const version = (last?.version as number) + 1;
      const at = context.now();
      await insertFlow(sql, version, definition, {
        at,
        validFrom: input.validFrom ?? at,
        by: context.caller.kind === 'account' ? context.caller.accountId : null,
        note: input.note ?? null,
      });
      return { result: { __typename: 'PublishCaseFlowSuccess', version } };
    },
  });
