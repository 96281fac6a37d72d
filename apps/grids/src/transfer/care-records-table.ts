import type { TransferTable } from '@gridloom/service-kit';
import { checkIdNumber } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { settleDueDaysIn } from '../rules/settle-due-days.ts';
import { careKindChoices, residentColumn } from './columns.ts';
import { exportScope, filtersOf } from './export-rows.ts';
import { noteOfSubject } from './people-follow.ts';
import { refuseTwice, resolveResidents } from './stage-checks.ts';

/** Why residents are looked after (关爱记录): known by resident, kind and first day; an import may end it. */
export const careRecordsTable: TransferTable<Context> = {
  name: 'careRecords',
  title: { zh: '关爱记录', en: 'Care records' },
  columns: [
    residentColumn,
    {
      key: 'kind',
      heading: { zh: '关爱类别', en: 'Kind of care' },
      kind: 'choice',
      choices: careKindChoices,
      required: true,
    },
    { key: 'since', heading: { zh: '起始日', en: 'Since' }, kind: 'day', required: true },
    { key: 'until', heading: { zh: '终止日', en: 'Until' }, kind: 'day' },
    {
      key: 'owner',
      heading: { zh: '归口部门编号', en: 'Owning department' },
      kind: 'text',
      longest: 36,
      hint: { zh: '组织编号；“需联络”必填', en: 'id of the organization; needed for "contact needed"' },
    },
  ],
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'id_number_hash', type: 'text' },
      { name: 'resident_id', type: 'uuid' },
      { name: 'area_code', type: 'text' },
      { name: 'grid_id', type: 'uuid' },
      { name: 'kind', type: 'text' },
      { name: 'since', type: 'date' },
      { name: 'until', type: 'date' },
      { name: 'owner_id', type: 'uuid' },
    ],
    prepare:
      ({ today, numbers }) =>
      (row, refuse) => {
        const { idNumber, kind, since, until, owner } = row as Record<string, string | undefined>;
        const identity = idNumber === undefined ? undefined : checkIdNumber(idNumber, today);
        if (identity && !identity.ok) refuse('idNumber', identity.explanation);
        if (owner !== undefined && !isUuid(owner))
          refuse('owner', { zh: '应为组织编号', en: 'must be the id of an organization' });
        if (kind === 'CONTACT_NEEDED' && owner === undefined)
          refuse('owner', { zh: '“需联络”须注明归口部门', en: 'CONTACT_NEEDED names the owning department' });
        if (since !== undefined && until !== undefined && until <= since)
          refuse('until', { zh: '应晚于起始日', en: 'comes after the first day' });
        const hash = identity?.ok === true ? numbers.hashIdNumber(identity.value) : undefined;
        return [hash, undefined, undefined, undefined, kind, since, until, owner];
      },
    resolve: async (work) => {
      const { sql, fault } = work;
      await resolveResidents(work);
      await sql(
        'update import_stage s set id = c.id, known = true from care_record c where c.resident_id = s.resident_id and c.kind = s.kind and c.since = s.since',
      );
      await refuseTwice(work, 'kind', 'resident_id::text || kind || since::text');
      await fault(
        'kind',
        { zh: '同一类别的关爱在此期间已有记录', en: 'there is a record of this kind during that time already' },
        `select s.n from import_stage s join care_record c on not s.known and c.resident_id = s.resident_id and c.kind = s.kind
           and daterange(c.since, c.until) && daterange(s.since, s.until)
         union select b.n from import_stage a join import_stage b on b.n > a.n and a.resident_id = b.resident_id and a.kind = b.kind
           and a.since <> b.since and daterange(a.since, a.until) && daterange(b.since, b.until)`,
      );
    },
    target: {
      table: 'care_record',
      columns: [
        { name: 'resident_id', update: false },
        { name: 'grid_id', update: false },
        { name: 'area_code', update: false },
        { name: 'kind', update: false },
        { name: 'since', update: false },
        { name: 'until' },
        { name: 'owner_id' },
      ],
      fingerprint: ['resident_id', 'kind', 'since', 'until', 'owner_id'],
      label: `'第' || i.n || '行关爱记录'`,
    },
    follow: async (work, doing) => {
      await work.sql(
        `create temporary table touched_household on commit drop as
         select distinct p.household_id as id from import_touched r left join care_record c on c.id = r.id
         join resident p on p.id = coalesce(c.resident_id, (r.was->>'resident_id')::uuid) where p.household_id is not null`,
      );
      await settleDueDaysIn(work.sql, 'touched_household', work.context.today);
      await noteOfSubject(work, doing, {
        subject: 'RESIDENT',
        table: 'care_record',
        key: 'resident_id',
        rowId: 't.id',
        kind: 'CARE_BEGUN',
        field: 'care',
      });
    },
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: filtersOf('起始日', 'when it began'),
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportScope(
        context,
        filter,
        { area: 'p.area_code', grid: 'p.grid_id', period: { day: 'c.since' } },
        params,
      );
      return {
        sql: `select p.id_number_sealed, c.kind, c.since::text as since, c.until::text as until, c.owner_id as owner, p.area_code as "areaCode", p.grid_id as "gridId"
          from care_record c join resident p on p.id = c.resident_id where p.departed_on is null and ${scope} order by p.area_code, p.id, c.since, c.id`,
        params,
      };
    },
    complete:
      ({ numbers }) =>
      ({ id_number_sealed: idNumber, ...row }) => ({
        ...row,
        idNumber: typeof idNumber === 'string' ? numbers.openIdNumber(idNumber) : null,
      }),
  },
};
