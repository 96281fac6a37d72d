import type { Bilingual } from '@gridloom/service-kit';

import { caseActions, caseStages, caseStatuses, endStatuses } from '../case/case-flow.ts';
import { actionRules, caseParties, flowActors, outcomePairs } from './flow-words.ts';
import type { FlowSettings } from './flow.ts';

/** A flow as somebody wrote it down, not looked at yet: its words may be any. */
export interface FlowDraft {
  readonly start: string;
  readonly states: readonly { readonly code: string; readonly status: string; readonly clock: string | null }[];
  readonly transitions: readonly DraftWay[];
  readonly settings: FlowSettings;
}

interface DraftWay {
  readonly action: string;
  readonly outcome: string;
  readonly from: string;
  readonly to: string;
  readonly actors: readonly string[];
  readonly required: readonly string[];
  readonly notify: readonly string[];
}

/** What can be wrong with a flow. */
type FlowProblemCode =
  | 'START_UNKNOWN'
  | 'STATE_TWICE'
  | 'STATE_UNKNOWN'
  | 'STATUS_UNKNOWN'
  | 'CLOCK_UNKNOWN'
  | 'CLOCK_IN_END'
  | 'UNREACHABLE'
  | 'DEAD_END'
  | 'ACTION_UNKNOWN'
  | 'OUTCOME_UNKNOWN'
  | 'OUTCOME_MISSING'
  | 'TARGET_NOT_ALLOWED'
  | 'AMBIGUOUS'
  | 'ACTOR_UNKNOWN'
  | 'NOBODY_MAY'
  | 'FIELD_UNKNOWN'
  | 'PARTY_UNKNOWN'
  | 'NO_WAY_BACK'
  | 'SETTING_OUT_OF_RANGE';

/** One thing that is wrong with a flow, and where. */
export interface FlowProblem {
  readonly code: FlowProblemCode;
  /** The state, transition or setting, e.g. `states.2`. */
  readonly field: string;
  readonly message: Bilingual;
}

const known = <T extends string>(values: readonly T[], value: string): value is T =>
  (values as readonly string[]).includes(value);

const problem = (code: FlowProblemCode, field: string, zh: string, en: string): FlowProblem => ({
  code,
  field,
  message: { zh, en },
});

const stateProblems = ({ start, states }: FlowDraft): FlowProblem[] => {
  const problems: FlowProblem[] = [];
  const first = states.find(({ code }) => code === start);
  if (first?.status !== 'REPORTED') {
    problems.push(
      problem(
        'START_UNKNOWN',
        'start',
        `起始状态 ${start} 须在状态列表中，且对应 REPORTED`,
        `The start ${start} has to be one of the states and stand for REPORTED`,
      ),
    );
  }
  const seen = new Set<string>();
  states.forEach(({ code, status, clock }, index) => {
    const field = `states.${String(index)}`;
    if (seen.has(code)) problems.push(problem('STATE_TWICE', field, `状态 ${code} 重复`, `${code} is there twice`));
    seen.add(code);
    if (!known(caseStatuses, status)) {
      const allowed = caseStatuses.join(', ');
      problems.push(
        problem('STATUS_UNKNOWN', field, `${status} 不是事件状态（${allowed}）`, `${status} is none of ${allowed}`),
      );
    }
    if (clock !== null && !known(caseStages, clock)) {
      const allowed = caseStages.join(', ');
      problems.push(
        problem('CLOCK_UNKNOWN', field, `${clock} 不是时限环节（${allowed}）`, `${clock} is no clock: ${allowed}`),
      );
    }
    if (clock !== null && known(endStatuses, status)) {
      problems.push(
        problem('CLOCK_IN_END', field, `已结束的状态 ${code} 不设时限`, `${code} is an end and has no clock`),
      );
    }
  });
  return problems;
};

const wayProblems = (definition: FlowDraft): FlowProblem[] => {
  const states = new Map(definition.states.map((state) => [state.code, state]));
  const problems: FlowProblem[] = [];
  const taken = new Map<string, number>();
  definition.transitions.forEach((way, index) => {
    const field = `transitions.${String(index)}`;
    const told = `${way.from} → ${way.to} (${way.action})`;
    const from = states.get(way.from);
    const to = states.get(way.to);
    for (const [code, state] of [
      [way.from, from],
      [way.to, to],
    ] as const) {
      if (!state) problems.push(problem('STATE_UNKNOWN', field, `没有状态 ${code}`, `There is no state ${code}`));
    }
    if (!known(caseActions, way.action)) {
      problems.push(problem('ACTION_UNKNOWN', field, `没有操作 ${way.action}`, `There is no action ${way.action}`));
      return;
    }
    const rule = actionRules[way.action];
    const target = Object.hasOwn(rule.outcomes, way.outcome) ? rule.outcomes[way.outcome] : undefined;
    if (target === undefined) {
      const allowed = Object.keys(rule.outcomes).join(', ');
      problems.push(
        problem('OUTCOME_UNKNOWN', field, `${told}：结果须为 ${allowed}`, `${told}: the outcome is one of ${allowed}`),
      );
    } else if (to && (target === 'SAME' ? way.to !== way.from : !known(target, to.status))) {
      const allowed = target === 'SAME' ? way.from : target.join(', ');
      problems.push(
        problem('TARGET_NOT_ALLOWED', field, `${told}：只能到 ${allowed}`, `${told}: it can lead to ${allowed} only`),
      );
    }
    const key = `${way.from} ${way.action} ${way.outcome} ${rule.returns ? way.to : ''}`;
    const before = taken.get(key);
    if (before !== undefined) {
      const other = `transitions.${String(before)}`;
      problems.push(problem('AMBIGUOUS', field, `${told}：与 ${other} 冲突`, `${told}: contradicts ${other}`));
    }
    taken.set(key, index);
    problems.push(...wordProblems(way, field, told, rule.fields));
  });
  return problems;
};

const wordProblems = (way: DraftWay, field: string, told: string, fields: readonly string[]): FlowProblem[] => {
  const unknown = (code: FlowProblemCode, word: string, allowed: readonly string[]) =>
    problem(
      code,
      field,
      `${told}：${word} 须为 ${allowed.join('、')}`,
      `${told}: ${word} is none of ${allowed.join(', ')}`,
    );
  return [
    ...(way.actors.length === 0
      ? [problem('NOBODY_MAY', field, `${told}：无人可办`, `${told}: nobody may do it`)]
      : []),
    ...way.actors.filter((a) => !known(flowActors, a)).map((a) => unknown('ACTOR_UNKNOWN', a, flowActors)),
    ...way.required.filter((name) => !fields.includes(name)).map((name) => unknown('FIELD_UNKNOWN', name, fields)),
    ...way.notify.filter((party) => !known(caseParties, party)).map((p) => unknown('PARTY_UNKNOWN', p, caseParties)),
  ];
};

const outcomeProblems = ({ states, transitions }: FlowDraft): FlowProblem[] =>
  states.flatMap(({ code, status }, index) => {
    const field = `states.${String(index)}`;
    const outcomes = (action: string) =>
      new Set(transitions.filter((way) => way.from === code && way.action === action).map(({ outcome }) => outcome));
    const lacking = (action: string, needed: readonly string[]) => {
      const there = outcomes(action);
      return there.size === 0 ? [] : needed.filter((outcome) => !there.has(outcome)).map((o) => `${action} ${o}`);
    };
    const missing = [
      ...Object.entries(outcomePairs).flatMap(([action, needed]) => lacking(action, needed)),
      ...lacking('EVALUATE', status === 'CLOSED' ? ['LATER'] : ['SATISFIED', 'UNSATISFIED']),
      ...lacking('RETURN', ['DONE', 'FALLBACK']),
    ];
    return missing.map((what) =>
      problem('OUTCOME_MISSING', field, `${code} 缺少 ${what} 的去向`, `${code} lacks the way of ${what}`),
    );
  });

/** What a case goes back to has to be reachable from where it waits. */
const wayBackProblems = ({ states, transitions }: FlowDraft): FlowProblem[] =>
  (
    [
      ['DEFER', 'RESUME'],
      ['MERGE', 'SPLIT'],
    ] as const
  ).flatMap(([there, back]) =>
    transitions
      .filter(({ action }) => action === there)
      .filter(({ from, to }) => !transitions.some((w) => w.action === back && w.from === to && w.to === from))
      .map(({ from, to }) => {
        const field = `states.${String(states.findIndex(({ code }) => code === from))}`;
        return problem(
          'NO_WAY_BACK',
          field,
          `${to} 不能回到 ${from}（${back}）`,
          `No ${back} leads from ${to} back to ${from}`,
        );
      }),
  );

const reachableFrom = ({ transitions }: FlowDraft, start: string): ReadonlySet<string> => {
  const reached = new Set([start]);
  for (const code of reached) {
    for (const { from, to } of transitions) if (from === code) reached.add(to);
  }
  return reached;
};

const pathProblems = (definition: FlowDraft): FlowProblem[] => {
  const { start, states } = definition;
  const ends = new Set(states.filter(({ status }) => known(endStatuses, status)).map(({ code }) => code));
  const reached = reachableFrom(definition, start);
  return states.flatMap(({ code }, index) => {
    const field = `states.${String(index)}`;
    if (!reached.has(code)) return [problem('UNREACHABLE', field, `到不了状态 ${code}`, `Nothing leads to ${code}`)];
    if ([...reachableFrom(definition, code)].some((next) => ends.has(next))) return [];
    return [problem('DEAD_END', field, `状态 ${code} 无法走到结束`, `No end can be reached from ${code}`)];
  });
};

const ranges = {
  fallbackAfter: [1, 20, false],
  returnWithinHours: [1, 400, true],
  mostExtensions: [0, 10, false],
  longestExtension: [1, 250, false],
  reopenWithinDays: [0, 3_650, false],
  archiveAfterDays: [1, 3_650, true],
  escalateAfterHours: [1, 8_760, true],
  escalateAfterRepeats: [1, 20, true],
} as const;

const settingProblems = ({ settings }: FlowDraft): FlowProblem[] =>
  Object.entries(ranges).flatMap(([name, [least, most, mayLack]]) => {
    const value = settings[name as keyof typeof ranges];
    if (value === null ? mayLack : Number.isInteger(value) && value >= least && value <= most) return [];
    const range = `${String(least)}–${String(most)}`;
    return [
      problem(
        'SETTING_OUT_OF_RANGE',
        `settings.${name}`,
        `${name} 须为 ${range} 的整数`,
        `${name} is a whole number, ${range}`,
      ),
    ];
  });

/** All that is wrong with a flow; none where it may be put in force. */
export const flowProblems = (definition: FlowDraft): readonly FlowProblem[] => {
  const first = [...stateProblems(definition), ...wayProblems(definition), ...settingProblems(definition)];
  // paths say nothing where states or ways are not what they name
  if (first.length > 0) return first;
  return [...outcomeProblems(definition), ...wayBackProblems(definition), ...pathProblems(definition)];
};
