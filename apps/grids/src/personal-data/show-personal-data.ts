import {
  invalidInput,
  notFound,
  runCommand,
  sqlOf,
  type CommandOutcome,
  type InvalidInput,
  type KeyReused,
  type NotFound,
  type SqlExecutor,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { isUuid } from '../ids.ts';
import { loadResident } from '../resident/load-residents.ts';
import type { ResidentView } from '../resident/resident-view.ts';
import { findLastOfGrant, shownFields, writeAccessRecord, type AccessRecord } from './access-record.ts';

export interface ShowPersonalDataInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly residentId: string;
  readonly purpose: string;
  readonly reasonId: string;
}

/** How long a grant opens the data. */
const GRANT_MINUTES = 30;
const PURPOSE_LENGTH = { least: 4, most: 500 };

interface Granted {
  readonly __typename: 'ShowPersonalDataSuccess';
  readonly grantId: string;
  readonly residentId: string;
}

/** What the caller gets: the resident, whole while the grant holds. */
export interface Shown {
  readonly __typename: 'ShowPersonalDataSuccess';
  readonly resident: ResidentView | null;
  readonly expiresAt: Date;
  readonly accessRecord: AccessRecord;
}

type Refusal = InvalidInput | NotFound;

/** Of what kind the reason is, where it is one: a visit of the household, or a case of the resident, in the caller's hands. */
const findReason = async (
  context: Context,
  sql: SqlExecutor,
  resident: ResidentView,
  reasonId: string,
): Promise<'CASE' | 'VISIT' | undefined> => {
  if (!isUuid(reasonId)) return undefined;
  const reach = context.peopleReach('SHOW_PERSONAL_DATA');
  const [visit] = await sql('select grid_id, area_code from visit where id = $1 and household_id = $2', [
    reasonId,
    resident.householdId,
  ]);
  if (visit && isInTerritory(reach, { gridId: visit.grid_id as string, areaCode: visit.area_code as string }))
    return 'VISIT';
  const [matter] = await sql(
    `select r.grid_id, r.area_code, r.organization_ids && $3::uuid[] as handled
     from case_reason r join case_reason_complainant c on c.case_id = r.case_id
     where r.case_id = $1 and c.resident_id = $2`,
    [reasonId, resident.id, reach.organizationIds],
  );
  if (!matter) return undefined;
  const place = { gridId: (matter.grid_id as string | null) ?? '', areaCode: matter.area_code as string };
  return matter.handled === true || isInTerritory(reach, place) ? 'CASE' : undefined;
};

const grant = async (
  context: Context,
  sql: SqlExecutor,
  accountId: string,
  input: ShowPersonalDataInput,
): Promise<CommandOutcome<Granted | Refusal>> => {
  const { locale } = context;
  const purpose = input.purpose.trim();
  const { least, most } = PURPOSE_LENGTH;
  if (purpose.length < least || purpose.length > most) {
    return {
      result: invalidInput(
        locale,
        'input.purpose',
        {
          zh: `purpose 须写明查看目的，${least} 至 ${most} 个字。`,
          en: `purpose says what the data are needed for, in ${least} to ${most} characters.`,
        },
        `${least}–${most}`,
      ),
    };
  }
  const resident = await loadResident(context, input.residentId);
  if (!resident?.readable) return { result: notFound(locale, 'input.residentId') };
  const reasonKind = await findReason(context, sql, resident, input.reasonId);
  if (!reasonKind) {
    return {
      result: notFound(locale, 'input.reasonId', {
        zh: 'reasonId 须为该居民所在户的走访，或由您经办、涉及该居民的事件。',
        en: 'reasonId is a visit of the resident’s household, or a case of the resident that is in your hands.',
      }),
    };
  }
  const id = context.newId();
  const at = context.now();
  const expiresAt = new Date(at.getTime() + GRANT_MINUTES * 60_000);
  await sql(
    `insert into audit.personal_data_grant (id, account_id, resident_id, purpose, reason_kind, reason_id, granted_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, accountId, resident.id, purpose, reasonKind, input.reasonId, at, expiresAt],
  );
  await writeAccessRecord(sql, {
    id: context.newId(),
    residentId: resident.id,
    areaCode: resident.areaCode,
    gridId: resident.gridId,
    accountId,
    at,
    purpose,
    fields: shownFields,
    reason: reasonKind,
    reasonId: input.reasonId,
    grantId: id,
    until: expiresAt,
  });
  return {
    result: { __typename: 'ShowPersonalDataSuccess', grantId: id, residentId: resident.id },
  };
};

const lastLook = async (sql: SqlExecutor, grantId: string): Promise<AccessRecord> => {
  const last = await findLastOfGrant(sql, grantId);
  if (!last) throw new Error('A grant has no record of its look');
  return last;
};

/** Another look under a grant: written down, and committed, before anything is shown. */
const lookAgain = (context: Context, grantId: string, { areaCode, gridId }: ResidentView): Promise<AccessRecord> =>
  context.em.fork().transactional(async (em) => {
    const sql = sqlOf(em);
    const record: AccessRecord = { ...(await lastLook(sql, grantId)), id: context.newId(), at: context.now() };
    await writeAccessRecord(sql, { ...record, areaCode, gridId, grantId });
    return record;
  });

/** What a grant shows now: everything while it holds, after it what any query shows, with the last look. */
const shownBy = async (context: Context, { grantId, residentId }: Granted, isFirst: boolean): Promise<Shown> => {
  const resident = await loadResident(context, residentId);
  const last = await lastLook(context.sql, grantId);
  const expiresAt = last.until ?? last.at;
  if (expiresAt <= context.now() || !resident?.readable) {
    return { __typename: 'ShowPersonalDataSuccess', resident, expiresAt, accessRecord: last };
  }
  return {
    __typename: 'ShowPersonalDataSuccess',
    accessRecord: isFirst ? last : await lookAgain(context, grantId, resident),
    resident: { ...resident, shownUntil: expiresAt },
    expiresAt,
  };
};

/** Shows a resident's personal data (查看个人信息) for a purpose, for a time, each look recorded. */
export const showPersonalData = async (
  context: Context,
  input: ShowPersonalDataInput,
): Promise<Shown | Refusal | KeyReused> => {
  if (context.caller.kind === 'anonymous') throw new TypeError('showPersonalData is for callers who are signed in');
  const { accountId } = context.caller;
  let isFirst = false;
  const result = await runCommand<Granted | Refusal>(context, {
    name: 'showPersonalData',
    input,
    work: (_em, sql) => {
      isFirst = true;
      return grant(context, sql, accountId, input);
    },
  });
  return result.__typename === 'ShowPersonalDataSuccess' ? shownBy(context, result, isFirst) : result;
};
