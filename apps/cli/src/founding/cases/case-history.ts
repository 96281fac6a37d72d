import type { CaseStepRecord, RefusalReasonName, ReturnReasonName } from '@gridloom/cases/import';
import type { WorkingCalendar } from '@gridloom/standards';

import type { Random } from '../planned-life.ts';

/** How far a case has come. */
export type CaseEnd =
  | 'REPORTED'
  | 'REFUSED'
  | 'VOID'
  | 'ACCEPTED'
  | 'DISPATCHED'
  | 'RETURNED'
  | 'DEFERRED'
  | 'HANDLING'
  | 'RESOLVED'
  | 'VERIFIED'
  | 'CLOSED';

/** A body that handles the case, and the officer who does it. */
export interface HandlingBody {
  readonly organizationId: string;
  readonly accountId: string;
}

/** Who does what; each is an account with the right role at the right place. */
export interface CasePeople {
  /** Accepts, refuses and dispatches. */
  readonly desk: string;
  readonly gridOffice: string;
  readonly handler: HandlingBody;
  /** Who gets it after the first one has sent it back. */
  readonly nextHandler: HandlingBody;
  readonly assistantIds: readonly string[];
  /** A worker of the case's grid. */
  readonly verifier: string;
  /** Asks the complainants. */
  readonly caller: string;
}

export interface CasePlot {
  readonly end: CaseEnd;
  readonly itemCode: string;
  readonly urgent: boolean;
  /** Working hours that the item's handling may take. */
  readonly limitHours: number;
  readonly complainantIds: readonly string[];
  readonly outcomes: readonly string[];
  readonly people: CasePeople;
  readonly returned?: ReturnReasonName;
  readonly refusal?: { readonly reason: RefusalReasonName; readonly dutyOfId?: string };
  readonly deferred?: boolean;
  /** A check on the spot failed once. */
  readonly reworked?: boolean;
  /** The complainant was not satisfied the first time. */
  readonly unsatisfied?: boolean;
  /** The handling took longer than it may. */
  readonly late?: boolean;
  /** Below 1 everything goes faster. */
  readonly pace: number;
}

const notes = {
  dispatch: ['按职责分流办理', '请三日内反馈', '已电话对接', '请与群众先联系'],
  verified: ['现场核验，已办好', '实地看过，与答复一致', '拍照核对，问题已解决'],
  failed: ['现场看还没有彻底解决，请再办', '只处理了一半，请返工', '当天好了，第二天又出现，请复查原因'],
  satisfied: ['办得快，谢谢', '满意', '说到做到，很好', '网格员还专门来看过，感谢', '问题解决了'],
  unsatisfied: ['没有完全解决', '等的时间太长，处理也不彻底', '只来看了看，没有修好'],
  deferred: ['需待汛期过后施工，挂账管理', '涉及资金批复，挂账管理', '当事人外出，约定返乡后办理'],
  resumed: ['条件具备，恢复办理', '资金已到位，恢复办理'],
  void: ['重复登记，作废', '诉求人撤回，作废'],
  sentBack: {
    NOT_OUR_DUTY: '不属于本单位职责，建议转属地办理',
    WRONG_SERVICE_ITEM: '事项选择有误，请重新分流',
    NOT_ENOUGH_INFORMATION: '位置不明确，请补充后再派',
    BEYOND_OUR_POWER: '超出本单位权限，请上级协调',
  },
  refused: {
    NOT_A_PUBLIC_MATTER: '属于个人事务，已当面说明',
    DUTY_OF_ANOTHER_BODY: '已告知应由谁办理并代为转达',
    IN_LEGAL_PROCEEDINGS: '已进入诉讼程序，告知依法解决',
    ALREADY_ANSWERED: '此前已答复，无新情况',
    NOT_ENOUGH_INFORMATION: '多次联系不上，信息不足',
  },
} as const;

/**
 * Plays a plot out into steps, each so many working hours after the one before, so that they fall into office hours. Where they
 * lie depends on when it was reported and on the random numbers alone.
 */
export const playPlot = (
  plot: CasePlot,
  reportedAt: Date,
  random: Random,
  calendar: WorkingCalendar,
): readonly CaseStepRecord[] => {
  const { people, end } = plot;
  const steps: CaseStepRecord[] = [];
  let now = reportedAt;
  const pass = (least: number, most: number): Date => {
    const minutes = Math.max(1, Math.round((least + random.next() * (most - least)) * plot.pace * 60));
    now = calendar.addWorkingHours(now, minutes / 60).at;
    return now;
  };
  const dispatchTo = (body: HandlingBody) => {
    steps.push({
      action: 'DISPATCH',
      at: pass(0.2, 3),
      actorAccountId: people.desk,
      handlerId: body.organizationId,
      ...(people.assistantIds.length > 0 && body === people.handler ? { assistantIds: people.assistantIds } : {}),
      note: random.pick(notes.dispatch),
    });
    return body;
  };
  const resolve = (body: HandlingBody, least: number, most: number) => {
    const outcome = random.pick(plot.outcomes);
    steps.push({ action: 'RESOLVE', at: pass(least, most), actorAccountId: body.accountId, outcome });
  };
  const verify = (passed: boolean) => {
    const note = random.pick(passed ? notes.verified : notes.failed);
    steps.push({ action: 'VERIFY', at: pass(0.8, 8), actorAccountId: people.verifier, passed, note });
  };
  const evaluate = (complainantId: string, satisfied: boolean) => {
    const comment = random.pick(satisfied ? notes.satisfied : notes.unsatisfied);
    const said = satisfied && random.chance(0.4) ? {} : { comment };
    steps.push({
      action: 'EVALUATE',
      at: pass(0.5, 14),
      actorAccountId: people.caller,
      complainantId,
      satisfied,
      ...said,
    });
  };
  const first = plot.complainantIds[0] ?? '';

  if (end === 'REPORTED') return steps;
  if (end === 'REFUSED') {
    const { reason, dutyOfId } = plot.refusal ?? { reason: 'NOT_A_PUBLIC_MATTER' };
    const duty = dutyOfId === undefined ? {} : { dutyOfId };
    steps.push({
      action: 'REFUSE',
      at: pass(0.5, 5),
      actorAccountId: people.desk,
      reason,
      ...duty,
      note: notes.refused[reason],
    });
    return steps;
  }
  if (end === 'VOID') {
    steps.push({ action: 'VOID', at: pass(1, 6), actorAccountId: people.gridOffice, note: random.pick(notes.void) });
    return steps;
  }
  steps.push({
    action: 'ACCEPT',
    at: pass(0.2, 4),
    actorAccountId: people.desk,
    serviceItemCode: plot.itemCode,
    ...(plot.urgent ? { urgency: 'URGENT' as const } : {}),
  });
  if (end === 'ACCEPTED') return steps;
  let body = dispatchTo(people.handler);
  if (plot.returned) {
    steps.push({
      action: 'RETURN',
      at: pass(1, 5),
      actorAccountId: body.accountId,
      reason: plot.returned,
      note: notes.sentBack[plot.returned],
    });
    if (end === 'RETURNED') return steps;
    body = dispatchTo(people.nextHandler);
  }
  if (end === 'DISPATCHED') return steps;
  steps.push({ action: 'TAKE_UP', at: pass(0.3, 5), actorAccountId: body.accountId });
  if (plot.deferred || end === 'DEFERRED') {
    const note = random.pick(notes.deferred);
    steps.push({ action: 'DEFER', at: pass(2, 10), actorAccountId: people.gridOffice, note });
    if (end === 'DEFERRED') return steps;
    const again = random.pick(notes.resumed);
    steps.push({ action: 'RESUME', at: pass(20, 110), actorAccountId: people.gridOffice, note: again });
  }
  if (end === 'HANDLING') return steps;
  const { limitHours } = plot;
  if (plot.late) resolve(body, limitHours * 1.2, limitHours * 1.8);
  else resolve(body, limitHours * 0.12, limitHours * 0.85);
  if (plot.reworked) {
    verify(false);
    resolve(body, 3, 14);
  }
  if (end === 'RESOLVED') return steps;
  verify(true);
  if (end === 'VERIFIED') return steps;
  if (plot.unsatisfied) {
    evaluate(first, false);
    resolve(body, 4, 20);
    verify(true);
  }
  for (const complainantId of plot.complainantIds) evaluate(complainantId, true);
  return steps;
};

const DAY_MS = 86_400_000;

/** When it was reported so that all its steps lie before `until`: as wished, or as many days earlier as that takes. */
export const fitBefore = (
  until: Date,
  wished: Date,
  play: (reportedAt: Date) => readonly CaseStepRecord[],
): { readonly reportedAt: Date; readonly steps: readonly CaseStepRecord[] } => {
  for (let reportedAt = wished; ; reportedAt = new Date(reportedAt.getTime() - DAY_MS)) {
    const steps = play(reportedAt);
    const last = steps.at(-1)?.at ?? reportedAt;
    if (last < until) return { reportedAt, steps };
  }
};
