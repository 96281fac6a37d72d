import { residentChanged, residentUnmerged } from '@gridloom/contracts';
import type { KeyReused } from '@gridloom/service-kit';
import { z } from 'zod';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { checkText } from '../people/people-checks.ts';
import { noteChange } from '../people/people-change.ts';
import { requireResidents, runPeopleCommand } from '../people/people-command.ts';
import { refuseConflict, refuseMissing, type Problem } from '../people/people-problem.ts';
import { homeOf, lockMembers, tellResident, type PeopleWork } from '../people/people-work.ts';
import { reopenHome } from '../household/reopen-home.ts';
import { carryAlong } from '../resident/place-resident.ts';
import { householdRelations, populationKinds, type Resident } from '../resident/resident.ts';
import { giveBackIdentity } from './identity.ts';

export interface UnmergeResidentsInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly mergedId: string;
  readonly reason: string;
}

export interface UnmergeResidentsSuccess {
  readonly __typename: 'UnmergeResidentsSuccess';
  readonly survivorId: string;
  readonly mergedId: string;
  /** What was changed since the merge and stays as it is. */
  readonly leftAsIs: readonly string[];
}

const relation = z.enum(householdRelations).nullable();
const side = z.object({
  name: z.string(),
  birthDate: z.string(),
  idNumberSealed: z.string().nullable(),
  idNumberHash: z.string().nullable(),
  phoneSealed: z.string().nullable(),
  phoneHash: z.string().nullable(),
  populationKind: z.enum(populationKinds),
  relation,
});
const kept = z.object({
  before: z.object({
    survivor: side,
    merged: z.object({
      householdId: z.string().nullable(),
      departedOn: z.string().nullable(),
      departure: z.enum(['WITHIN_COUNTY', 'OUTSIDE', 'DIED']).nullable(),
    }),
  }),
  after: side,
});
const days = z.array(z.object({ dwellingId: z.string(), since: z.string() }));
const references = z.object({
  care: z.array(z.string()),
  demands: z.array(z.string()),
  occupancies: days,
  ended: days,
});

/** What went over to the survivor goes back, as far as the survivor has it still. @returns what does not */
const giveBack = async (
  work: PeopleWork,
  survivor: Resident,
  merged: Resident,
  moved: z.infer<typeof references>,
): Promise<string[]> => {
  const care = await work.sql(
    'update care_record set resident_id = $2, version = version + 1 where resident_id = $1 and id = any($3::uuid[]) returning id',
    [survivor.id, merged.id, moved.care],
  );
  await carryAlong(work, merged);
  const demands = await work.sql(
    'update visit_demand set resident_id = $2, version = version + 1 where resident_id = $1 and id = any($3::uuid[]) returning id',
    [survivor.id, merged.id, moved.demands],
  );
  const occupancies = await work.sql(
    `update occupancy o set resident_id = $2 from jsonb_to_recordset($3::jsonb) as e ("dwellingId" uuid, since date)
     where o.resident_id = $1 and o.dwelling_id = e."dwellingId" and o.since = e.since returning 1`,
    [survivor.id, merged.id, JSON.stringify(moved.occupancies)],
  );
  await work.sql(
    `update occupancy o set until = null from jsonb_to_recordset($2::jsonb) as e ("dwellingId" uuid, since date)
     where o.resident_id = $1 and o.dwelling_id = e."dwellingId" and o.since = e.since`,
    [merged.id, JSON.stringify(moved.ended)],
  );
  return [
    ...(care.length < moved.care.length ? ['care'] : []),
    ...(demands.length < moved.demands.length ? ['demands'] : []),
    ...(occupancies.length < moved.occupancies.length ? ['occupancies'] : []),
  ];
};

/** Puts the survivor's relation back, unless it was changed since. @returns what stays as it is */
const restoreSurvivor = async (
  work: PeopleWork,
  survivor: Resident,
  { before, after }: z.infer<typeof kept>,
): Promise<string[]> => {
  if (before.survivor.relation === after.relation) return [];
  if ((survivor.relation ?? null) !== after.relation) return ['relation'];
  survivor.relation = before.survivor.relation;
  // Written before the other record comes back: two heads never meet.
  await work.em.flush();
  return [];
};

/** The record lives where it did, as far as that household is still there. @returns what could not be put back */
const restoreMerged = async (
  work: PeopleWork,
  merged: Resident,
  { departedOn, departure, householdId }: z.infer<typeof kept>['before']['merged'],
): Promise<string[]> => {
  merged.comeBack();
  if (departedOn !== null && departure !== null) {
    merged.depart(departedOn, departure);
    return [];
  }
  if (householdId === null) return [];
  const home = await reopenHome(work, householdId);
  if (!home) {
    merged.householdId = null;
    merged.relation = null;
    return ['household'];
  }
  merged.gridId = home.gridId;
  merged.areaCode = home.areaCode;
  if (merged.relation !== 'HEAD') return [];
  merged.relation = 'OTHER_RELATIVE';
  const others = (await lockMembers(work, householdId)).filter(({ id }) => id !== merged.id);
  if (others.some((member) => member.relation === 'HEAD')) return ['head'];
  merged.relation = 'HEAD';
  return [];
};

const unmerge = async (
  work: PeopleWork,
  merged: Resident,
  survivor: Resident,
  reason: string,
): Promise<UnmergeResidentsSuccess> => {
  if (survivor.departure === 'MERGED')
    return refuseConflict(work, {
      zh: '保留的记录此后又并入了其他记录，请先撤销那次合并。',
      en: 'The record that went on was merged into another one since: take that merge back first.',
    });
  const [row] = await work.sql(
    'select id, values_sealed, moved from resident_merge where merged_id = $1 and undone_at is null for update',
    [merged.id],
  );
  if (!row || merged.departure !== 'MERGED')
    return refuseConflict(work, {
      zh: '该记录没有可撤销的合并。',
      en: 'There is no merge of this record to take back.',
    });
  const values = kept.parse(work.numbers.openChange(row.values_sealed as string));
  const { before, after } = values;
  const left: string[] = [];
  left.push(...(await restoreSurvivor(work, survivor, values)));
  left.push(...(await restoreMerged(work, merged, before.merged)));
  left.push(...(await giveBack(work, survivor, merged, references.parse(row.moved))));
  const identity = giveBackIdentity(survivor, before.survivor, after);
  left.push(...identity.kept);
  if (identity.restored.length > 0) tellResident(work, survivor, residentChanged, { fields: identity.restored });
  tellResident(work, merged, residentUnmerged, {
    mergedResidentId: merged.id,
    survivorResidentId: survivor.id,
    areaCode: survivor.areaCode,
  });
  noteChange(work, 'RESIDENT', survivor, { kind: 'UNMERGED', fields: identity.restored, note: reason });
  noteChange(work, 'RESIDENT', merged, { kind: 'UNMERGED', note: reason });
  for (const id of [homeOf(survivor), homeOf(merged)]) if (id !== null) work.needs.add(id);
  await work.sql('update resident_merge set undone_at = $2, undone_by_account_id = $3 where id = $1', [
    row.id,
    work.now,
    work.accountId,
  ]);
  const [first, second] = [survivor.id, merged.id].sort();
  await work.sql(
    `update duplicate_candidate set state = 'DISMISSED', decided_at = $3, decided_by = $4, decision_note = $5
     where resident_a_id = $1 and resident_b_id = $2`,
    [first, second, work.now, work.accountId, reason],
  );
  return {
    __typename: 'UnmergeResidentsSuccess',
    survivorId: survivor.id,
    mergedId: merged.id,
    leftAsIs: [...new Set(left)].sort(),
  };
};

/** Takes a merge back (撤销合并): both records are as they were, but for what was changed since, which is named. */
export const unmergeResidents = (
  context: Context,
  input: UnmergeResidentsInput,
): Promise<UnmergeResidentsSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'unmergeResidents',
    input,
    work: async (work): Promise<UnmergeResidentsSuccess> => {
      const reason = checkText(work, 'input.reason', input.reason, { least: 2, most: 500 });
      const [pair] = isUuid(input.mergedId)
        ? await work.sql('select merged_into_id from resident where id = $1', [input.mergedId])
        : [];
      const survivorId = pair?.merged_into_id as string | null | undefined;
      if (survivorId === null || survivorId === undefined) return refuseMissing(work, 'input.mergedId');
      const [merged, survivor] = await requireResidents(
        context,
        work,
        [input.mergedId, survivorId],
        () => 'input.mergedId',
        'MERGE_RESIDENTS',
      );
      if (!merged || !survivor) return refuseMissing(work, 'input.mergedId');
      return unmerge(work, merged, survivor, reason);
    },
  });
