import { householdRegistered } from '@gridloom/contracts';
import { addDays, shanghaiDay } from '@gridloom/standards';
import type { KeyReused } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { noteCandidates } from '../duplicates/note-candidates.ts';
import { checkPastDay, checkText } from '../people/people-checks.ts';
import { noteChange } from '../people/people-change.ts';
import { requireGrid, requireResidents, runPeopleCommand } from '../people/people-command.ts';
import { refuseConflict, refuseInput, type Problem } from '../people/people-problem.ts';
import { tellHousehold, touchHousehold, type PeopleWork } from '../people/people-work.ts';
import { lockPeople } from '../resident/lock-people.ts';
import { assertMayHead, type PersonInput } from '../resident/person-input.ts';
import { moveKnownResident, registerPerson } from '../resident/register-person.ts';
import type { Resident } from '../resident/resident.ts';
import type { OccupancyKind } from './dwelling.ts';
import { assertOneSpouse } from './household-members.ts';
import { settleHome, type HomeInput } from './household-home.ts';
import { Household } from './household.ts';

export interface RegisterHouseholdInput extends HomeInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly gridId: string;
  readonly number?: string | null | undefined;
  readonly since?: string | null | undefined;
  readonly occupancyKind?: OccupancyKind | null | undefined;
  readonly members: readonly PersonInput[];
}

export interface RegisterHouseholdSuccess {
  readonly __typename: 'RegisterHouseholdSuccess';
  readonly householdId: string;
  readonly duplicateCandidateIds: readonly string[];
}

const MOST_MEMBERS = 30;
const NUMBER = { least: 1, most: 40 };

/** A number of the county that no household has. @throws PeopleProblem */
export const settleNumber = async (
  work: PeopleWork,
  areaCode: string,
  given: string | null | undefined,
  field: string,
): Promise<string> => {
  if (isAbsent(given)) {
    const [row] = await work.sql(`select nextval('household_number_seq')::text as n`);
    return `${areaCode.slice(0, 6)}N${(row?.n as string).padStart(8, '0')}`;
  }
  const number = checkText(work, field, given, NUMBER);
  await work.sql(`select pg_advisory_xact_lock(hashtextextended('household-number ' || $1, 0))`, [number]);
  const [taken] = await work.sql('select 1 from household where number = $1', [number]);
  if (taken)
    return refuseConflict(work, { zh: `户号 ${number} 已被使用。`, en: `The household number ${number} is taken.` });
  return number;
};

/** Makes a household without anybody in it yet. */
export const createHousehold = async (
  work: PeopleWork,
  place: { readonly gridId: string; readonly areaCode: string },
  home: { readonly dwellingId: string | null; readonly address: string; readonly number: string },
  registeredOn: string,
): Promise<Household> => {
  const [rule] = await work.sql(
    `select interval_days from visit_interval_rule
     where care_kind is null and valid_from <= $1::date and (valid_until is null or valid_until > $1::date)`,
    [work.today],
  );
  if (!rule) throw new Error('The county has no rules: import them before households are registered');
  const days = rule.interval_days as number;
  const household = touchHousehold(
    work,
    work.em.create(Household, {
      id: work.newId(),
      ...place,
      ...home,
      registeredOn,
      visitIntervalDays: days,
      nextDueOn: addDays(registeredOn, days),
    }),
    true,
  );
  await work.em.flush();
  return household;
};

/** One head, nobody twice. @throws PeopleProblem */
export const checkMembers = (work: PeopleWork, members: readonly PersonInput[], field: string): void => {
  if (members.length < 1 || members.length > MOST_MEMBERS)
    refuseInput(
      work,
      field,
      { zh: `一次登记 1 至 ${MOST_MEMBERS} 名成员。`, en: `has 1 to ${MOST_MEMBERS} members.` },
      `1–${MOST_MEMBERS}`,
    );
  const seen = new Set<string>();
  for (const [index, { residentId, idNumber }] of members.entries()) {
    const key = isAbsent(residentId) ? idNumber?.trim().toUpperCase() : residentId.toLowerCase();
    if (isAbsent(key) || key === '') continue;
    if (seen.has(key))
      refuseInput(work, `${field}.${index}.${isAbsent(residentId) ? 'idNumber' : 'residentId'}`, {
        zh: '同一人在成员中出现两次。',
        en: 'is of somebody who is among the members already.',
      });
    seen.add(key);
  }
};

const checkHeads = (work: PeopleWork, members: readonly PersonInput[], field: string): void => {
  const heads = members.flatMap(({ relation }, index) => (relation === 'HEAD' ? [index] : []));
  if (heads.length === 1) return;
  refuseInput(
    work,
    heads[1] === undefined ? field : `${field}.${heads[1]}.relation`,
    {
      zh: `每户应恰有一名户主，收到 ${heads.length} 名。`,
      en: `a household has exactly one HEAD, got ${heads.length}.`,
    },
    '1 HEAD',
  );
};

/** People who come to live in a household, in the order given. @returns them @throws PeopleProblem */
export const bringMembers = async (
  context: Context,
  work: PeopleWork,
  household: Household,
  members: readonly PersonInput[],
  arrival: { readonly since: string; readonly occupancyKind: OccupancyKind },
  field: string,
): Promise<Resident[]> => {
  const knownIds = members.flatMap(({ residentId }) => (isAbsent(residentId) ? [] : [residentId]));
  const indexes = members.flatMap(({ residentId }, index) => (isAbsent(residentId) ? [] : [index]));
  const known = await requireResidents(
    context,
    work,
    knownIds,
    (index) => `${field}.${indexes[index] ?? 0}.residentId`,
  );
  const brought: Resident[] = [];
  for (const [index, member] of members.entries()) {
    const at = `${field}.${index}`;
    const resident = isAbsent(member.residentId) ? undefined : known[indexes.indexOf(index)];
    const moved = resident
      ? await moveKnownResident(work, resident, household, member, arrival, `${at}.residentId`)
      : await registerPerson(work, household, member, arrival, at);
    if (member.relation === 'HEAD') assertMayHead(work, moved, `${at}.relation`);
    brought.push(moved);
  }
  return brought;
};

const register = async (
  context: Context,
  work: PeopleWork,
  input: RegisterHouseholdInput,
): Promise<RegisterHouseholdSuccess> => {
  const grid = await requireGrid(context, work, input.gridId, 'input.gridId');
  const since = checkPastDay(work, 'input.since', input.since ?? work.today);
  checkMembers(work, input.members, 'input.members');
  checkHeads(work, input.members, 'input.members');
  await lockPeople(work, [], input.members);
  const place = { gridId: grid.id, areaCode: grid.areaCode };
  const { dwelling, address } = await settleHome(work, place, input, 'input');
  const number = await settleNumber(work, grid.areaCode, input.number, 'input.number');
  const household = await createHousehold(
    work,
    place,
    { dwellingId: dwelling?.id ?? null, address, number },
    shanghaiDay(work.now),
  );
  const occupancyKind = input.occupancyKind ?? 'OWN';
  const members = await bringMembers(
    context,
    work,
    household,
    input.members,
    { since, occupancyKind },
    'input.members',
  );
  await assertOneSpouse(work, household, 'input.members');
  tellHousehold(work, household, householdRegistered);
  noteChange(work, 'HOUSEHOLD', household, { kind: 'REGISTERED', effectiveOn: since, fields: ['members', 'address'] });
  return {
    __typename: 'RegisterHouseholdSuccess',
    householdId: household.id,
    duplicateCandidateIds: await noteCandidates(work, members),
  };
};

/** Registers a household (登记户) with its members at once. */
export const registerHousehold = (
  context: Context,
  input: RegisterHouseholdInput,
): Promise<RegisterHouseholdSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, { name: 'registerHousehold', input, work: (work) => register(context, work, input) });
