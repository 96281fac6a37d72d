import type { Permission } from '@gridloom/access';
import { badArgument, type Reach } from '@gridloom/service-kit';
import { parseAreaCode } from '@gridloom/standards';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { loadGrid } from '../grid/load-grids.ts';
import { isUuid } from '../ids.ts';

/** Where a list looks: an area with all below it, or one grid; left out, wherever the caller may. */
export interface PlaceFilter {
  readonly areaCode?: string | null | undefined;
  readonly gridId?: string | null | undefined;
}

/** What of a place lies within the caller's reach, spelled out. */
export interface Within {
  /** The whole county: neither filter nor reach leaves anything out. */
  readonly all: boolean;
  readonly areaCodes: readonly string[];
  readonly gridIds: readonly string[];
}

const nowhere: Within = { all: false, areaCodes: [], gridIds: [] };

const withinReach = ({ all, areaCodes, gridIds }: Reach): Within => ({ all, areaCodes, gridIds });

/** The area and the grids of the reach that lie in it. @throws Refused for what is no area code */
const withinArea = async (context: Context, reach: Reach, areaCode: string): Promise<Within> => {
  const parsed = parseAreaCode(areaCode);
  if (!parsed.ok)
    throw badArgument(context.locale, {
      zh: `areaCode：${parsed.explanation.zh}`,
      en: `areaCode: ${parsed.explanation.en}`,
    });
  if (reach.all && context.areas.isRoot(areaCode)) return withinReach(reach);
  const codes = context.areas.withDescendants(areaCode);
  const held = new Set(reach.areaCodes);
  const grids = await Promise.all(reach.gridIds.map((id) => loadGrid(context, id)));
  return {
    all: false,
    areaCodes: reach.all ? codes : codes.filter((code) => held.has(code)),
    gridIds: grids.flatMap((grid) => (grid && codes.includes(grid.areaCode) ? [grid.id] : [])),
  };
};

/** Where a list looks, within what the caller may see by a permission. */
export const placesOf = async (context: Context, permission: Permission, filter: PlaceFilter): Promise<Within> => {
  const reach = context.peopleReach(permission);
  if (isAbsent(filter.gridId))
    return isAbsent(filter.areaCode) ? withinReach(reach) : withinArea(context, reach, filter.areaCode);
  const grid = isUuid(filter.gridId) ? await loadGrid(context, filter.gridId) : null;
  if (!grid) return nowhere;
  const isHeld = reach.all || reach.gridIds.includes(grid.id) || reach.areaCodes.includes(grid.areaCode);
  const isWanted = isAbsent(filter.areaCode) || context.areas.isWithin(grid.areaCode, filter.areaCode);
  return isHeld && isWanted ? { all: false, areaCodes: [], gridIds: [grid.id] } : nowhere;
};

/** The same as a condition on the rows of an alias, its values appended to `params`. */
export const placeSql = async (
  context: Context,
  permission: Permission,
  filter: PlaceFilter,
  alias: string,
  params: unknown[],
): Promise<string> => {
  const { all, areaCodes, gridIds } = await placesOf(context, permission, filter);
  if (all) return 'true';
  const parts = [
    ...(areaCodes.length > 0 ? [`${alias}.area_code = any($${String(params.push(areaCodes))}::text[])`] : []),
    ...(gridIds.length > 0 ? [`${alias}.grid_id = any($${String(params.push(gridIds))}::uuid[])`] : []),
  ];
  return parts.length > 0 ? `(${parts.join(' or ')})` : 'false';
};
