import type { Reach, SubgraphContext } from '@gridloom/service-kit';

const widened = async (context: SubgraphContext): Promise<Reach> => {
  const reach = context.reach('READ_SOCIETIES');
  if (reach.all || reach.organizationIds.length > 0) return { ...reach, all: true };
  if (reach.gridIds.length === 0) return reach;
  const villages = await context.sql('select distinct area_code from grid_view where id = any($1::uuid[])', [
    reach.gridIds,
  ]);
  return { ...reach, areaCodes: [...new Set([...reach.areaCodes, ...villages.map((row) => row.area_code as string)])] };
};

/**
 * Societies are at home in a village: who works in one of its grids sees those of the whole village. A department has no
 * territory of its own and serves the county, so its officers see all (names and figures, not what residents told them).
 */
export const societyReachOf = (context: SubgraphContext): (() => Promise<Reach>) => {
  let found: Promise<Reach> | undefined;
  return () => (found ??= widened(context));
};
