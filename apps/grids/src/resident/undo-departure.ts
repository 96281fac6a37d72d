import { residentRestored } from '@gridloom/contracts';
import { addDays, shanghaiDay } from '@gridloom/standards';
import type { KeyReused } from '@gridloom/service-kit';
import { z } from 'zod';

import type { Context } from '../context.ts';
import { reopenHome } from '../household/reopen-home.ts';
import { checkText } from '../people/people-checks.ts';
import { findLastChange, noteChange } from '../people/people-change.ts';
import { requireResidents, runPeopleCommand } from '../people/people-command.ts';
import { refuseConflict, refuseMissing, type Problem } from '../people/people-problem.ts';
import { lockMembers, tellResident, type PeopleWork } from '../people/people-work.ts';
import { householdRelations, type Resident } from './resident.ts';

export interface UndoDepartureInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly residentId: string;
  readonly reason: string;
}

export interface UndoDepartureSuccess {
  readonly __typename: 'UndoDepartureSuccess';
  readonly residentId: string;
  readonly householdId: string | null;
}

/** How long a departure or death can be taken back; after that the person moves in again. */
export const UNDO_DAYS = 30;

const departed = z.object({
  householdId: z.string().nullable(),
  relation: z.enum(householdRelations).nullable(),
  occupancies: z.array(z.object({ dwellingId: z.string(), since: z.string() })),
  care: z.array(z.object({ id: z.string(), until: z.string().nullable() })),
});

const restoreHead = async (work: PeopleWork, resident: Resident, householdId: string): Promise<void> => {
  const others = (await lockMembers(work, householdId)).filter(({ id }) => id !== resident.id);
  if (resident.relation === 'HEAD' && others.some(({ relation }) => relation === 'HEAD'))
    resident.relation = 'OTHER_RELATIVE';
};

const undo = async (work: PeopleWork, resident: Resident, reason: string): Promise<UndoDepartureSuccess> => {
  const { departure } = resident;
  if (resident.isPresent || (departure !== 'DIED' && departure !== 'OUTSIDE' && departure !== 'WITHIN_COUNTY'))
    return refuseConflict(work, {
      zh: '该居民没有可撤销的迁出或死亡登记。',
      en: 'There is no departure or death of the resident to take back.',
    });
  const kind = departure === 'DIED' ? 'DIED' : 'MOVED_OUT';
  const entry = await findLastChange(work, resident.id, [kind]);
  if (!entry || addDays(shanghaiDay(entry.at), UNDO_DAYS) < work.today)
    return refuseConflict(work, {
      zh: `登记后 ${UNDO_DAYS} 天内可以撤销；超过期限请办理迁入。`,
      en: `It can be taken back within ${UNDO_DAYS} days; after that, let the resident move in.`,
    });
  const { householdId, relation, occupancies, care } = departed.parse(entry.values);
  const home = householdId === null ? null : await reopenHome(work, householdId);
  if (householdId !== null && !home)
    refuseConflict(work, {
      zh: '原户已并入他户，请办理迁入。',
      en: 'The household was joined to another one since: let the resident move in there.',
    });
  resident.comeBack();
  resident.householdId = householdId;
  if (home) Object.assign(resident, { gridId: home.gridId, areaCode: home.areaCode });
  resident.relation = relation;
  if (householdId !== null) await restoreHead(work, resident, householdId);
  await work.em.flush();
  await work.sql(
    `update occupancy o set until = null from jsonb_to_recordset($2::jsonb) as e ("dwellingId" uuid, since date)
     where o.resident_id = $1 and o.dwelling_id = e."dwellingId" and o.since = e.since`,
    [resident.id, JSON.stringify(occupancies)],
  );
  await work.sql(
    `update care_record c set until = e.until, version = c.version + 1
     from jsonb_to_recordset($2::jsonb) as e (id uuid, until date) where c.resident_id = $1 and c.id = e.id`,
    [resident.id, JSON.stringify(care)],
  );
  tellResident(work, resident, residentRestored, { corrected: kind === 'DIED' ? 'DECEASED' : 'MOVED_OUT' });
  noteChange(work, 'RESIDENT', resident, {
    kind: 'CORRECTED',
    fields: ['departedOn'],
    note: reason,
    correctsId: entry.id,
  });
  return { __typename: 'UndoDepartureSuccess', residentId: resident.id, householdId };
};

/** Takes back a departure or a death that was recorded by mistake (更正误登的迁出或死亡). */
export const undoDeparture = (
  context: Context,
  input: UndoDepartureInput,
): Promise<UndoDepartureSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'undoDeparture',
    input,
    work: async (work): Promise<UndoDepartureSuccess> => {
      const reason = checkText(work, 'input.reason', input.reason, { least: 2, most: 500 });
      const [resident] = await requireResidents(context, work, [input.residentId], () => 'input.residentId');
      return resident ? undo(work, resident, reason) : refuseMissing(work, 'input.residentId');
    },
  });
