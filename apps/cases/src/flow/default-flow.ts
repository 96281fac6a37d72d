import type { CaseAction, CaseStage, CaseStatus } from '../case/case-flow.ts';
import { Flow, type FlowDefinition, type FlowState, type FlowTransition } from './flow.ts';
import type { CaseParty, FlowActor } from './flow-words.ts';

const state = (code: CaseStatus, zh: string, en: string, clock: CaseStage | null = null): FlowState => ({
  code,
  status: code,
  name: { zh, en },
  clock,
});

interface Extra {
  readonly outcome?: string;
  readonly required?: readonly string[];
  readonly notify?: readonly CaseParty[];
}

const ways = (
  action: CaseAction,
  from: readonly CaseStatus[],
  to: CaseStatus | 'SAME',
  actors: readonly FlowActor[],
  { outcome = 'DONE', required = [], notify = [] }: Extra = {},
): FlowTransition[] =>
  from.map((code) => ({ action, outcome, from: code, to: to === 'SAME' ? code : to, actors, required, notify }));

const office: readonly FlowActor[] = ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'];
const above: readonly FlowActor[] = ['TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'];
const county: readonly FlowActor[] = ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'];
const callers: readonly FlowActor[] = ['COMMUNITY_SECRETARY', 'GRID_OFFICE'];
const askers: readonly FlowActor[] = ['COMPLAINANT', ...callers];
const atWork: readonly CaseStatus[] = ['ACCEPTED', 'DISPATCHED', 'HANDLING', 'RETURNED'];
const beforeDone: readonly CaseStatus[] = ['REPORTED', ...atWork];
const taken: readonly CaseStatus[] = ['DISPATCHED', 'HANDLING'];

/** Unified acceptance, dispatch by duty, evaluation (统一受理、分流办理、评价反馈): what a county starts with, as version 1. */
export const defaultDefinition: FlowDefinition = {
  name: '统一受理、分流办理、评价反馈',
  start: 'REPORTED',
  states: [
    state('REPORTED', '已上报', 'reported', 'ACCEPT'),
    state('ACCEPTED', '已受理', 'accepted', 'DISPATCH'),
    state('REFUSED', '不予受理', 'refused'),
    state('DISPATCHED', '已分流', 'dispatched', 'TAKE_UP'),
    state('HANDLING', '办理中', 'being handled', 'HANDLE'),
    state('RESOLVED', '办结', 'resolved', 'VERIFY'),
    state('VERIFIED', '已核验', 'verified', 'EVALUATE'),
    state('CLOSED', '结案', 'closed'),
    state('RETURNED', '已退单', 'returned', 'DISPATCH'),
    state('DEFERRED', '挂账', 'deferred'),
    state('VOID', '作废', 'void'),
    state('MERGED', '已并案', 'merged'),
  ],
  transitions: [
    ...ways('ACCEPT', ['REPORTED'], 'ACCEPTED', office, {
      required: ['serviceItemCode'],
      notify: ['COMPLAINANT', 'REPORTER'],
    }),
    ...ways('REFUSE', ['REPORTED'], 'REFUSED', office, { required: ['reason'], notify: ['COMPLAINANT', 'REPORTER'] }),
    ...ways('SELF_HANDLE', ['REPORTED'], 'HANDLING', ['GRID'], {
      required: ['serviceItemCode'],
      notify: ['COMPLAINANT', 'OFFICE'],
    }),
    ...ways('SELF_HANDLE', ['ACCEPTED'], 'HANDLING', ['GRID'], { notify: ['COMPLAINANT', 'OFFICE'] }),
    ...ways('DISPATCH', ['ACCEPTED', 'RETURNED'], 'DISPATCHED', office, {
      required: ['handlerId'],
      notify: ['HANDLER', 'ASSISTANTS'],
    }),
    ...ways('DISPATCH_TO_GRID', ['ACCEPTED', 'RETURNED'], 'DISPATCHED', office, { notify: ['GRID'] }),
    ...ways('TAKE_UP', ['DISPATCHED'], 'HANDLING', ['HANDLER'], { notify: ['COMPLAINANT'] }),
    ...ways('RETURN', taken, 'RETURNED', ['HANDLER'], { notify: ['OFFICE'] }),
    ...ways('RETURN', taken, 'DISPATCHED', ['HANDLER'], { outcome: 'FALLBACK', notify: ['HANDLER', 'OFFICE'] }),
    ...ways('TRANSFER', taken, 'DISPATCHED', ['HANDLER', ...above], {
      required: ['handlerId', 'note'],
      notify: ['HANDLER', 'OFFICE'],
    }),
    ...ways('ASK_EXTENSION', ['HANDLING'], 'SAME', ['HANDLER'], {
      required: ['workingDays', 'note'],
      notify: ['OFFICE'],
    }),
    ...ways('DECIDE_EXTENSION', ['HANDLING'], 'SAME', county, {
      outcome: 'FIRST',
      notify: ['HANDLER', 'COMPLAINANT'],
    }),
    ...ways('DECIDE_EXTENSION', ['HANDLING'], 'SAME', ['COUNTY_ADMINISTRATOR'], {
      outcome: 'FURTHER',
      notify: ['HANDLER', 'COMPLAINANT'],
    }),
    ...ways('ASK_DEFERRAL', taken, 'SAME', ['HANDLER'], { required: ['note'], notify: ['OFFICE'] }),
    ...ways('REFUSE_DEFERRAL', taken, 'SAME', county, { required: ['note'], notify: ['HANDLER'] }),
    ...ways('DEFER', atWork, 'DEFERRED', county, { required: ['note'], notify: ['HANDLER', 'COMPLAINANT'] }),
    ...atWork.flatMap((to) => ways('RESUME', ['DEFERRED'], to, county, { notify: ['HANDLER', 'COMPLAINANT'] })),
    ...ways('ESCALATE', ['DISPATCHED', 'HANDLING', 'RETURNED'], 'DISPATCHED', [...above, 'SYSTEM'], {
      notify: ['HANDLER', 'OFFICE', 'COMPLAINANT'],
    }),
    ...ways('VOID', [...beforeDone, 'DEFERRED'], 'VOID', county, {
      required: ['note'],
      notify: ['COMPLAINANT', 'HANDLER'],
    }),
    ...ways('MERGE', beforeDone, 'MERGED', office, { notify: ['COMPLAINANT', 'HANDLER'] }),
    ...beforeDone.flatMap((to) => ways('SPLIT', ['MERGED'], to, office, { notify: ['COMPLAINANT', 'OFFICE'] })),
    ...ways('RESOLVE', ['HANDLING'], 'RESOLVED', ['HANDLER'], {
      required: ['outcome'],
      notify: ['COMPLAINANT', 'GRID'],
    }),
    ...ways('VERIFY', ['RESOLVED'], 'VERIFIED', ['GRID'], { outcome: 'PASSED', notify: ['OFFICE'] }),
    ...ways('VERIFY', ['RESOLVED'], 'HANDLING', ['GRID'], { outcome: 'FAILED', notify: ['HANDLER'] }),
    ...ways('VERIFY_BY_CALL_BACK', ['RESOLVED'], 'VERIFIED', callers, { outcome: 'PASSED' }),
    ...ways('VERIFY_BY_CALL_BACK', ['RESOLVED'], 'HANDLING', callers, { outcome: 'FAILED', notify: ['HANDLER'] }),
    ...ways('EVALUATE', ['VERIFIED'], 'CLOSED', askers, { outcome: 'SATISFIED', notify: ['HANDLER'] }),
    ...ways('EVALUATE', ['VERIFIED'], 'HANDLING', askers, { outcome: 'UNSATISFIED', notify: ['HANDLER', 'OFFICE'] }),
    // the other complainants of a joint case are asked after the first one has closed it
    ...ways('EVALUATE', ['CLOSED'], 'SAME', askers, { outcome: 'LATER' }),
    ...ways('CLOSE', ['VERIFIED'], 'CLOSED', county, { required: ['note'], notify: ['COMPLAINANT', 'HANDLER'] }),
    ...ways('REOPEN', ['CLOSED'], 'DISPATCHED', ['COMPLAINANT', ...county], {
      required: ['note'],
      notify: ['HANDLER', 'OFFICE', 'COMPLAINANT'],
    }),
    ...ways('ARCHIVE', ['REFUSED', 'CLOSED', 'VOID', 'MERGED'], 'SAME', [...county, 'SYSTEM']),
  ],
  settings: {
    fallbackAfter: 2,
    // a working day of the standard hours
    returnWithinHours: 7,
    mostExtensions: 2,
    longestExtension: 20,
    reopenWithinDays: 30,
    archiveAfterDays: 90,
    escalateAfterHours: 72,
    escalateAfterRepeats: 2,
  },
};

/** {@link defaultDefinition} as a county has it before it publishes one of its own. */
export const defaultFlow = new Flow(1, defaultDefinition);
