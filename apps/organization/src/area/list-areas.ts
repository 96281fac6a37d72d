import type { PageArgs } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { equals, hasWords, readList, readListOf, type Bind, type List, type ListPage } from '../list-page.ts';
import type { Area, AreaLevel } from './area.ts';
import { loadArea } from './load-area.ts';

export type AreaPage = ListPage<Area>;

const areas: List<Area> = {
  name: 'areas',
  table: 'area',
  id: 'code',
  keys: [{ expression: 't.code collate "C"', direction: 'asc', type: 'text' }],
  load: loadArea,
};

const validToday = (bind: Bind, context: Context): string => {
  const today = bind(shanghaiDay(context.now()));
  return `t.valid_from <= ${today}::date and (t.valid_until is null or t.valid_until > ${today}::date)`;
};

interface AreasAsked extends PageArgs {
  readonly level?: AreaLevel | null | undefined;
  readonly within?: string | null | undefined;
  readonly text?: string | null | undefined;
}

/** Areas that are valid today. */
export const listAreas = (context: Context, { level, within, text, ...args }: AreasAsked): Promise<AreaPage> =>
  readList(context, areas, args, (bind) => {
    const above = within == null ? undefined : bind(within);
    return [
      validToday(bind, context),
      equals(bind, 'level', level),
      above === undefined ? undefined : `(t.code = ${above} or ${above} = any(t.ancestors))`,
      hasWords(bind, text),
    ];
  });

/** The areas directly below one that are valid today. */
export const listChildren = (context: Context, code: string, args: PageArgs): Promise<AreaPage> =>
  readListOf(context, areas, { id: code, column: 'parent_code', type: 'text' }, args, (bind) => [
    validToday(bind, context),
  ]);
