import { invalidInput, type InvalidInput } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import type { Grid } from '../grid/grid.ts';
import type { HazardClass } from '../hazard/hazard.ts';
import { clientKeyProblem, lengthProblem } from '../visit/check-visit-input.ts';
import type { PatrolRoute } from './patrol.ts';

export interface FoundHazardInput {
  readonly clientKey?: string | null | undefined;
  readonly classCode: string;
  readonly text: string;
  readonly place?: string | null | undefined;
  readonly longitude?: number | null | undefined;
  readonly latitude?: number | null | undefined;
  readonly foundAt?: Date | null | undefined;
  readonly fixedOnTheSpot?: boolean | null | undefined;
  readonly report?: boolean | null | undefined;
  readonly photoFileIds?: readonly string[] | null | undefined;
}

export interface RecordPatrolInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly clientKey?: string | null | undefined;
  readonly gridId: string;
  readonly routeId?: string | null | undefined;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly stopsSeen?: readonly number[] | null | undefined;
  readonly companions?: number | null | undefined;
  readonly note?: string | null | undefined;
  readonly hazards?: readonly FoundHazardInput[] | null | undefined;
}

const MAX_HAZARDS = 50;
const MAX_TEXT = 1_000;
const MAX_NOTE = 2_000;
const MAX_PLACE = 100;
export const MAX_COMPANIONS = 50;
export const LONGEST_HOURS = 24;
const HOUR_MS = 3_600_000;

/** What a patrol is judged by. */
export interface PatrolGround {
  readonly grid: Grid;
  readonly route: PatrolRoute | null;
  readonly classes: ReadonlyMap<string, HazardClass>;
  readonly now: Date;
}

const timesProblem = ({ locale }: Context, { startedAt, endedAt }: RecordPatrolInput): InvalidInput | undefined => {
  const hours = (endedAt.getTime() - startedAt.getTime()) / HOUR_MS;
  if (hours >= 0 && hours <= LONGEST_HOURS) return undefined;
  return invalidInput(
    locale,
    'input.endedAt',
    {
      zh: `input.endedAt 不早于 startedAt，且一次巡查至多 ${LONGEST_HOURS} 小时。`,
      en: `input.endedAt is not before startedAt, and a patrol takes ${LONGEST_HOURS} hours at most.`,
    },
    `0–${LONGEST_HOURS} h`,
  );
};

const stopsProblem = (
  { locale }: Context,
  { stopsSeen, companions }: RecordPatrolInput,
  route: PatrolRoute | null,
): InvalidInput | undefined => {
  const count = route?.stops.length ?? 0;
  const wrong = (stopsSeen ?? []).find((stop) => stop < 1 || stop > count);
  if (wrong !== undefined || new Set(stopsSeen).size !== (stopsSeen ?? []).length) {
    return invalidInput(
      locale,
      'input.stopsSeen',
      {
        zh: `input.stopsSeen 应为所走路线的点位序号，每个一次：1 至 ${count}；未走固定路线时不填。`,
        en: `input.stopsSeen names stops of the route, each once: 1 to ${count}; none without a route.`,
      },
      `1–${count}`,
    );
  }
  if ((companions ?? 0) < 0 || (companions ?? 0) > MAX_COMPANIONS) {
    return invalidInput(
      locale,
      'input.companions',
      { zh: `input.companions 应为 0 至 ${MAX_COMPANIONS} 人。`, en: `input.companions is 0 to ${MAX_COMPANIONS}.` },
      `0–${MAX_COMPANIONS}`,
    );
  }
  return undefined;
};

const positionProblem = ({ locale }: Context, field: string, { longitude, latitude }: FoundHazardInput) => {
  if (isAbsent(longitude) && isAbsent(latitude)) return undefined;
  if (!isAbsent(longitude) && !isAbsent(latitude) && Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90)
    return undefined;
  return invalidInput(
    locale,
    `${field}.longitude`,
    {
      zh: `${field}.longitude、latitude 须同时填写，为 WGS 84 的经度、纬度。`,
      en: `${field}.longitude and latitude are given together, in degrees of WGS 84.`,
    },
    '-180–180, -90–90',
  );
};

const hazardProblem = (
  context: Context,
  field: string,
  hazard: FoundHazardInput,
  { startedAt, endedAt }: RecordPatrolInput,
  { classes }: PatrolGround,
): InvalidInput | undefined => {
  const { locale, today } = context;
  const kind = classes.get(hazard.classCode);
  if (!kind || (kind.retiredOn !== null && kind.retiredOn <= today)) {
    const allowed = [...classes.values()]
      .filter(({ retiredOn }) => retiredOn === null)
      .map(({ code }) => code)
      .join(', ');
    return invalidInput(
      locale,
      `${field}.classCode`,
      {
        zh: `${field}.classCode 应为本县隐患类别：${allowed}。`,
        en: `${field}.classCode is a class of hazards of the county: ${allowed}.`,
      },
      allowed,
    );
  }
  if (hazard.fixedOnTheSpot === true && !kind.onTheSpot) {
    return invalidInput(locale, `${field}.fixedOnTheSpot`, {
      zh: `${field}.fixedOnTheSpot：“${kind.label}”不能当场处置了结，须复查。`,
      en: `${field}.fixedOnTheSpot: ${kind.code} is not put right on the spot; it is re-checked.`,
    });
  }
  if (hazard.foundAt && (hazard.foundAt < startedAt || hazard.foundAt > endedAt)) {
    return invalidInput(
      locale,
      `${field}.foundAt`,
      { zh: `${field}.foundAt 应在巡查起止之间。`, en: `${field}.foundAt lies within the patrol.` },
      `${startedAt.toISOString()} – ${endedAt.toISOString()}`,
    );
  }
  return (
    lengthProblem(locale, `${field}.text`, hazard.text, MAX_TEXT, 1) ??
    lengthProblem(locale, `${field}.place`, hazard.place, MAX_PLACE) ??
    clientKeyProblem(locale, `${field}.clientKey`, hazard.clientKey) ??
    positionProblem(context, field, hazard)
  );
};

/** What is wrong with a patrol as it was sent in, apart from its moments. */
export const patrolInputProblem = (
  context: Context,
  input: RecordPatrolInput,
  ground: PatrolGround,
): InvalidInput | undefined => {
  const { locale } = context;
  const hazards = input.hazards ?? [];
  if (hazards.length > MAX_HAZARDS) {
    return invalidInput(
      locale,
      'input.hazards',
      { zh: `input.hazards 一次最多 ${MAX_HAZARDS} 处。`, en: `input.hazards has at most ${MAX_HAZARDS} hazards.` },
      `0–${MAX_HAZARDS}`,
    );
  }
  const problem =
    clientKeyProblem(locale, 'input.clientKey', input.clientKey) ??
    timesProblem(context, input) ??
    stopsProblem(context, input, ground.route) ??
    lengthProblem(locale, 'input.note', input.note, MAX_NOTE);
  if (problem) return problem;
  for (const [index, hazard] of hazards.entries()) {
    const wrong = hazardProblem(context, `input.hazards.${index}`, hazard, input, ground);
    if (wrong) return wrong;
  }
  return undefined;
};
