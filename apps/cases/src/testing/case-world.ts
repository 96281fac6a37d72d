import { provisionalYear, WorkingCalendar } from '@gridloom/standards';

import { Case, type CaseChange, type StepBy } from '../case/case.ts';
import type { CaseAction } from '../case/case-flow.ts';
import { Complainant } from '../case/complainant.ts';
import { createStageClock } from '../deadline/stage-clock.ts';
import { deadlineRules, ids } from './seed.ts';

/** The rules of the small county over a calendar of weekdays. */
export const testClock = createStageClock(
  deadlineRules.map((rule) => ({
    ...rule,
    serviceItemCode: rule.serviceItemCode ?? null,
    bodyKind: rule.bodyKind ?? null,
  })),
  new WorkingCalendar([2026, 2027].map((year) => ({ ...provisionalYear(year), status: 'loaded' }))),
);

export const by = (minute: number, actorAccountId: string = ids.worker): StepBy => ({
  at: new Date(Date.parse('2026-03-02T02:00:00Z') + minute * 60_000),
  actorAccountId,
});

/** A reported case of one or more complainants, without a database. */
export const aCase = (complainantCount = 1) => {
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
  const { reported, change } = Case.report(report, complainants, by(0), testClock);
  return { file: reported, complainants, change, report };
};

/** Does an action with plain inputs; `good` decides checks and evaluations. */
export const act = (
  { file, complainants }: Pick<ReturnType<typeof aCase>, 'file' | 'complainants'>,
  action: CaseAction,
  minute: number,
  good = true,
): CaseChange => {
  const step = by(minute);
  switch (action) {
    case 'ACCEPT':
      return file.accept(step, { id: ids.item, code: 'A-001' }, null, testClock);
    case 'REFUSE':
      return file.refuse(step, 'ALREADY_ANSWERED', null, testClock);
    case 'DISPATCH':
      return file.dispatch(step, { id: ids.roads, kind: 'COUNTY_DEPARTMENT' }, [], testClock);
    case 'TAKE_UP':
      return file.takeUp(step, testClock);
    case 'RETURN':
      return file.sendBack(step, 'NOT_OUR_DUTY', testClock);
    case 'DEFER':
      return file.defer(step, testClock);
    case 'RESUME':
      return file.resume(step, testClock);
    case 'VOID':
      return file.declareVoid(step, testClock);
    case 'RESOLVE':
      return file.resolve(step, '已办好', complainants, testClock);
    case 'VERIFY':
      return file.verify(step, good, testClock);
    case 'EVALUATE': {
      const asked = complainants.find(({ evaluatedAt }) => !evaluatedAt)?.id ?? null;
      return file.evaluate(step, { satisfied: good, comment: null }, asked, complainants, testClock);
    }
  }
};
