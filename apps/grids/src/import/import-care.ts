import { checkPhoneNumber } from '@gridloom/standards';
import type { ImportOutcome, ImportSession } from '@gridloom/service-kit';

import { personalNumbers } from '../personal-data/sealed.ts';
import { careKinds } from '../resident/care-record.ts';
import { importStep, numbered, rejectFirst, stage, type ImportContext, type OnProgress } from './import-context.ts';
import { ImportRejected } from './import-rejected.ts';
import type { CareRecordRecord, EmergencyContactRecord } from './records.ts';

/** Care records; households that need to be seen more often for them get their due days. */
export const importCareRecords = async (
  session: ImportSession,
  { today }: ImportContext,
  records: Iterable<CareRecordRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const staged = await stage(
    session.sql,
    'staged_care_record',
    'id uuid, resident_id uuid, kind text, owner_id uuid, since date, until date',
  );
  return importStep(session, {
    step: 'care-records',
    table: staged,
    columns: ['n', 'id', 'resident_id', 'kind', 'owner_id', 'since', 'until'],
    rows: numbered(records, ({ id, residentId, kind, ownerId, since, until }, n) => {
      if (!careKinds.includes(kind))
        throw new ImportRejected('care_record', n, 'kind', {
          zh: `应为 ${careKinds.join('、')} 之一`,
          en: `must be one of ${careKinds.join(', ')}`,
        });
      if (kind === 'CONTACT_NEEDED' && ownerId === undefined)
        throw new ImportRejected('care_record', n, 'ownerId', {
          zh: '“需联络”须注明归口部门',
          en: 'CONTACT_NEEDED names the owning department',
        });
      return [n, id, residentId, kind, ownerId, since, until];
    }),
    onProgress,
    after: async (sql) => {
      await rejectFirst(
        sql,
        `select s.n from ${staged} s left join resident r on r.id = s.resident_id where r.id is null order by s.n limit 1`,
        'care_record',
        'residentId',
        { zh: '没有这名居民', en: 'there is no such resident' },
      );
      await sql(
        `insert into care_record (id, resident_id, grid_id, area_code, kind, owner_id, since, until)
         select s.id, s.resident_id, r.grid_id, r.area_code, s.kind, s.owner_id, s.since, s.until
         from ${staged} s join resident r on r.id = s.resident_id order by s.n`,
      );
      await sql(
        `update household h
         set visit_interval_days = care.days,
             next_due_on = coalesce((h.last_visited_at at time zone 'Asia/Shanghai')::date, h.registered_on) + care.days
         from (
           select r.household_id, min(v.interval_days) as days
           from ${staged} s join resident r on r.id = s.resident_id join visit_interval_rule v on v.care_kind = s.kind and v.valid_until is null
           where r.household_id is not null and s.since <= $1::date and (s.until is null or s.until > $1::date)
           group by r.household_id
         ) care
         where h.id = care.household_id and care.days < h.visit_interval_days`,
        [today],
      );
    },
  });
};

export const importEmergencyContacts = async (
  session: ImportSession,
  { sealing }: ImportContext,
  records: Iterable<EmergencyContactRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const numbers = personalNumbers(sealing);
  const staged = await stage(
    session.sql,
    'staged_emergency_contact',
    'id uuid, household_id uuid, name text, phone_sealed text, relation text',
  );
  return importStep(session, {
    step: 'emergency-contacts',
    table: staged,
    columns: ['n', 'id', 'household_id', 'name', 'phone_sealed', 'relation'],
    rows: numbered(records, ({ id, householdId, name, phone, relation }, n) => {
      const checked = checkPhoneNumber(phone);
      if (!checked.ok) throw new ImportRejected('emergency_contact', n, 'phone', checked.explanation);
      if (name === '' || relation === '')
        throw new ImportRejected('emergency_contact', n, name === '' ? 'name' : 'relation', {
          zh: '不能为空',
          en: 'must not be empty',
        });
      return [n, id, householdId, name, numbers.sealPhone(checked.value), relation];
    }),
    onProgress,
    after: async (sql) => {
      await rejectFirst(
        sql,
        `select s.n from ${staged} s left join household h on h.id = s.household_id where h.id is null order by s.n limit 1`,
        'emergency_contact',
        'householdId',
        { zh: '没有这一户', en: 'there is no such household' },
      );
      await sql(
        `insert into emergency_contact (id, household_id, grid_id, area_code, name, phone_sealed, relation)
         select s.id, s.household_id, h.grid_id, h.area_code, s.name, s.phone_sealed, s.relation
         from ${staged} s join household h on h.id = s.household_id order by s.n`,
      );
    },
  });
};
