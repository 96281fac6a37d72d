import { dwellingChanged } from '@gridloom/contracts';
import type { KeyReused } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/postgresql';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import type { Dwelling } from '../household/dwelling.ts';
import { type DwellingKind } from '../household/dwelling.ts';
import { checkAddress } from '../household/household-home.ts';
import { checkPastDay } from '../people/people-checks.ts';
import { noteChange } from '../people/people-change.ts';
import { requireDwelling, runPeopleCommand } from '../people/people-command.ts';
import { refuseConflict, refuseInput, type Problem } from '../people/people-problem.ts';
import { tellDwelling, type PeopleWork } from '../people/people-work.ts';

export interface ChangeDwellingInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly dwellingId: string;
  readonly address?: string | null | undefined;
  readonly kind?: DwellingKind | null | undefined;
  readonly demolishedOn?: string | null | undefined;
}

export interface ChangeDwellingSuccess {
  readonly __typename: 'ChangeDwellingSuccess';
  readonly dwellingId: string;
}

const factsOf = ({ address, kind, demolishedOn }: Dwelling) => ({
  address,
  kind: kind ?? null,
  demolishedOn: demolishedOn ?? null,
});

/** Changes a dwelling, or says that it stands no more: who lives there still is a contradiction then. @throws PeopleProblem */
export const applyChangeDwelling = async (
  work: PeopleWork,
  dwelling: Dwelling,
  change: Pick<ChangeDwellingInput, 'address' | 'kind' | 'demolishedOn'>,
  field = 'input',
): Promise<void> => {
  if (!isAbsent(dwelling.demolishedOn))
    refuseConflict(work, {
      zh: `该房屋已于 ${dwelling.demolishedOn} 拆除。`,
      en: `The dwelling was demolished on ${dwelling.demolishedOn}.`,
    });
  const before = factsOf(dwelling);
  if (!isAbsent(change.address)) dwelling.address = checkAddress(work, `${field}.address`, change.address);
  if (!isAbsent(change.kind)) dwelling.kind = change.kind;
  if (!isAbsent(change.demolishedOn))
    dwelling.demolishedOn = checkPastDay(work, `${field}.demolishedOn`, change.demolishedOn);
  const after = factsOf(dwelling);
  const fields = (['address', 'kind', 'demolishedOn'] as const).filter((key) => before[key] !== after[key]);
  if (fields.length === 0)
    refuseInput(work, field, { zh: '没有任何变更。', en: 'changes nothing: name a field that is to be another one.' });
  await work.em.flush();
  if (before.address !== after.address) {
    await work.sql(
      `update household set address = $2, changed_at = $4, version = version + 1
       where dwelling_id = $1 and address = $3 and dissolved_on is null`,
      [dwelling.id, after.address, before.address, work.now],
    );
  }
  tellDwelling(work, dwelling, dwellingChanged, {
    fields,
    ...(after.demolishedOn === null ? {} : { demolishedOn: after.demolishedOn }),
  });
  noteChange(work, 'DWELLING', dwelling, {
    kind: after.demolishedOn === null ? 'CHANGED' : 'DEMOLISHED',
    fields,
    values: { before, after },
  });
};

/** Changes a dwelling's address or kind, or records that it was demolished (变更房屋信息). */
export const changeDwelling = (
  context: Context,
  input: ChangeDwellingInput,
): Promise<ChangeDwellingSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'changeDwelling',
    input,
    work: async (work): Promise<ChangeDwellingSuccess> => {
      const dwelling = await requireDwelling(context, work, input.dwellingId, 'input.dwellingId');
      await work.em.lock(dwelling, LockMode.PESSIMISTIC_WRITE);
      await work.em.refresh(dwelling);
      await applyChangeDwelling(work, dwelling, input);
      return { __typename: 'ChangeDwellingSuccess', dwellingId: dwelling.id };
    },
  });
