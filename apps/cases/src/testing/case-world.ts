import { provisionalYear, WorkingCalendar } from '@gridloom/standards';

import { Case, type CaseChange, type StepBy } from '../case/case.ts';
import type { CaseAction } from '../case/case-flow.ts';
import { Complainant } from '../case/complainant.ts';
import type { CaseRules } from '../case/case-rules.ts';
import { defaultFlow } from '../flow/default-flow.ts';
import { createStageClock } from '../deadline/stage-clock.ts';
import { deadlineRules, ids } from './seed.ts';

/** The rules of the small county over a calendar of weekdays. */
export const testClock = createStageClock(
  deadlineRules.map((rule) => ({
    ...rule,
    serviceItemCode: rule.serviceItemCode ?? null,
    bodyKind: rule.bodyKind ?? null,
    source: rule.source ?? null,
  })),
  new WorkingCalendar([2026, 2027].map((year) => ({ ...provisionalYear(year), status: 'loaded' }))),
);

/** What a case of the small county goes by. */
export const testRules: CaseRules = { flow: defaultFlow, clock: testClock };

export const by = (minute: number, actorAccountId: string = ids.worker): StepBy => ({
  at: new Date(Date.parse('2026-03-02T02:00:00Z') + minute * 60_000),
  actorAccountId,
});

/** A reported case of one or more complainants, without a database. */
export const aCase = (complainantCount = 1, rules = testRules) => {
  const complainants = Array.from({ length: complainantCount }, (_, index) =>
    Object.assign(new Complainant(), {
      id: `complainant-${String(index)}`,
      caseId: 'case',
      residentId: `resident-${String(index)}`,
      demand: '路太窄',
    }),
  );
  const report = {
    id: 'case',
    number: '410326-2026-000001',
    title: '路太窄',
    source: 'VISIT',
    urgency: 'ORDINARY',
    areaCode: '410326200200',
    gridId: ids.grid15,
    place: null,
  } as const;
  const { reported, change } = Case.report(report, complainants, by(0), rules);
  return { file: reported, complainants, change, report };
};

/** What a case allows so many minutes after it was reported. */
export const allowed = ({ file }: { readonly file: Case }, minute: number, flow = defaultFlow) =>
  file.allowedActions(flow, by(minute).at);

/** Does an action with plain inputs; `good` decides checks and evaluations. */
export const act = (
  { file, complainants }: Pick<ReturnType<typeof aCase>, 'file' | 'complainants'>,
  action: CaseAction,
  minute: number,
  good = true,
  rules = testRules,
): CaseChange => {
  const step = by(minute);
  switch (action) {
    case 'ACCEPT':
      return file.accept(step, item, null, rules);
    case 'REFUSE':
      return file.refuse(step, 'ALREADY_ANSWERED', null, rules);
    case 'SELF_HANDLE':
      return file.selfHandle(step, file.serviceItemCode ? null : item, rules);
    case 'DISPATCH':
      return file.dispatch(step, roads, [], rules);
    case 'DISPATCH_TO_GRID':
      return file.dispatchToGrid(step, rules);
    case 'TAKE_UP':
      return file.takeUp(step, rules);
    case 'RETURN':
      return file.sendBack(step, { code: 'NOT_OUR_DUTY', dispute: true }, good ? township : null, rules);
    case 'TRANSFER':
      return file.transfer(step, { id: ids.water, kind: 'COUNTY_DEPARTMENT' }, rules);
    case 'ASK_EXTENSION':
      return file.askExtension(step, { id: 'request', workingDays: 3 }, rules);
    case 'DECIDE_EXTENSION':
      return file.decideExtension(step, good ? { clock: extendedBy(file, step, rules), workingDays: 3 } : null, rules);
    case 'ASK_DEFERRAL':
      return file.askDeferral(step, { id: 'request', lookAgainOn: '2026-06-01' }, rules);
    case 'REFUSE_DEFERRAL':
      return file.refuseDeferral(step, rules);
    case 'DEFER':
      return file.defer(step, good ? '2026-06-01' : null, rules);
    case 'RESUME':
      return file.resume(step, rules);
    case 'ESCALATE':
      return file.escalate(step, township, rules, 'BY_HAND');
    case 'VOID':
      return file.declareVoid(step, rules);
    case 'MERGE':
      return file.merge(step, 'other', rules);
    case 'SPLIT':
      return file.split(step, rules);
    case 'RESOLVE':
      return file.resolve(step, '已办好', complainants, rules);
    case 'VERIFY':
    case 'VERIFY_BY_CALL_BACK':
      return file.verify(step, good, rules, action);
    case 'EVALUATE': {
      const asked = complainants.find(({ evaluatedAt }) => !evaluatedAt)?.id ?? null;
      return file.evaluate(step, { satisfied: good, comment: null }, asked, complainants, rules);
    }
    case 'CLOSE':
      return file.close(step, rules);
    case 'REOPEN':
      return file.reopen(step, rules, null);
    case 'ARCHIVE':
      return file.archive(step, rules);
  }
};

const extendedBy = (file: Case, { at }: StepBy, { clock }: CaseRules) => {
  const running = clock.start(
    'HANDLE',
    { serviceItemCode: file.serviceItemCode ?? null, bodyKind: null, source: null },
    file.dueAt ?? at,
  );
  return clock.extend({ ...running, moves: [] }, { kind: 'EXTENSION', at, amount: 3, unit: 'WORKING_DAYS' });
};

const item = { id: ids.item, code: 'A-001' };
const roads = { id: ids.roads, kind: 'COUNTY_DEPARTMENT' };
const township = { id: ids.townshipGovernment, kind: 'TOWNSHIP_GOVERNMENT' };
