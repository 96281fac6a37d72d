import { isUuid, manyByKey, oneByKey, reachSql, type Reach } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { figures } from '../figures.ts';
import { readFigures } from '../read-figures.ts';
import { childPage, entitiesOf, type ChildList } from '../rows.ts';
import { Centre } from './centre.ts';
import { Programme } from './programme.ts';

const MOST_CENTRES = 100;

const ofArea = (reach: Reach): ChildList<Centre> => ({
  name: 'Area.centres',
  entity: Centre,
  parentType: 'text',
  from: (params) =>
    `centre c where c.area_code in
       (select a.code from area_view a where a.code = parent.id or parent.id = any(a.ancestors))
     and ${reachSql(reach, { area: 'c.area_code' }, params)}`,
  alias: 'c',
  sort: [
    { expression: 'c.name', direction: 'asc', type: 'text' },
    { expression: 'c.id', direction: 'asc', type: 'uuid' },
  ],
  keyOf: (centre) => [centre.name, centre.id],
});

/** The centres of an area with all below it, by name. */
export const listCentresOfArea = async (
  context: Context,
  areaCode: string,
  first: number | null | undefined,
): Promise<Centre[]> => {
  const { edges } = await childPage(context, ofArea(await context.societyReach()), areaCode, {
    first: first ?? MOST_CENTRES,
  });
  return edges.map(({ node }) => node);
};

/** A centre by id, if it exists for the caller. */
export const findCentre = async (context: Context, id: string): Promise<Centre | null> =>
  isUuid(id)
    ? context.batches.load('Centre', null, id.toLowerCase(), async (ids) => {
        const params: unknown[] = [ids];
        const covered = reachSql(await context.societyReach(), { area: 'c.area_code' }, params);
        const rows = await context.sql(`select c.* from centre c where c.id = any($1::uuid[]) and ${covered}`, params);
        return oneByKey(ids, entitiesOf(context, Centre, rows), (centre) => centre.id);
      })
    : null;

/** The programmes of a centre, by name. */
export const listProgrammes = (context: Context, centreId: string): Promise<Programme[]> =>
  context.batches.load('Centre.programmes', null, centreId, async (ids) => {
    const rows = await context.sql('select * from programme where centre_id = any($1::uuid[]) order by name, id', [
      ids,
    ]);
    return manyByKey(ids, entitiesOf(context, Programme, rows), (programme) => programme.centreId);
  });

/** A kept figure of a programme. */
export const programmeFigure = async (context: Context, programme: Programme, metric: string): Promise<number> => {
  const figure = await readFigures(context, programme.id);
  return figure(metric);
};

/** Mean of the known wages in whole yuan a month; null where none is known. */
export const averageMonthlyWage = async (context: Context, programme: Programme): Promise<number | null> => {
  const figure = await readFigures(context, programme.id);
  const wages = figure(figures.wages);
  return wages === 0 ? null : Math.round(figure(figures.wageSum) / wages);
};
