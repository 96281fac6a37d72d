/** Where in the flow a case is. */
export const caseStatuses = [
  'REPORTED',
  'ACCEPTED',
  'REFUSED',
  'DISPATCHED',
  'HANDLING',
  'RESOLVED',
  'VERIFIED',
  'CLOSED',
  'RETURNED',
  'DEFERRED',
  'VOID',
  'MERGED',
] as const;
export type CaseStatus = (typeof caseStatuses)[number];

/** What somebody may do with a case; each is a mutation. */
export const caseActions = [
  'ACCEPT',
  'REFUSE',
  'DISPATCH',
  'TAKE_UP',
  'RETURN',
  'DEFER',
  'RESUME',
  'VOID',
  'RESOLVE',
  'VERIFY',
  'EVALUATE',
] as const;
export type CaseAction = (typeof caseActions)[number];

/** A stage with a clock of its own. */
export const caseStages = ['ACCEPT', 'DISPATCH', 'TAKE_UP', 'HANDLE', 'VERIFY', 'EVALUATE'] as const;
export type CaseStage = (typeof caseStages)[number];

export interface Transition {
  readonly action: CaseAction;
  readonly from: readonly CaseStatus[];
  /** Where it may lead; with more than one the action's own input decides. */
  readonly to: readonly CaseStatus[];
}

/** A flow (流程) as data: what may be done in which state, which clock runs in it, and where it ends. */
export interface CaseFlow {
  readonly start: CaseStatus;
  readonly ends: readonly CaseStatus[];
  readonly transitions: readonly Transition[];
  readonly clocks: Readonly<Partial<Record<CaseStatus, CaseStage>>>;
}

const resumable = ['ACCEPTED', 'DISPATCHED', 'HANDLING', 'RETURNED'] as const;

/** Unified acceptance, dispatch by duty, evaluation (统一受理、分流办理、评价反馈). */
export const defaultFlow: CaseFlow = {
  start: 'REPORTED',
  ends: ['REFUSED', 'CLOSED', 'VOID', 'MERGED'],
  transitions: [
    { action: 'ACCEPT', from: ['REPORTED'], to: ['ACCEPTED'] },
    { action: 'REFUSE', from: ['REPORTED'], to: ['REFUSED'] },
    { action: 'DISPATCH', from: ['ACCEPTED', 'RETURNED'], to: ['DISPATCHED'] },
    { action: 'TAKE_UP', from: ['DISPATCHED'], to: ['HANDLING'] },
    { action: 'RETURN', from: ['DISPATCHED', 'HANDLING'], to: ['RETURNED'] },
    { action: 'DEFER', from: resumable, to: ['DEFERRED'] },
    { action: 'RESUME', from: ['DEFERRED'], to: resumable },
    { action: 'VOID', from: ['REPORTED', ...resumable, 'DEFERRED'], to: ['VOID'] },
    { action: 'RESOLVE', from: ['HANDLING'], to: ['RESOLVED'] },
    { action: 'VERIFY', from: ['RESOLVED'], to: ['VERIFIED', 'HANDLING'] },
    { action: 'EVALUATE', from: ['VERIFIED'], to: ['CLOSED', 'HANDLING'] },
    // the other complainants of a joint case are asked after the first one has closed it
    { action: 'EVALUATE', from: ['CLOSED'], to: ['CLOSED'] },
  ],
  clocks: {
    REPORTED: 'ACCEPT',
    ACCEPTED: 'DISPATCH',
    RETURNED: 'DISPATCH',
    DISPATCHED: 'TAKE_UP',
    HANDLING: 'HANDLE',
    RESOLVED: 'VERIFY',
    VERIFIED: 'EVALUATE',
  },
};

/** States in which a matter is still open. */
export const openStatuses: readonly CaseStatus[] = caseStatuses.filter((status) => !defaultFlow.ends.includes(status));

/** What the flow allows in a state, in the order of {@link caseActions}. */
export const actionsIn = (flow: CaseFlow, status: CaseStatus): readonly CaseAction[] =>
  caseActions.filter((action) => flow.transitions.some((t) => t.action === action && t.from.includes(status)));

/** Whether an action may lead from one state to another. */
export const leadsTo = (flow: CaseFlow, action: CaseAction, from: CaseStatus, to: CaseStatus): boolean =>
  flow.transitions.some((t) => t.action === action && t.from.includes(from) && t.to.includes(to));

const reachableFrom = (flow: CaseFlow, start: CaseStatus): ReadonlySet<CaseStatus> => {
  const reached = new Set([start]);
  for (const status of reached) {
    for (const transition of flow.transitions) {
      if (transition.from.includes(status)) transition.to.forEach((next) => reached.add(next));
    }
  }
  return reached;
};

/** What is wrong with a flow: states that nothing leads to, and states from which no end can be reached. */
export const flowProblems = (flow: CaseFlow): readonly string[] => {
  const reached = reachableFrom(flow, flow.start);
  const used = new Set(flow.transitions.flatMap((transition) => [...transition.from, ...transition.to]));
  const unreachable = [...used].filter((status) => !reached.has(status));
  const stuck = [...reached].filter((status) => ![...reachableFrom(flow, status)].some((s) => flow.ends.includes(s)));
  return [
    ...unreachable.map((status) => `Nothing leads to ${status}`),
    ...stuck.map((status) => `No end can be reached from ${status}`),
  ];
};
