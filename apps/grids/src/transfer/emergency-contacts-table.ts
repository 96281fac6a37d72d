import type { StageWork, TransferTable } from '@gridloom/service-kit';
import { checkPhoneNumber } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { householdColumn, idColumn } from './columns.ts';
import { exportScope } from './export-rows.ts';
import { noteOfSubject } from './people-follow.ts';
import { refuseTwice, resolveHouseholds, resolveIds } from './stage-checks.ts';

/** As many as the live command allows. */
const MOST = 5;

/** A sealed phone differs each time, and no hash of it is kept: the same phone is taken off the row, which then has not changed. */
const forgetSamePhones = async ({ sql, context: { numbers } }: StageWork<Context>) => {
  const rows = await sql(
    `select s.n, s.phone_sealed as given, e.phone_sealed as kept from import_stage s join emergency_contact e on s.known and e.id = s.id
     where s.phone_sealed is not null`,
  );
  const same = rows.filter(
    ({ given, kept }) => numbers.openPhone(given as string) === numbers.openPhone(kept as string),
  );
  await sql('update import_stage set phone_sealed = null where n = any($1::int[])', [same.map(({ n }) => n)]);
};

/** Whom to call for households (紧急联系簿): known by household and name. */
export const emergencyContactsTable: TransferTable<Context> = {
  name: 'emergencyContacts',
  title: { zh: '紧急联系人', en: 'Emergency contacts' },
  columns: [
    idColumn,
    householdColumn,
    { key: 'name', heading: { zh: '联系人姓名', en: 'Name' }, kind: 'text', longest: 50, required: true, mask: 'NAME' },
    {
      key: 'phone',
      heading: { zh: '联系电话', en: 'Phone' },
      kind: 'text',
      longest: 30,
      required: true,
      mask: 'PHONE',
    },
    {
      key: 'relation',
      heading: { zh: '关系', en: 'Relation' },
      kind: 'text',
      longest: 20,
      required: true,
      hint: { zh: '如 女儿、邻居', en: 'e.g. daughter, neighbour' },
    },
  ],
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'given_id', type: 'uuid' },
      { name: 'household', type: 'text' },
      { name: 'household_id', type: 'uuid' },
      { name: 'area_code', type: 'text' },
      { name: 'grid_id', type: 'uuid' },
      { name: 'name', type: 'text' },
      { name: 'phone_sealed', type: 'text' },
      { name: 'relation', type: 'text' },
    ],
    prepare:
      ({ numbers }) =>
      (row, refuse) => {
        const { id, household, name, phone, relation } = row as Record<string, string | undefined>;
        if (id !== undefined && !isUuid(id)) refuse('id', { zh: '不是系统编号', en: 'is no record id' });
        const number = phone === undefined ? undefined : checkPhoneNumber(phone);
        if (number && !number.ok) refuse('phone', number.explanation);
        return [
          id,
          household,
          undefined,
          undefined,
          undefined,
          name,
          number?.ok === true ? numbers.sealPhone(number.value) : undefined,
          relation,
        ];
      },
    resolve: async (work) => {
      const { sql, fault } = work;
      await resolveHouseholds(work);
      await resolveIds(work, 'emergency_contact');
      await sql(
        `update import_stage s set id = e.id, known = true from (
           select household_id, name, min(id::text)::uuid as id from emergency_contact group by household_id, name having count(*) = 1
         ) e where s.given_id is null and e.household_id = s.household_id and e.name = s.name`,
      );
      await forgetSamePhones(work);
      await refuseTwice(work, 'name', `household_id::text || '/' || name`);
      await fault(
        'household',
        { zh: '联系人不能换户', en: 'a contact does not change its household' },
        'select s.n from import_stage s join emergency_contact e on s.known and e.id = s.id where s.household_id <> e.household_id',
      );
      await fault(
        'household',
        {
          zh: `一户最多 ${String(MOST)} 名紧急联系人`,
          en: `a household has at most ${String(MOST)} emergency contacts`,
        },
        `select s.n from import_stage s join (
           select household_id from (
             select household_id from import_stage where not known
             union all select household_id from emergency_contact where household_id in (select household_id from import_stage)
           ) e group by household_id having count(*) > ${String(MOST)}
         ) full_up on full_up.household_id = s.household_id where not s.known`,
      );
    },
    target: {
      table: 'emergency_contact',
      columns: [
        { name: 'household_id', update: false },
        { name: 'grid_id', update: false },
        { name: 'area_code', update: false },
        { name: 'name' },
        { name: 'phone_sealed' },
        { name: 'relation' },
      ],
      fingerprint: ['household_id', 'name', 'phone_sealed', 'relation'],
      label: `'第' || i.n || '行联系人'`,
    },
    follow: (work, doing) =>
      noteOfSubject(work, doing, {
        subject: 'HOUSEHOLD',
        table: 'emergency_contact',
        key: 'household_id',
        rowId: 't.id',
        kind: 'CONTACT_PUT',
        field: 'emergencyContacts',
      }),
  },
  export: {
    permission: 'EXPORT_DATA',
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportScope(context, filter, { area: 'e.area_code', grid: 'e.grid_id' }, params);
      return {
        sql: `select e.id, h.number as household, e.name, e.phone_sealed, e.relation, e.area_code as "areaCode", e.grid_id as "gridId"
          from emergency_contact e join household h on h.id = e.household_id where ${scope} order by e.area_code, h.number, e.id`,
        params,
      };
    },
    complete:
      ({ numbers }) =>
      ({ phone_sealed: phone, ...row }) => ({
        ...row,
        phone: typeof phone === 'string' ? numbers.openPhone(phone) : null,
      }),
  },
};
