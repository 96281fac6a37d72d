import { Refused, type Permission } from '@gridloom/access';
import {
  runCommand,
  type CommandResult,
  type EntityManager,
  type KeyReused,
  type SqlExecutor,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { Grid } from '../grid/grid.ts';
import { Dwelling } from '../household/dwelling.ts';
import { isInTerritory } from '../household/household-reach.ts';
import type { Household } from '../household/household.ts';
import { isUuid } from '../ids.ts';
import type { Resident } from '../resident/resident.ts';
import { finishPeopleWork } from './finish-people-work.ts';
import { PeopleProblem, refuseConflict, refuseInput, refuseMissing, type Problem } from './people-problem.ts';
import { beginPeopleWork, lockHouseholds, lockResidents, touchDwelling, type PeopleWork } from './people-work.ts';

interface PeopleCommand<R extends CommandResult> {
  readonly name: string;
  readonly input: { readonly clientMutationKey?: string | null | undefined };
  readonly work: (work: PeopleWork) => Promise<R>;
}

/** Runs a change of people or housing as one command: with figures, history, events, and problems as results. */
export const runPeopleCommand = <R extends CommandResult>(
  context: Context,
  { name, input, work }: PeopleCommand<R>,
): Promise<R | Problem | KeyReused> =>
  runCommand<R | Problem>(context, {
    name,
    input,
    work: async (em: EntityManager, sql: SqlExecutor) => {
      const begun = beginPeopleWork(context, em, sql);
      try {
        const result = await work(begun);
        return { result, events: await finishPeopleWork(begun) };
      } catch (error) {
        if (error instanceof PeopleProblem) return { result: error.problem };
        throw error;
      }
    },
  });

interface Place {
  readonly gridId: string;
  readonly areaCode: string;
}

/** Rows that the caller does not see do not exist; those seen but not in the caller's hands are refused. */
const assertManaged = (context: Context, permission: Permission, place: Place, field: string): void => {
  if (isInTerritory(context.peopleReach(permission), place)) return;
  if (!isInTerritory(context.peopleReach('READ_HOUSEHOLDS'), place)) refuseMissing(context, field);
  throw new Refused(
    'FORBIDDEN',
    context.say({
      zh: '只有本网格的网格长、网格员和本村（社区）书记可以变更人房数据。',
      en: 'Only workers and the head of the grid, and the secretary of its village, change people and housing.',
    }),
  );
};

/** The household, locked, if the caller may change it. @throws PeopleProblem, Refused */
export const requireHousehold = async (
  context: Context,
  work: PeopleWork,
  id: string,
  field: string,
  permission: Permission = 'MANAGE_RESIDENTS',
): Promise<Household> => {
  const household = isUuid(id) ? (await lockHouseholds(work, [id])).get(id.toLowerCase()) : undefined;
  if (!household) return refuseMissing(context, field);
  assertManaged(context, permission, household, field);
  if (!household.inForce)
    return refuseConflict(context, {
      zh: `该户已于 ${household.dissolvedOn ?? ''} 销户。`,
      en: `The household was dissolved on ${household.dissolvedOn ?? ''}.`,
    });
  return household;
};

/**
 * Residents, locked behind their households, if the caller may change them.
 * @throws PeopleProblem, Refused
 */
export const requireResidents = async (
  context: Context,
  work: PeopleWork,
  ids: readonly string[],
  fieldOf: (index: number) => string,
  permission: Permission = 'MANAGE_RESIDENTS',
): Promise<Resident[]> => {
  const wanted = ids.filter(isUuid);
  const homes = await work.sql('select household_id from resident where id = any($1::uuid[])', [wanted]);
  await lockHouseholds(
    work,
    homes.flatMap((row) => (row.household_id === null ? [] : [row.household_id as string])),
  );
  const found = await lockResidents(work, wanted);
  return ids.map((id, index) => {
    const resident = found.get(id.toLowerCase());
    if (!resident) return refuseMissing(context, fieldOf(index));
    assertManaged(context, permission, resident, fieldOf(index));
    return resident;
  });
};

/** One resident who lives here, locked. @throws PeopleProblem, Refused */
export const requirePresent = async (
  context: Context,
  work: PeopleWork,
  id: string,
  field: string,
  permission: Permission = 'MANAGE_RESIDENTS',
): Promise<Resident> => {
  const [resident] = await requireResidents(context, work, [id], () => field, permission);
  if (!resident) return refuseMissing(context, field);
  assertPresent(work, resident);
  return resident;
};

/** @throws PeopleProblem for somebody who died, left, or whose record was merged into another one */
export const assertPresent = (work: PeopleWork, resident: Resident): void => {
  if (resident.isPresent) return;
  const on = resident.departedOn ?? '';
  const what = {
    DIED: { zh: `该居民已于 ${on} 登记死亡。`, en: `The resident was recorded as deceased on ${on}.` },
    MERGED: { zh: '该记录已并入另一居民记录。', en: 'The record was merged into that of another resident.' },
    GONE: { zh: `该居民已于 ${on} 迁出。`, en: `The resident moved out on ${on}.` },
  };
  const { departure } = resident;
  refuseConflict(work, departure === 'DIED' || departure === 'MERGED' ? what[departure] : what.GONE);
};

/** The basic grid of today in which the caller may enter people and dwellings. @throws PeopleProblem, Refused */
export const requireGrid = async (context: Context, work: PeopleWork, id: string, field: string): Promise<Grid> => {
  const grid = isUuid(id) ? await work.em.findOne(Grid, { id }) : null;
  if (!grid) return refuseMissing(context, field);
  assertManaged(context, 'MANAGE_RESIDENTS', { gridId: grid.id, areaCode: grid.areaCode }, field);
  if (grid.level !== 'BASIC')
    return refuseInput(
      context,
      field,
      {
        zh: '应为基础网格，微网格的人房数据登记在其基础网格。',
        en: 'must be a basic grid; those of a micro-grid belong to its basic grid.',
      },
      'BASIC',
    );
  if (!grid.isValidOn(context.today))
    return refuseInput(context, field, { zh: '该网格现已停用。', en: 'the grid is none today.' });
  return grid;
};

/** A dwelling that stands, if the caller may change it. @throws PeopleProblem, Refused */
export const requireDwelling = async (
  context: Context,
  work: PeopleWork,
  id: string,
  field: string,
): Promise<Dwelling> => {
  const dwelling = isUuid(id) ? await work.em.findOne(Dwelling, { id }) : null;
  if (!dwelling) return refuseMissing(context, field);
  assertManaged(context, 'MANAGE_RESIDENTS', dwelling, field);
  return touchDwelling(work, dwelling);
};
