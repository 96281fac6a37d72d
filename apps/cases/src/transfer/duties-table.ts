import type { StageWork, TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { areaColumn, areaScope, dutyRoleChoices, refuseTwice, resolveAreas } from './columns.ts';

type Work = Pick<StageWork<Context>, 'context' | 'sql'>;

const codeForm = /^[A-Z0-9][A-Z0-9_-]{1,63}$/u;
const MOST_DUTIES = 50;

const roleNames = `case r ${dutyRoleChoices.map(({ value, label }) => `when '${value}' then '${label.zh}'`).join(' ')} end`;

const parseRoles = (text: string) =>
  text
    .split(/[;；、\n]/u)
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .map((word) => dutyRoleChoices.find(({ value, label }) => [value, label.zh, label.en].includes(word))?.value);

/** A list as it is now, for its versions. */
const listed = `(select coalesce(jsonb_agg(jsonb_build_object('code', d.code, 'name', d.name, 'description', d.description, 'roles', d.roles)
  order by d.position), '[]') from duty d where d.duty_list_id = l.id and d.retired_on is null)`;

const keepVersion = ({ context, sql }: Work, which: string): Promise<unknown> =>
  sql(
    `insert into duty_list_version (duty_list_id, version, name, duties, made_at, made_by_account_id)
     select l.id, l.version, l.name, ${listed}, $1, $2 from duty_list l where ${which} on conflict do nothing`,
    [context.now(), context.caller.kind === 'account' ? context.caller.accountId : null],
  );

const touchedLists = `l.id in (select coalesce(d.duty_list_id, (r.was->>'duty_list_id')::uuid) from import_touched r left join duty d on d.id = r.id)`;

const follow = async (work: Work, doing: 'IMPORT' | 'UNDO'): Promise<void> => {
  const { sql } = work;
  if (doing === 'IMPORT') {
    await sql(
      `insert into duty_list (id, version, code, name, area_code)
       select distinct s.list_id, 0, s.list_code, s.list_name, s.area_code from import_stage s
       join import_touched r on r.id = s.id where not s.list_known`,
    );
  } else {
    await sql(
      `delete from duty_list_version v using duty_list l where v.duty_list_id = l.id and ${touchedLists}
         and not exists (select 1 from duty d where d.duty_list_id = l.id)`,
    );
    await sql(
      `delete from duty_list l where ${touchedLists} and not exists (select 1 from duty d where d.duty_list_id = l.id)`,
    );
  }
  await sql(`update duty_list l set version = l.version + 1 where ${touchedLists}`);
  await keepVersion(work, touchedLists);
};

/** Duty lists (职责清单) as a sheet, a row for each duty: new lists and duties, and other words for those that are there. What goes off a list goes there. */
export const dutiesTable: TransferTable<Context> = {
  name: 'duties',
  title: { zh: '职责清单', en: 'Duty lists' },
  columns: [
    { key: 'list', heading: { zh: '清单编码', en: 'List code' }, kind: 'text', longest: 64, required: true },
    { key: 'listName', heading: { zh: '清单名称', en: 'List' }, kind: 'text', longest: 200, required: true },
    areaColumn,
    { key: 'code', heading: { zh: '职责编码', en: 'Duty code' }, kind: 'text', longest: 64, required: true },
    { key: 'name', heading: { zh: '职责名称', en: 'Duty' }, kind: 'text', longest: 200, required: true },
    { key: 'description', heading: { zh: '职责说明', en: 'Description' }, kind: 'text', longest: 1_000 },
    {
      key: 'roles',
      heading: { zh: '承担职务', en: 'Whose duty' },
      kind: 'text',
      longest: 200,
      hint: {
        zh: '如 专职网格员; 网格长；留空为全体',
        en: 'e.g. full-time; grid head; left empty: everybody’s',
      },
    },
  ],
  import: {
    permission: 'MANAGE_DUTY_LISTS',
    stage: [
      ...['list_code', 'list_name', 'area', 'area_code'].map((name) => ({ name, type: 'text' })),
      { name: 'list_id', type: 'uuid' },
      { name: 'list_known', type: 'boolean' },
      ...['code', 'name', 'description'].map((name) => ({ name, type: 'text' })),
      { name: 'roles', type: 'jsonb' },
      { name: 'position', type: 'int' },
    ],
    prepare: () => (row, refuse) => {
      const v = row as Record<string, string | undefined>;
      for (const key of ['list', 'code'])
        if (v[key] !== undefined && !codeForm.test(v[key]))
          refuse(key, { zh: '2 到 64 位大写字母、数字、连字符', en: 'has 2 to 64 capitals, digits and hyphens' });
      const roles = v.roles === undefined ? undefined : parseRoles(v.roles);
      if (roles?.includes(undefined))
        refuse('roles', {
          zh: `应为：${dutyRoleChoices.map(({ label }) => label.zh).join('、')}`,
          en: `must be some of: ${dutyRoleChoices.map(({ label }) => label.en).join('; ')}`,
        });
      const known = roles?.flatMap((role) => role ?? []);
      return [
        ...[v.list, v.listName?.trim(), v.area, undefined, undefined, false, v.code, v.name?.trim(), v.description],
        ...[known && { json: known }, undefined],
      ];
    },
    resolve: async (work) => {
      const { sql, fault } = work;
      await sql('lock table duty_list, duty in share row exclusive mode');
      await resolveAreas(work);
      await sql(
        `update import_stage s set list_id = l.id, list_known = true from duty_list l where l.code = s.list_code`,
      );
      await sql(
        `update import_stage s set list_id = x.id from (
           select list_code, gen_random_uuid() as id from import_stage where not list_known group by list_code) x
         where not s.list_known and x.list_code = s.list_code`,
      );
      await fault(
        'list',
        {
          zh: '同一清单的名称或区划前后不一致，或与已有清单的区划不同',
          en: 'rows of one list say another name or area, or the list is of another area',
        },
        `select n from import_stage where list_code in (select list_code from import_stage group by list_code
           having count(distinct list_name) > 1 or count(distinct area_code) > 1)
         union select s.n from import_stage s join duty_list l on s.list_known and l.id = s.list_id where l.area_code <> s.area_code`,
      );
      await sql(`update import_stage s set id = d.id, known = true from duty d where d.code = s.code`);
      await refuseTwice(work, 'code', 'code');
      await fault(
        'code',
        { zh: '此职责编码已用于另一份清单', en: 'another list has a duty of this code' },
        'select s.n from import_stage s join duty d on s.known and d.id = s.id where d.duty_list_id <> s.list_id',
      );
      await fault(
        'code',
        { zh: '此职责已停用，请在清单中重新启用', en: 'this duty is retired; take it up again in the list itself' },
        'select s.n from import_stage s join duty d on s.known and d.id = s.id where d.retired_on is not null',
      );
      await sql(
        `update import_stage s set position = x.position from (
           select s.n, coalesce((select max(position) from duty d where d.duty_list_id = s.list_id), 0)
             + row_number() over (partition by s.list_id order by s.n) as position from import_stage s where not s.known) x
         where x.n = s.n`,
      );
      await fault(
        'list',
        { zh: `一份清单至多 ${String(MOST_DUTIES)} 项职责`, en: `a list has ${String(MOST_DUTIES)} duties at most` },
        `select s.n from import_stage s where not s.known and (
           (select count(*) from import_stage o where o.list_id = s.list_id and not o.known)
           + (select count(*) from duty d where d.duty_list_id = s.list_id and d.retired_on is null)) > ${String(MOST_DUTIES)}`,
      );
      // a list that was founded has no version of its own yet: what it says now is kept before it changes
      await keepVersion(work, 'l.id in (select list_id from import_stage where list_known)');
    },
    target: {
      table: 'duty',
      versioned: false,
      columns: [
        { name: 'duty_list_id', value: 's.list_id', update: false },
        { name: 'position', update: false },
        { name: 'code', update: false },
        { name: 'name' },
        { name: 'description' },
        {
          name: 'roles',
          value: `case when s.roles is not null then array(select jsonb_array_elements_text(s.roles)) when not s.known then '{}'::text[] end`,
        },
      ],
      fingerprint: ['duty_list_id', 'code', 'name', 'description', 'roles', 'retired_on'],
      label: 't.code',
    },
    follow,
    inUse: [
      {
        when: `exists (select 1 from service_item_version v where v.duty_id = t.id)
          or exists (select 1 from service_item i where i.duty_id = t.id)`,
        explanation: { zh: '已有事项属于此职责', en: 'items belong to this duty' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = areaScope(context, filter, 'l.area_code', params);
      return {
        sql: `select l.code as list, l.name as "listName", l.area_code as area, d.code, d.name, d.description,
            (select string_agg(${roleNames}, '; ' order by at) from unnest(d.roles) with ordinality x (r, at)) as roles
          from duty d join duty_list l on l.id = d.duty_list_id where d.retired_on is null and ${scope}
          order by l.code, d.position`,
        params,
      };
    },
  },
};
