import {
  conflict,
  invalidInput,
  notFound,
  runCommand,
  type CommandOutcome,
  type Conflict,
  type EntityManager,
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
import { lengthProblem } from '../visit/check-visit-input.ts';
import { PatrolRoute, type RouteStop } from './patrol.ts';

export interface StopInput {
  readonly name: string;
  readonly longitude?: number | null | undefined;
  readonly latitude?: number | null | undefined;
}

export interface PutPatrolRouteInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly routeId?: string | null | undefined;
  readonly gridId: string;
  readonly name: string;
  readonly stops: readonly StopInput[];
  readonly retired?: boolean | null | undefined;
}

export interface PutPatrolRouteSuccess {
  readonly __typename: 'PutPatrolRouteSuccess';
  readonly routeId: string;
}

type Result = PutPatrolRouteSuccess | InvalidInput | NotFound | Conflict;

const MAX_STOPS = 50;

/** What is wrong with the stops of a route. */
export const stopsProblem = ({ locale }: Context, stops: readonly StopInput[]): InvalidInput | undefined => {
  if (stops.length < 1 || stops.length > MAX_STOPS) {
    return invalidInput(
      locale,
      'input.stops',
      { zh: `input.stops 应有 1 至 ${MAX_STOPS} 个点位。`, en: `input.stops has 1 to ${MAX_STOPS} stops.` },
      `1–${MAX_STOPS}`,
    );
  }
  for (const [index, { name, longitude, latitude }] of stops.entries()) {
    const problem = lengthProblem(locale, `input.stops.${index}.name`, name, 40, 1);
    if (problem) return problem;
    if (isAbsent(longitude) !== isAbsent(latitude) || Math.abs(longitude ?? 0) > 180 || Math.abs(latitude ?? 0) > 90) {
      return invalidInput(locale, `input.stops.${index}.longitude`, {
        zh: `input.stops.${index}.longitude、latitude 须同时填写，为 WGS 84 的经度、纬度。`,
        en: `input.stops.${index}.longitude and latitude are given together, in degrees of WGS 84.`,
      });
    }
  }
  return undefined;
};

const stopOf = ({ name, longitude, latitude }: StopInput): RouteStop => ({
  name: name.trim(),
  ...(isAbsent(longitude) || isAbsent(latitude) ? {} : { longitude, latitude }),
});

const put = async (
  context: Context,
  em: EntityManager,
  input: PutPatrolRouteInput,
): Promise<CommandOutcome<Result>> => {
  const { locale } = context;
  const grid = isUuid(input.gridId)
    ? await em.findOne(Grid, { id: input.gridId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!grid || !isInTerritory(context.reach('MANAGE_PATROL_ROUTES'), { gridId: grid.id, areaCode: grid.areaCode })) {
    return { result: notFound(locale, 'input.gridId') };
  }
  const problem = lengthProblem(locale, 'input.name', input.name, 40, 1) ?? stopsProblem(context, input.stops);
  if (problem) return { result: problem };
  const known = isAbsent(input.routeId)
    ? null
    : isUuid(input.routeId)
      ? await em.findOne(PatrolRoute, { id: input.routeId, gridId: grid.id })
      : null;
  if (!isAbsent(input.routeId) && !known) return { result: notFound(locale, 'input.routeId') };
  const name = input.name.trim();
  const sameName = await em.findOne(PatrolRoute, { gridId: grid.id, name, retiredOn: null });
  if (sameName && sameName.id !== known?.id && input.retired !== true) {
    return {
      result: conflict(locale, { zh: '本网格已有同名路线。', en: 'The grid has a route of that name already.' }),
    };
  }
  const route =
    known ?? Object.assign(new PatrolRoute(), { id: context.newId(), gridId: grid.id, areaCode: grid.areaCode });
  route.name = name;
  route.stops = input.stops.map(stopOf);
  route.retiredOn = input.retired === true ? context.today : null;
  em.persist(route);
  await em.flush();
  return { result: { __typename: 'PutPatrolRouteSuccess', routeId: route.id } };
};

/** Lays out, changes or retires a route of a grid (巡查路线); patrols that walked it keep it. */
export const putPatrolRoute = (context: Context, input: PutPatrolRouteInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, { name: 'putPatrolRoute', input, work: (em) => put(context, em, input) });
