import {
  invalidInput,
  notFound,
  runCommand,
  type InvalidInput,
  type KeyReused,
  type NotFound,
} from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/postgresql';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { Grid } from '../grid/grid.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { isUuid } from '../ids.ts';

export interface ArrangeMicroGridInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly householdIds: readonly string[];
  readonly microGridId?: string | null | undefined;
}

export interface ArrangeMicroGridSuccess {
  readonly __typename: 'ArrangeMicroGridSuccess';
  readonly microGridId: string | null;
  readonly moved: number;
}

type Result = ArrangeMicroGridSuccess | InvalidInput | NotFound;

const MOST_AT_ONCE = 500;

/** Puts households into a micro-grid of their basic grid, or takes them out of it (划入微网格). */
export const arrangeMicroGrid = (context: Context, input: ArrangeMicroGridInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'arrangeMicroGrid',
    input,
    work: async (em, sql) => {
      const { locale, today } = context;
      const reach = context.reach('ARRANGE_MICRO_GRIDS');
      const { householdIds, microGridId } = input;
      if (householdIds.length < 1 || householdIds.length > MOST_AT_ONCE)
        return {
          result: invalidInput(
            locale,
            'input.householdIds',
            { zh: `一次 1 至 ${MOST_AT_ONCE} 户。`, en: `1 to ${MOST_AT_ONCE} households at once.` },
            `1–${MOST_AT_ONCE}`,
          ),
        };
      const wrong = householdIds.findIndex((id) => !isUuid(id));
      if (wrong >= 0) return { result: notFound(locale, `input.householdIds.${wrong}`) };
      const micro =
        isAbsent(microGridId) || !isUuid(microGridId)
          ? null
          : await em.findOne(Grid, { id: microGridId }, { lockMode: LockMode.PESSIMISTIC_READ });
      if (
        !isAbsent(microGridId) &&
        (micro?.level !== 'MICRO' ||
          !micro.isValidOn(today) ||
          !isInTerritory(reach, { areaCode: micro.areaCode, gridId: micro.id }))
      )
        return { result: notFound(locale, 'input.microGridId') };
      const ids = householdIds.map((id) => id.toLowerCase());
      const rows = await sql(
        `select id, grid_id, area_code from household where id = any($1::uuid[]) and dissolved_on is null order by id for update`,
        [ids],
      );
      const homes = new Map(rows.map((row) => [row.id as string, row]));
      for (const [index, id] of ids.entries()) {
        const row = homes.get(id);
        const place = row && { areaCode: row.area_code as string, gridId: row.grid_id as string };
        const field = `input.householdIds.${index}`;
        if (!place || !isInTerritory(reach, place)) return { result: notFound(locale, field) };
        if (micro && place.gridId !== micro.parentGridId)
          return {
            result: invalidInput(locale, field, {
              zh: '该户不在这个微网格所属的基础网格内。',
              en: 'The household lives in another basic grid than that of the micro-grid.',
            }),
          };
      }
      const moved = await sql(
        `update household set micro_grid_id = $2, version = version + 1
         where id = any($1::uuid[]) and micro_grid_id is distinct from $2::uuid returning id`,
        [ids, micro?.id ?? null],
      );
      return {
        result: { __typename: 'ArrangeMicroGridSuccess', microGridId: micro?.id ?? null, moved: moved.length },
      };
    },
  });
