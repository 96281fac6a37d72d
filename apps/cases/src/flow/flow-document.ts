import { caseActions, type CaseAction } from '../case/case-flow.ts';
import { actionNames } from '../case/case-names.ts';
import { defaultDefinition } from './default-flow.ts';
import { drawFlow, outcomeNames } from './draw-flow.ts';
import type { FlowDefinition, FlowTransition } from './flow.ts';

interface InTwoLanguages {
  readonly zh: string;
  readonly en: string;
}

const actorNames: Readonly<Record<string, string>> = {
  HANDLER: 'the handler (承办单位)',
  GRID: 'the grid (网格)',
  COMPLAINANT: 'a complainant (诉求人)',
  COMMUNITY_SECRETARY: 'the secretary (社区书记)',
  TOWNSHIP_OFFICER: 'the township (乡镇街道)',
  GRID_OFFICE: 'the grid office (网格办)',
  COUNTY_ADMINISTRATOR: 'the county administrator (县级管理员)',
  SYSTEM: 'by itself (自动)',
};

const sentence = ({ zh, en }: InTwoLanguages): string => `${en} (${zh})`;

const listed = (words: readonly string[]): string => (words.length === 0 ? '–' : [...new Set(words)].join(', '));

/** Who may take a way; with the outcome, where it is not for everybody who may take another. */
const mayOf = ({ actors, outcome }: FlowTransition, ways: readonly FlowTransition[]): string => {
  const names = actors.map((actor) => actorNames[actor] ?? actor).join(', ');
  const alike = ways.every((way) => way.actors.join(' ') === actors.join(' '));
  return alike ? names : `${outcomeNames[outcome] ?? outcome}: ${names}`;
};

const actionRow = (action: CaseAction, { transitions }: FlowDefinition): string[] => {
  const ways = transitions.filter((way) => way.action === action);
  if (ways.length === 0) return [];
  const arrows = [...new Set(ways.map(({ from, to }) => (from === to ? from : `${from} → ${to}`)))].join('<br>');
  const who = listed(ways.map((way) => mayOf(way, ways)));
  const needed = listed(ways.flatMap(({ required }) => required.map((name) => `\`${name}\``)));
  return [`| \`${action}\` ${sentence(actionNames[action])} | ${arrows} | ${who} | ${needed} |`];
};

/** The document that shows the flow that a county starts with. */
export const caseFlowDocument = (definition = defaultDefinition): string => {
  const { settings } = definition;
  const number = (value: number | null) => (value === null ? 'none' : String(value));
  return `# The flow of a case (事件流程)

Generated from the flow that a county starts with; a county publishes its own by \`publishCaseFlow\`, and reads and draws the one in
force by \`caseFlow\`. A case runs by the version that it began with.

\`\`\`mermaid
${drawFlow(definition)}
\`\`\`

| Step (操作) | From → to (流转) | Who may (何人可办) | To be filled in (必填项) |
| --- | --- | --- | --- |
${caseActions.flatMap((action) => actionRow(action, definition)).join('\n')}

| State (环节) | Status | Clock (时限环节) |
| --- | --- | --- |
${definition.states.map(({ code, name, status, clock }) => `| \`${code}\` ${sentence(name)} | \`${status}\` | ${clock ?? '–'} |`).join('\n')}

| Setting (参数) | Value |
| --- | --- |
| Disputes after which the territory covers (属地兜底) | ${String(settings.fallbackAfter)} |
| Working hours in which a case may be sent back (退单时限) | ${number(settings.returnWithinHours)} |
| Extensions a case may get (延期次数) | ${String(settings.mostExtensions)} |
| Working days of one extension at most (延期工作日) | ${String(settings.longestExtension)} |
| Days in which a closed case may be opened again (重新办理期限) | ${String(settings.reopenWithinDays)} |
| Days after which an ended case is filed by itself (自动归档) | ${number(settings.archiveAfterDays)} |
| Hours after which an overdue case goes up by itself (超期升级) | ${number(settings.escalateAfterHours)} |
| Repeat from which on a matter goes up by itself (重复升级) | ${number(settings.escalateAfterRepeats)} |
`;
};
