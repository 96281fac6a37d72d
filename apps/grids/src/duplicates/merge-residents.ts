import { householdChanged, residentChanged, residentMerged } from '@gridloom/contracts';
import type { KeyReused } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { noteChange } from '../people/people-change.ts';
import { assertPresent, requireResidents, runPeopleCommand } from '../people/people-command.ts';
import { refuseConflict, refuseInput, refuseMissing, type Problem } from '../people/people-problem.ts';
import { homeOf, lockHouseholds, tellHousehold, tellResident, type PeopleWork } from '../people/people-work.ts';
import { endOccupancies } from '../resident/place-resident.ts';
import type { Resident } from '../resident/resident.ts';
import { identityOf, takeIdentity, takenFields, type TakenField } from './identity.ts';

export interface MergeResidentsInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly survivorId: string;
  readonly mergedId: string;
  /** What is right in the record that ends; all else stays as the survivor's record says. */
  readonly take?: readonly TakenField[] | null | undefined;
}

export interface MergeResidentsSuccess {
  readonly __typename: 'MergeResidentsSuccess';
  readonly survivorId: string;
  readonly mergedId: string;
}

/** References that go over to the survivor, and what they were: enough to take the merge back. */
export interface MovedReferences {
  readonly care: readonly string[];
  readonly demands: readonly string[];
  readonly occupancies: readonly { readonly dwellingId: string; readonly since: string }[];
  /** Where the merged record lived, and the survivor did already. */
  readonly ended: readonly { readonly dwellingId: string; readonly since: string }[];
}

const moveReferences = async (work: PeopleWork, survivor: Resident, merged: Resident): Promise<MovedReferences> => {
  const { sql } = work;
  const care = await sql(
    `update care_record set resident_id = $2, grid_id = $3, area_code = $4, version = version + 1 where resident_id = $1 returning id`,
    [merged.id, survivor.id, survivor.gridId, survivor.areaCode],
  );
  const demands = await sql(
    'update visit_demand set resident_id = $2, version = version + 1 where resident_id = $1 returning id',
    [merged.id, survivor.id],
  );
  const occupancies = await sql(
    `update occupancy o set resident_id = $2
     where o.resident_id = $1 and not exists (
       select 1 from occupancy s where s.resident_id = $2 and s.dwelling_id = o.dwelling_id
         and (s.since = o.since or daterange(s.since, s.until) && daterange(o.since, o.until)))
     returning o.dwelling_id, o.since::text as since`,
    [merged.id, survivor.id],
  );
  const ended = await endOccupancies(work, merged.id, work.today);
  return {
    care: care.map((row) => row.id as string),
    demands: demands.map((row) => row.id as string),
    occupancies: occupancies.map((row) => ({ dwellingId: row.dwelling_id as string, since: row.since as string })),
    ended,
  };
};

/** Two records of one household, and the one that ends headed it: the survivor heads it now. */
const followRelation = async (
  work: PeopleWork,
  survivor: Resident,
  merged: Resident,
  home: string | null,
): Promise<void> => {
  if (home === null || merged.relation !== 'HEAD') return;
  await work.em.flush();
  const household = (await lockHouseholds(work, [home])).get(home);
  if (!household || homeOf(survivor) !== home) return;
  survivor.relation = 'HEAD';
  tellHousehold(work, household, householdChanged, { fields: ['head'] });
  await work.em.flush();
};

/** Makes one record of two. Both are locked behind their households; the survivor lives here. @throws PeopleProblem */
export const applyMerge = async (
  work: PeopleWork,
  survivor: Resident,
  merged: Resident,
  take: readonly TakenField[],
): Promise<void> => {
  if (merged.departure === 'MERGED')
    refuseConflict(work, {
      zh: '该记录已并入另一居民记录。',
      en: 'The record was merged into that of another resident before.',
    });
  if (merged.departure === 'DIED')
    refuseConflict(work, {
      zh: '其中一条记录已登记死亡；如为同一人，请先更正或登记死亡，再合并。',
      en: 'One of the records says that the person died: put the death right in both first.',
    });
  const before = {
    survivor: { ...identityOf(survivor), relation: survivor.relation ?? null, populationKind: survivor.populationKind },
    merged: {
      householdId: merged.householdId ?? null,
      departedOn: merged.departedOn ?? null,
      departure: merged.departure ?? null,
    },
  };
  const home = homeOf(merged);
  const moved = await moveReferences(work, survivor, merged);
  if (merged.isPresent) merged.depart(work.today, 'MERGED');
  else merged.departure = 'MERGED';
  merged.mergedIntoId = survivor.id;
  await followRelation(work, survivor, merged, home);
  const fields = takeIdentity(survivor, merged, take);
  if (fields.length > 0) tellResident(work, survivor, residentChanged, { fields });
  const after = {
    ...identityOf(survivor),
    relation: survivor.relation ?? null,
    populationKind: survivor.populationKind,
  };
  const pair = { mergedResidentId: merged.id, survivorResidentId: survivor.id, areaCode: survivor.areaCode };
  tellResident(work, merged, residentMerged, pair);
  noteChange(work, 'RESIDENT', survivor, { kind: 'MERGED', fields, values: { mergedId: merged.id } });
  noteChange(work, 'RESIDENT', merged, { kind: 'MERGED', values: { survivorId: survivor.id } });
  const homes = [homeOf(survivor)].filter((id) => id !== null);
  for (const id of homes) work.needs.add(id);
  await work.em.flush();
  await work.sql(
    `insert into resident_merge (id, survivor_id, merged_id, grid_id, area_code, at, by_account_id, values_sealed, moved)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb)`,
    [
      work.newId(),
      survivor.id,
      merged.id,
      survivor.gridId,
      survivor.areaCode,
      work.now,
      work.accountId,
      work.numbers.sealChange({ before, after, fields }),
      JSON.stringify(moved),
    ],
  );
  const [first, second] = [survivor.id, merged.id].sort();
  await work.sql(
    `update duplicate_candidate set state = 'MERGED', decided_at = $3, decided_by = $4
     where resident_a_id = $1 and resident_b_id = $2`,
    [first, second, work.now, work.accountId],
  );
};

/** Makes one record of two that are of one person (合并重复居民). */
export const mergeResidents = (
  context: Context,
  input: MergeResidentsInput,
): Promise<MergeResidentsSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'mergeResidents',
    input,
    work: async (work): Promise<MergeResidentsSuccess> => {
      if (input.survivorId.toLowerCase() === input.mergedId.toLowerCase())
        return refuseInput(work, 'input.mergedId', {
          zh: '不能与自身合并。',
          en: 'is another record than the survivor.',
        });
      const [survivor, merged] = await requireResidents(
        context,
        work,
        [input.survivorId, input.mergedId],
        (index) => (index === 0 ? 'input.survivorId' : 'input.mergedId'),
        'MERGE_RESIDENTS',
      );
      if (!survivor || !merged) return refuseMissing(work, 'input.survivorId');
      assertPresent(work, survivor);
      await applyMerge(work, survivor, merged, takenFields(input.take));
      return { __typename: 'MergeResidentsSuccess', survivorId: survivor.id, mergedId: merged.id };
    },
  });
