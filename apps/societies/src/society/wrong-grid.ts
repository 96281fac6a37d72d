import { invalidInput, isUuid, type InvalidInput } from '@gridloom/service-kit';

import { wrongId } from '../check-input.ts';
import type { Context } from '../context.ts';

/** Says that a grid is not in force within an area, if one is given and so. */
export const wrongGrid = async (
  context: Context,
  field: string,
  gridId: string | null | undefined,
  areaCode: string,
): Promise<InvalidInput | undefined> => {
  if (gridId == null) return undefined;
  if (!isUuid(gridId)) return wrongId(context, field);
  const [grid] = await context.sql('select area_code from grid_view where id = $1 and valid_until is null', [gridId]);
  return grid && context.areas.isWithin(grid.area_code as string, areaCode)
    ? undefined
    : invalidInput(context.locale, field, {
        zh: `${areaCode} 没有此网格。`,
        en: `There is no such grid in ${areaCode}.`,
      });
};
