import { mayRole, Refused } from '@gridloom/access';
import type { KeyReused } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { isUuid } from '../ids.ts';
import { checkEnd, checkId, checkPastDay } from '../people/people-checks.ts';
import { noteChange } from '../people/people-change.ts';
import { assertPresent, runPeopleCommand } from '../people/people-command.ts';
import { refuseConflict, refuseInput, refuseMissing, type Problem } from '../people/people-problem.ts';
import { homeOf, lockHouseholds, lockResidents, type PeopleWork } from '../people/people-work.ts';
import { searchedFields, writeAccessRecord } from '../personal-data/access-record.ts';
import { notePersonSearch } from '../personal-data/person-search.ts';
import { CareRecord, type CareKind } from './care-record.ts';
import { loadResident } from './load-residents.ts';
import { findIdsByNumber } from './register-person.ts';
import type { Resident } from './resident.ts';

export interface BeginCareInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly residentId?: string | null | undefined;
  /** For departments, which know the person and not the record. */
  readonly idNumber?: string | null | undefined;
  readonly kind: CareKind;
  readonly since: string;
  readonly until?: string | null | undefined;
  readonly ownerId?: string | null | undefined;
}

export interface BeginCareSuccess {
  readonly __typename: 'BeginCareSuccess';
  readonly careRecordId: string;
  readonly residentId: string;
}

/** Organizations for which the caller keeps care records. */
export const ownOrganizations = (context: Context): readonly string[] =>
  context.caller.kind === 'anonymous'
    ? []
    : context.caller.assignments.flatMap(({ role, jurisdiction }) =>
        role === 'DEPARTMENT_OFFICER' && jurisdiction.kind === 'ORGANIZATION' && mayRole(role, 'MANAGE_CARE')
          ? [jurisdiction.id]
          : [],
      );

const requirePerson = async (context: Context, work: PeopleWork, input: BeginCareInput): Promise<Resident> => {
  const byNumber = !isAbsent(input.idNumber);
  if (byNumber === !isAbsent(input.residentId))
    return refuseInput(work, 'input.residentId', {
      zh: 'residentId 与 idNumber 须填且只填一项。',
      en: 'is given, or idNumber is, and not both.',
    });
  const departments = ownOrganizations(context);
  let id: string | undefined;
  if (byNumber) {
    const checked = checkId(work, 'input.idNumber', input.idNumber ?? '');
    [id] = await findIdsByNumber(work, checked.value);
    await notePersonSearch(context, 'ID_NUMBER', id === undefined ? 0 : 1);
  } else if (isUuid(input.residentId ?? '')) {
    id =
      (await loadResident(context, input.residentId ?? ''))?.readable === true
        ? (input.residentId ?? undefined)
        : undefined;
  }
  const field = byNumber ? 'input.idNumber' : 'input.residentId';
  if (id === undefined) return refuseMissing(work, field);
  const [home] = await work.sql('select household_id from resident where id = $1', [id]);
  if (!isAbsent(home?.household_id)) await lockHouseholds(work, [home.household_id as string]);
  const resident = (await lockResidents(work, [id])).get(id.toLowerCase());
  const reached =
    resident && (departments.length > 0 || isInTerritory(context.peopleReach('MANAGE_RESIDENTS'), resident));
  if (!resident || !reached) return refuseMissing(work, field);
  assertPresent(work, resident);
  if (byNumber && work.accountId !== null) {
    const { gridId, areaCode } = resident;
    await writeAccessRecord(work.sql, {
      id: work.newId(),
      residentId: resident.id,
      areaCode,
      gridId,
      accountId: work.accountId,
      at: work.now,
      purpose: '按身份证号登记关爱',
      fields: searchedFields,
      reason: 'SEARCH',
      reasonId: null,
      grantId: null,
      until: null,
    });
  }
  return resident;
};

/** Sensitive facts are entered by the department that keeps them; other care by whoever looks after the grid, too. */
const assertMayBegin = (context: Context, resident: Resident, { kind, ownerId }: BeginCareInput): void => {
  const departments = ownOrganizations(context);
  if (kind === 'CONTACT_NEEDED' && isAbsent(ownerId))
    refuseInput(context, 'input.ownerId', {
      zh: '“需联络”须注明归口部门。',
      en: 'names the department that keeps the facts of CONTACT_NEEDED.',
    });
  if (!isAbsent(ownerId) && departments.includes(ownerId.toLowerCase())) return;
  if (kind !== 'CONTACT_NEEDED' && isInTerritory(context.peopleReach('MANAGE_RESIDENTS'), resident)) return;
  throw new Refused(
    'FORBIDDEN',
    context.say({
      zh: '敏感情况只能由归口部门登记；其他关爱由本网格登记。',
      en: 'Sensitive care is entered by the department that keeps the facts; other care by the grid.',
    }),
  );
};

/** Says that a resident is looked after from a day on, and why. The resident is locked. @throws PeopleProblem */
export const applyBeginCare = async (
  work: PeopleWork,
  resident: Resident,
  begun: {
    readonly kind: CareKind;
    readonly since: string;
    readonly until: string | null;
    readonly ownerId: string | null;
  },
  field = 'input',
): Promise<CareRecord> => {
  const { kind, ownerId } = begun;
  const since = checkPastDay(work, `${field}.since`, begun.since);
  const until = begun.until === null ? null : checkEnd(work, `${field}.until`, since, begun.until);
  if (ownerId !== null && !isUuid(ownerId))
    refuseInput(work, `${field}.ownerId`, { zh: '应为组织的编号。', en: 'is the id of an organization.' });
  const [overlapping] = await work.sql(
    `select 1 from care_record where resident_id = $1 and kind = $2 and owner_id is not distinct from $3::uuid
       and daterange(since, until) && daterange($4::date, $5::date) limit 1`,
    [resident.id, kind, ownerId, since, until],
  );
  if (overlapping)
    refuseConflict(work, {
      zh: '该居民在此期间已有同类关爱记录。',
      en: 'The resident is looked after for this very reason during that time already.',
    });
  const care = work.em.create(CareRecord, {
    id: work.newId(),
    residentId: resident.id,
    gridId: resident.gridId,
    areaCode: resident.areaCode,
    kind,
    ownerId,
    since,
    until,
  });
  await work.em.flush();
  const home = homeOf(resident);
  if (home !== null) work.needs.add(home);
  noteChange(work, 'RESIDENT', resident, {
    kind: 'CARE_BEGUN',
    effectiveOn: since,
    fields: ['care'],
    values: { careRecordId: care.id, kind },
  });
  return care;
};

/** Enters why a resident is looked after (登记关爱). */
export const beginCare = (context: Context, input: BeginCareInput): Promise<BeginCareSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'beginCare',
    input,
    work: async (work): Promise<BeginCareSuccess> => {
      const resident = await requirePerson(context, work, input);
      assertMayBegin(context, resident, input);
      const care = await applyBeginCare(work, resident, {
        kind: input.kind,
        since: input.since,
        until: input.until ?? null,
        ownerId: input.ownerId?.toLowerCase() ?? null,
      });
      return { __typename: 'BeginCareSuccess', careRecordId: care.id, residentId: resident.id };
    },
  });
