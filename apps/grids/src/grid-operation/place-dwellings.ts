import {
  invalidInput,
  notFound,
  runCommand,
  type InvalidInput,
  type KeyReused,
  type NotFound,
} from '@gridloom/service-kit';
import { toWgs84, type GeoDatum } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { isUuid } from '../ids.ts';

export interface PlaceDwellingsInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly places: readonly { readonly dwellingId: string; readonly longitude: number; readonly latitude: number }[];
  readonly datum?: GeoDatum | null | undefined;
}

export interface PlaceDwellingsSuccess {
  readonly __typename: 'PlaceDwellingsSuccess';
  readonly placed: number;
}

type Result = PlaceDwellingsSuccess | InvalidInput | NotFound;

const MOST_AT_ONCE = 500;

/** Says where dwellings stand (房屋定位); all of them, or none. */
export const placeDwellings = (context: Context, input: PlaceDwellingsInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'placeDwellings',
    input,
    work: async (_em, sql) => {
      const { locale } = context;
      const { places, datum } = input;
      const reach = context.peopleReach('PLACE_DWELLINGS');
      if (places.length < 1 || places.length > MOST_AT_ONCE)
        return {
          result: invalidInput(
            locale,
            'input.places',
            { zh: `一次 1 至 ${MOST_AT_ONCE} 处房屋。`, en: `1 to ${MOST_AT_ONCE} dwellings at once.` },
            `1–${MOST_AT_ONCE}`,
          ),
        };
      const given = places.filter(({ dwellingId }) => isUuid(dwellingId)).map(({ dwellingId }) => dwellingId);
      const rows = await sql(
        'select id, grid_id, area_code from dwelling where id = any($1::uuid[]) order by id for update',
        [given],
      );
      const known = new Map(rows.map((row) => [row.id as string, row]));
      for (const [index, { dwellingId, longitude, latitude }] of places.entries()) {
        const row = known.get(dwellingId.toLowerCase());
        if (!row || !isInTerritory(reach, { areaCode: row.area_code as string, gridId: row.grid_id as string }))
          return { result: notFound(locale, `input.places.${index}.dwellingId`) };
        if (!(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90))
          return {
            result: invalidInput(locale, `input.places.${index}`, {
              zh: '经度应在 -180 至 180、纬度应在 -90 至 90 之间。',
              en: 'Longitude lies between -180 and 180, latitude between -90 and 90.',
            }),
          };
      }
      const positions = places.map(({ longitude, latitude }) => toWgs84([longitude, latitude], datum ?? 'WGS84'));
      const placed = await sql(
        `update dwelling d set longitude = p.x, latitude = p.y, version = d.version + 1
         from unnest($1::uuid[], $2::float8[], $3::float8[]) as p (id, x, y)
         where d.id = p.id and (d.longitude is distinct from p.x or d.latitude is distinct from p.y) returning d.id`,
        [
          places.map(({ dwellingId }) => dwellingId),
          positions.map(([longitude]) => longitude),
          positions.map(([, latitude]) => latitude),
        ],
      );
      return { result: { __typename: 'PlaceDwellingsSuccess', placed: placed.length } };
    },
  });
