import { endStatuses } from '../case/case-flow.ts';
import { actionNames } from '../case/case-names.ts';
import type { FlowDefinition, FlowTransition } from './flow.ts';

/** Outcomes that make a difference, in words. */
export const outcomeNames: Readonly<Record<string, string>> = {
  FALLBACK: '属地兜底',
  PASSED: '通过',
  FAILED: '未通过',
  SATISFIED: '满意',
  UNSATISFIED: '不满意',
  LATER: '其他诉求人',
  FIRST: '首次',
  FURTHER: '再次',
};

const labelOf = ({ action, outcome }: FlowTransition): string => {
  const name = actionNames[action].zh;
  const result = outcomeNames[outcome];
  return result === undefined ? name : `${name}（${result}）`;
};

/** The flow as a state diagram in Mermaid's language, names as the county has them. What stays where it is is left out. */
export const drawFlow = ({ start, states, transitions }: FlowDefinition): string => {
  const ways = new Map<string, Set<string>>();
  for (const way of transitions) {
    if (way.from === way.to) continue;
    const key = `${way.from} --> ${way.to}`;
    ways.set(key, (ways.get(key) ?? new Set()).add(labelOf(way)));
  }
  return [
    'stateDiagram-v2',
    ...states.map(({ code, name }) => `  state "${name.zh}" as ${code}`),
    `  [*] --> ${start}`,
    ...[...ways].map(([way, labels]) => `  ${way} : ${[...labels].join('、')}`),
    ...states.filter(({ status }) => endStatuses.includes(status)).map(({ code }) => `  ${code} --> [*]`),
  ].join('\n');
};
