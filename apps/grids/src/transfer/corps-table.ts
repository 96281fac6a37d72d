import type { TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { managesRulesOf } from '../worker/change-corps.ts';
import { dayProblem, nameProblem } from '../worker/worker-problems.ts';
import { idColumn } from './columns.ts';
import { liveProblems } from './live-problem.ts';
import { refuseTwice } from './stage-checks.ts';

/**
 * Corps (队伍): one is known by its name within the area; with its id it takes another name. Dissolving is no matter of a sheet, since
 * those who belong to it leave it that day: the command does it.
 */
export const corpsTable: TransferTable<Context> = {
  name: 'corps',
  title: { zh: '队伍', en: 'Corps' },
  columns: [
    idColumn,
    { key: 'name', heading: { zh: '队伍名称', en: 'Name' }, kind: 'text', longest: 50, required: true },
    {
      key: 'area',
      heading: { zh: '所属区划', en: 'Area' },
      kind: 'text',
      longest: 12,
      required: true,
      hint: { zh: '县、乡镇或村（社区）的区划代码', en: 'code of the county, township, village or community' },
    },
    { key: 'foundedOn', heading: { zh: '组建日期', en: 'Founded on' }, kind: 'day', required: true },
  ],
  import: {
    permission: 'MANAGE_WORKFORCE_RULES',
    stage: [
      { name: 'given_id', type: 'uuid' },
      { name: 'name', type: 'text' },
      { name: 'area_code', type: 'text' },
      { name: 'founded_on', type: 'date' },
    ],
    prepare: (context) => {
      const judge = liveProblems(context);
      const { today } = context;
      return (row, refuse) => {
        const { id, name, area, foundedOn } = row as Record<string, string | undefined>;
        if (id !== undefined && !isUuid(id)) refuse('id', { zh: '不是系统编号', en: 'is no record id' });
        if (area !== undefined && !managesRulesOf(context, area))
          refuse('area', {
            zh: '没有这个区划，或不在您的管辖范围',
            en: 'there is no such area, or it lies outside your territory',
          });
        judge(refuse, ({ locale }) => nameProblem(locale, 'input.name', name ?? 'x'));
        judge(refuse, ({ locale }) => dayProblem(locale, 'input.foundedOn', { to: today }, foundedOn ?? today));
        return [id, name, area, foundedOn];
      };
    },
    resolve: async (work) => {
      const { sql, fault } = work;
      await sql('update import_stage s set id = c.id, known = true from corps c where c.id = s.given_id');
      await fault(
        'id',
        { zh: '没有这个编号的队伍', en: 'there is no corps of this id' },
        'select n from import_stage where given_id is not null and not known',
      );
      await sql(
        `update import_stage s set id = c.id, known = true from corps c
         where s.given_id is null and c.area_code = s.area_code and c.name = s.name and c.dissolved_on is null`,
      );
      await fault(
        'id',
        { zh: '该队伍已撤销', en: 'the corps is dissolved' },
        'select s.n from import_stage s join corps c on s.known and c.id = s.id where c.dissolved_on is not null',
      );
      await fault(
        'area',
        { zh: '队伍不换区划', en: 'a corps keeps its area' },
        'select s.n from import_stage s join corps c on s.known and c.id = s.id where c.area_code <> s.area_code',
      );
      await fault(
        'foundedOn',
        { zh: '队伍的组建日期不能更改', en: 'a corps keeps the day on which it was founded' },
        'select s.n from import_stage s join corps c on s.known and c.id = s.id where c.founded_on <> s.founded_on',
      );
      await refuseTwice(work, 'name', `area_code || '/' || name`);
      await fault(
        'name',
        { zh: '该区划内已有同名队伍', en: 'a corps of this area has the name already' },
        `select s.n from import_stage s join corps c on c.area_code = s.area_code and c.name = s.name and c.id <> s.id
         where c.dissolved_on is null`,
      );
    },
    target: {
      table: 'corps',
      columns: [{ name: 'name' }, { name: 'area_code', update: false }, { name: 'founded_on', update: false }],
      fingerprint: ['name', 'area_code', 'founded_on', 'dissolved_on'],
      label: 't.name',
    },
    inUse: [
      {
        when: 'exists (select 1 from corps_membership m where m.corps_id = t.id)',
        explanation: { zh: '已有成员', en: 'workers belong or belonged to it' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: { area: true, grid: false },
    select: (context, { areaCode }) => ({
      sql: `select id, name, area_code as area, founded_on::text as "foundedOn" from corps
        where dissolved_on is null and ($1::text[] is null or area_code = any($1::text[])) order by area_code, name collate "C", id`,
      params: [typeof areaCode === 'string' ? context.areas.withDescendants(areaCode) : null],
    }),
  },
};
