import { loadYears, loadCalendarYear, putLocalDay, removeLocalDay } from '../calendar/load-calendar-year.ts';
import { loadCase } from '../case/load-case.ts';
import type { CaseDone } from '../case/run-case-command.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadDeadlineEntries } from './explain-deadline.ts';
import { listDeadlineRules, listReminderRules, loadDeadlineRule } from './list-rules.ts';
import { listSupervisions } from './list-supervisions.ts';
import { putDeadlineRule, withdrawDeadlineRule } from './put-deadline-rule.ts';
import { putReminderRule, withdrawReminderRule } from './put-reminder-rule.ts';
import { liftSupervision, superviseCase } from './supervise-case.ts';
import { urgeCase } from './urge-case.ts';

const account = (id: string | null | undefined) => (id ? ({ __typename: 'Account', id } as const) : null);
const done = { case: (result: CaseDone, _: unknown, context: Context) => loadCase(context, result.caseId) };

/** What a change of rules or of the calendar gives back. */
export interface RuleDone {
  readonly ruleId: string | null;
}
export interface YearDone {
  readonly year: number;
}

const deadlineRule = {
  rule: async ({ ruleId }: RuleDone, _: unknown, context: Context) =>
    ruleId === null ? null : loadDeadlineRule(context, ruleId),
};
const findReminder = async (context: Context, id: string | null) =>
  (await listReminderRules(context, null)).find((rule) => rule.id === id) ?? null;
const existing = <T>(found: T | null): T => {
  if (found === null) throw new TypeError('What was put is there');
  return found;
};
const yearOf = {
  calendarYear: async ({ year }: YearDone, _: unknown, context: Context) =>
    existing((await loadYears(context)).find((each) => each.year === year) ?? null),
};

export const deadlineResolvers = {
  Query: {
    deadlineRules: async (_, args, context) => listDeadlineRules(context, args),
    reminderRules: (_, { on }, context) => listReminderRules(context, on ?? null),
    calendarYears: (_, _args, context) => loadYears(context),
    supervisions: async (_, args, context) => listSupervisions(context, args),
  },
  Mutation: {
    putDeadlineRule: (_, { input }, context) => putDeadlineRule(context, input),
    withdrawDeadlineRule: (_, { input }, context) => withdrawDeadlineRule(context, input),
    putReminderRule: (_, { input }, context) => putReminderRule(context, input),
    withdrawReminderRule: (_, { input }, context) => withdrawReminderRule(context, input),
    loadCalendarYear: (_, { input }, context) => loadCalendarYear(context, input),
    putLocalDay: (_, { input }, context) => putLocalDay(context, input),
    removeLocalDay: (_, { input }, context) => removeLocalDay(context, input),
    urgeCase: (_, { input }, context) => urgeCase(context, input),
    superviseCase: (_, { input }, context) => superviseCase(context, input),
    liftSupervision: (_, { input }, context) => liftSupervision(context, input),
  },
  PutDeadlineRuleSuccess: {
    rule: async ({ ruleId }, _, context) => existing(await loadDeadlineRule(context, ruleId ?? '')),
  },
  WithdrawDeadlineRuleSuccess: deadlineRule,
  PutReminderRuleSuccess: { rule: async ({ ruleId }, _, context) => existing(await findReminder(context, ruleId)) },
  WithdrawReminderRuleSuccess: { rule: ({ ruleId }, _, context) => findReminder(context, ruleId) },
  LoadCalendarYearSuccess: yearOf,
  PutLocalDaySuccess: yearOf,
  RemoveLocalDaySuccess: yearOf,
  UrgeCaseSuccess: done,
  SuperviseCaseSuccess: done,
  LiftSupervisionSuccess: done,
  CalendarYear: { provisional: ({ status }) => status === 'provisional', days: ({ days }) => [...days] },
  DeadlineRuleConnection: { totalCount: ({ totalCount }) => totalCount ?? 0 },
  SupervisionConnection: {
    totalCount: ({ totalCount }) => totalCount ?? 0,
    totalCountIsExact: ({ totalCountIsExact }) => totalCountIsExact ?? true,
  },
  DeadlineEntry: { actor: ({ actorAccountId }) => account(actorAccountId) },
  Supervision: {
    case: ({ caseId }, _, context) => loadCase(context, caseId),
    actor: ({ actorAccountId }) => account(actorAccountId),
    liftedBy: ({ liftedByAccountId }) => account(liftedByAccountId),
  },
} satisfies Resolvers;

/** What deadlines add to a running clock. */
export const clockFields = {
  provisionalYears: ({ provisionalYears }) => [...provisionalYears],
  entries: (deadline, _, context) => loadDeadlineEntries(context, deadline.id),
} satisfies Resolvers['CaseDeadline'];
