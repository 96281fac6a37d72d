import { oneByKey, readCounters } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { Area } from './area.ts';

/** An area by its code, null for one that is none of this county; one statement for all that are asked for at once. */
export const loadArea = async (context: Context, code: string | null | undefined): Promise<Area | null> => {
  if (code == null) return null;
  return context.batches.load('Area', null, code, async (codes) => {
    const areas = await context.em.find(Area, { code: { $in: [...codes] } }, { disableIdentityMap: true });
    return oneByKey(codes, areas, (area) => area.code);
  });
};

/** The kept figures of areas, each with all areas below. */
export const areaMetrics = {
  partyMembers: 'party-members',
  gridPartyOrganizations: 'grid-party-organizations',
  deployedOrganizations: 'deployed-organizations',
} as const;

/** A kept figure of an area; one statement for all areas and figures that are asked for at once. */
export const loadAreaFigure = async (
  context: Context,
  code: string,
  metric: keyof typeof areaMetrics,
): Promise<number> => {
  const figure = await context.batches.load('Area.figures', null, code, async (codes) => {
    const figures = await readCounters(context.sql, codes);
    return codes.map((each) => figures.get(each) ?? (() => 0));
  });
  return figure(areaMetrics[metric]);
};
