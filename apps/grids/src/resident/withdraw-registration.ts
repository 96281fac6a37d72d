import { residentWithdrawn } from '@gridloom/contracts';
import { addDays, shanghaiDay } from '@gridloom/standards';
import type { Bilingual, KeyReused } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { checkText } from '../people/people-checks.ts';
import { findLastChange, noteChange } from '../people/people-change.ts';
import { requirePresent, runPeopleCommand } from '../people/people-command.ts';
import { refuseConflict, type Problem } from '../people/people-problem.ts';
import { homeOf, tellResident, type PeopleWork } from '../people/people-work.ts';
import { followHead, leaveHome } from './leave-home.ts';
import type { Resident } from './resident.ts';
import { UNDO_DAYS } from './undo-departure.ts';

export interface WithdrawRegistrationInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly residentId: string;
  readonly reason: string;
  /** Who heads the household from now on, where it loses its head. */
  readonly newHeadId?: string | null | undefined;
}

export interface WithdrawRegistrationSuccess {
  readonly __typename: 'WithdrawRegistrationSuccess';
  readonly residentId: string;
  readonly householdId: string | null;
}

/** What may have been done for somebody since: a record with any of it is of a real person, and is not withdrawn. */
const uses: readonly { readonly table: string; readonly what: Bilingual }[] = [
  { table: 'care_record', what: { zh: '关爱记录', en: 'care records' } },
  { table: 'visit_demand', what: { zh: '诉求', en: 'demands' } },
  { table: 'errand', what: { zh: '代办事项', en: 'errands' } },
  { table: 'case_reason_complainant', what: { zh: '事件', en: 'cases' } },
];

const assertUnused = async (work: PeopleWork, resident: Resident): Promise<void> => {
  const selects = uses.map(({ table }) => `exists (select 1 from ${table} u where u.resident_id = $1) as ${table}`);
  const [row] = await work.sql(
    `select ${selects.join(', ')}, exists (select 1 from resident_merge m where $1 in (m.survivor_id, m.merged_id)) as merged`,
    [resident.id],
  );
  const found = uses.filter(({ table }) => row?.[table] === true).map(({ what }) => what);
  if (row?.merged === true) found.push({ zh: '合并', en: 'a merge' });
  if (found.length > 0)
    refuseConflict(work, {
      zh: `该居民已有${found.map(({ zh }) => zh).join('、')}，不能撤销登记；请办理迁出。`,
      en: `The record has ${found.map(({ en }) => en).join(', ')}: it is of somebody. Let the resident move out instead.`,
    });
};

const withdraw = async (
  work: PeopleWork,
  resident: Resident,
  { newHeadId }: WithdrawRegistrationInput,
  reason: string,
): Promise<string | null> => {
  const entry = await findLastChange(work, resident.id, ['REGISTERED', 'BORN']);
  if (!entry || addDays(shanghaiDay(entry.at), UNDO_DAYS) < work.today)
    return refuseConflict(work, {
      zh: `登记后 ${String(UNDO_DAYS)} 天内可以撤销登记；超过期限请办理迁出。`,
      en: `A registration can be withdrawn within ${String(UNDO_DAYS)} days; after that, let the resident move out.`,
    });
  await assertUnused(work, resident);
  const householdId = homeOf(resident);
  await leaveHome(work, resident, work.today, 'WITHDRAWN');
  tellResident(work, resident, residentWithdrawn);
  noteChange(work, 'RESIDENT', resident, {
    kind: 'WITHDRAWN',
    fields: ['departedOn'],
    note: reason,
    correctsId: entry.id,
  });
  await followHead(work, householdId, newHeadId, 'input.newHeadId');
  return householdId;
};

/** Takes a registration back that was made by mistake (撤销误登记). The record stays in the history; its id number is free again. */
export const withdrawRegistration = (
  context: Context,
  input: WithdrawRegistrationInput,
): Promise<WithdrawRegistrationSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'withdrawRegistration',
    input,
    work: async (work): Promise<WithdrawRegistrationSuccess> => {
      const reason = checkText(work, 'input.reason', input.reason, { least: 2, most: 500 });
      const resident = await requirePresent(context, work, input.residentId, 'input.residentId');
      const householdId = await withdraw(work, resident, input, reason);
      return { __typename: 'WithdrawRegistrationSuccess', residentId: resident.id, householdId };
    },
  });
