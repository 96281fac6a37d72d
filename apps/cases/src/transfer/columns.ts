import { reachSql, type ExportFilter, type StageWork, type TransferColumn } from '@gridloom/service-kit';

import { caseReachSql } from '../case/case-reach.ts';
import type { Context } from '../context.ts';

type Work = StageWork<Context>;

/** Where a row lies: a village or community, or an area above where it is not known. */
export const areaColumn: TransferColumn = {
  key: 'area',
  heading: { zh: '所属区划', en: 'Area' },
  kind: 'text',
  longest: 60,
  required: true,
  hint: { zh: '区划代码，或全县唯一的名称', en: 'its code, or a name that is unique in the county' },
};

export const toRead = { zh: '供阅读，导入时不用', en: 'for reading; an import passes it over' };

const choice = (value: string, zh: string, en: string) => ({ value, label: { zh, en } });

export const urgencyChoices = [
  choice('ORDINARY', '一般', 'ordinary'),
  choice('URGENT', '紧急', 'urgent'),
  choice('EXTRA_URGENT', '特急', 'extra urgent'),
];
export const sourceChoices = [
  choice('VISIT', '走访', 'visit'),
  choice('PATROL', '巡查', 'patrol'),
  choice('SOCIETY', '三自组织', 'society'),
  choice('REPORT_IN', '双报到', 'report-in'),
  choice('SELF_REPORT', '居民自报', 'self-report'),
  choice('HOTLINE_12345', '12345热线', 'hotline 12345'),
  choice('DEPARTMENT', '部门', 'department'),
  choice('WHISTLE', '吹哨', 'whistle'),
  choice('EMERGENCY', '应急', 'emergency'),
];
export const statusChoices = [
  choice('REPORTED', '已上报', 'reported'),
  choice('ACCEPTED', '已受理', 'accepted'),
  choice('REFUSED', '不予受理', 'refused'),
  choice('DISPATCHED', '已分流', 'dispatched'),
  choice('HANDLING', '办理中', 'being handled'),
  choice('RESOLVED', '办结', 'resolved'),
  choice('VERIFIED', '已核验', 'verified'),
  choice('CLOSED', '结案', 'closed'),
  choice('RETURNED', '已退单', 'returned'),
  choice('DEFERRED', '挂账', 'deferred'),
  choice('VOID', '作废', 'void'),
  choice('MERGED', '已并案', 'merged'),
];
export const dutyRoleChoices = [
  choice('GRID_HEAD', '网格长', 'grid head'),
  choice('FULL_TIME', '专职网格员', 'full-time'),
  choice('PART_TIME', '兼职网格员', 'part-time'),
  choice('LEVEL_3', '三级网格员', 'level 3'),
  choice('LEVEL_4', '四级网格员', 'level 4'),
  choice('SECRETARY', '社区书记', 'secretary'),
];

/** Fills `area_code` from the words of `area`: areas of today where the caller may import. */
export const resolveAreas = async ({ sql, fault, context }: Work): Promise<void> => {
  const reach = context.reach('IMPORT_DATA');
  await sql(
    `update import_stage s set area_code = a.code from (
       select w.word, min(v.code) as code from area_view v cross join lateral (values (v.code), (v.name)) w (word)
       where v.valid_until is null and ($1::boolean or v.code = any($2::text[]))
       group by w.word having count(distinct v.code) = 1) a
     where s.area = a.word`,
    [reach.all, reach.areaCodes],
  );
  await fault(
    'area',
    {
      zh: '没有这个区划、有重名（请填代码），或不在您的管辖范围',
      en: 'there is no such area, or several (give its code), or it lies outside your territory',
    },
    'select n from import_stage where area is not null and area_code is null',
  );
};

/** Rows of the file that are the same record twice. */
export const refuseTwice = ({ fault }: Work, column: string, key: string): Promise<void> =>
  fault(
    column,
    { zh: '与前面的一行是同一条记录', en: 'is the same record as a row before it' },
    `select n from (select n, row_number() over (partition by ${key} order by n) as nth from import_stage
       where (${key}) is not null) s where nth > 1`,
  );

/** Fills a uuid from the id or the name of a body, where one alone in the county has that name. */
export const resolveBody = async (
  { sql, fault }: Work,
  { word, column, key }: { readonly word: string; readonly column: string; readonly key: string },
  today: string,
): Promise<void> => {
  await sql(
    `update import_stage s set ${column} = o.id from (
       select w.word, min(v.id::text)::uuid as id from organization_view v
       cross join lateral (values (v.id::text), (v.name)) w (word)
       where v.dissolved_on is null or v.dissolved_on > $1::date group by w.word having count(distinct v.id) = 1) o
     where lower(s.${word}) = lower(o.word)`,
    [today],
  );
  await fault(
    key,
    { zh: '没有这个单位，或有重名（请填单位标识）', en: 'there is no such body, or several (give its id)' },
    `select n from import_stage where ${word} is not null and ${column} is null`,
  );
};

/** The condition of an export on an area column: the filter's area with all below, of areas that the caller may take out. */
export const areaScope = (context: Context, { areaCode }: ExportFilter, column: string, params: unknown[]): string => {
  const reach = context.reach('EXPORT_DATA');
  const conditions: string[] = [];
  const bind = (codes: readonly string[]) => {
    params.push(codes);
    return `${column} = any($${String(params.length)}::text[])`;
  };
  if (!reach.all) conditions.push(bind(reach.areaCodes));
  if (typeof areaCode === 'string') conditions.push(bind(context.areas.withDescendants(areaCode)));
  return conditions.length > 0 ? conditions.join(' and ') : 'true';
};

/** The condition of an export over cases `c`: those that exist for the caller and lie where the caller may take out, within the filter. */
export const caseScope = (context: Context, { areaCode, gridId }: ExportFilter, params: unknown[]): string => {
  const conditions = [
    caseReachSql(context.caseReach, params),
    reachSql(context.reach('EXPORT_DATA'), { area: 'c.area_code', grid: 'c.grid_id' }, params),
  ];
  if (typeof areaCode === 'string') {
    params.push(context.areas.withDescendants(areaCode));
    conditions.push(`c.area_code = any($${String(params.length)}::text[])`);
  }
  if (typeof gridId === 'string') {
    params.push(gridId);
    conditions.push(`c.grid_id = $${String(params.length)}::uuid`);
  }
  return conditions.join(' and ');
};
