import { invalidInput, type InvalidInput, type Locale } from '@gridloom/service-kit';
import type { GeoDatum } from '@gridloom/standards';

import { isAbsent } from '../absent.ts';
import { readBoundary, type Boundary } from '../grid/boundary.ts';
import type { GridCode, GridKind, GridLevel } from '../grid/grid.ts';
import { isUuid } from '../ids.ts';
import type { OperationPlan, PartRules } from './operation-plan.ts';

type Optional<T> = T | null | undefined;

interface Asked {
  readonly clientMutationKey?: Optional<string>;
  readonly effectiveOn?: Optional<string>;
  readonly reason?: Optional<string>;
}

export interface BoundaryInput {
  readonly geoJson: unknown;
  readonly datum?: Optional<GeoDatum>;
}

interface NewGridInput {
  readonly name: string;
  readonly codes: readonly GridCode[];
  readonly boundary?: Optional<BoundaryInput>;
}

export interface DrawGridInput extends Asked, NewGridInput {
  readonly areaCode: string;
  readonly kind: GridKind;
  readonly level?: Optional<GridLevel>;
  readonly parentGridId?: Optional<string>;
}

export interface PartInput extends NewGridInput {
  readonly kind?: Optional<GridKind>;
  readonly holds?: Optional<{
    readonly microGridIds?: Optional<readonly string[]>;
    readonly householdIds?: Optional<readonly string[]>;
    readonly addresses?: Optional<readonly string[]>;
    readonly withinBoundary?: Optional<boolean>;
    readonly rest?: Optional<boolean>;
  }>;
  readonly assignmentIds?: Optional<readonly string[]>;
}

export interface SplitGridInput extends Asked {
  readonly gridId: string;
  readonly parts: readonly PartInput[];
}

export interface MergeGridsInput extends Asked, NewGridInput {
  readonly gridIds: readonly string[];
  readonly kind?: Optional<GridKind>;
}

export interface RenumberGridInput extends Asked {
  readonly gridId: string;
  readonly name?: Optional<string>;
  readonly codes?: Optional<readonly GridCode[]>;
}

export interface RetireGridInput extends Asked {
  readonly gridId: string;
}

export interface RedrawGridInput extends Asked {
  readonly gridId: string;
  readonly boundary: BoundaryInput;
}

/** The grid as it now is, as far as an input may leave things as they are. */
export interface Known {
  readonly id: string;
  readonly areaCode: string;
  readonly kind: GridKind;
  readonly name: string;
  readonly codes: readonly GridCode[];
}

const MOST_LISTED = 20_000;
const LONGEST_ADDRESS = 100;
const LONGEST_REASON = 500;

/** What is wrong with the day or the reason. */
export const askedProblem = (
  locale: Locale,
  { effectiveOn, reason }: Asked,
  today: string,
): InvalidInput | undefined => {
  if (!isAbsent(effectiveOn) && effectiveOn < today)
    return invalidInput(
      locale,
      'input.effectiveOn',
      {
        zh: `effectiveOn 应为今天（${today}）或以后的日子。`,
        en: `effectiveOn is today, ${today}, or a day to come.`,
      },
      `>= ${today}`,
    );
  return (reason?.length ?? 0) <= LONGEST_REASON
    ? undefined
    : invalidInput(
        locale,
        'input.reason',
        { zh: `reason 最多 ${LONGEST_REASON} 个字。`, en: `reason has at most ${LONGEST_REASON} characters.` },
        `0–${LONGEST_REASON}`,
      );
};

/** A boundary in WGS 84, or what is wrong with its form; null where none is given. */
export const readBoundaryInput = (
  locale: Locale,
  input: Optional<BoundaryInput>,
  field: string,
): { readonly boundary: Boundary | null } | InvalidInput => {
  if (isAbsent(input)) return { boundary: null };
  const read = readBoundary(input.geoJson, input.datum ?? 'WGS84');
  return 'problem' in read
    ? invalidInput(locale, `${field}.geoJson`, { zh: `${read.problem.zh}。`, en: `${read.problem.en}.` }, 'GeoJSON')
    : read;
};

const idsOf = (locale: Locale, ids: Optional<readonly string[]>, field: string): string[] | InvalidInput => {
  const given = ids ?? [];
  const wrong = given.findIndex((id) => !isUuid(id));
  if (wrong >= 0)
    return invalidInput(locale, `${field}.${wrong}`, {
      zh: `${field}.${wrong} 不是有效的编号。`,
      en: `${field}.${wrong} is no id.`,
    });
  return given.length <= MOST_LISTED
    ? given.map((id) => id.toLowerCase())
    : invalidInput(locale, field, {
        zh: `${field} 最多 ${MOST_LISTED} 项。`,
        en: `${field} has at most ${MOST_LISTED} entries.`,
      });
};

const rulesOf = (locale: Locale, holds: PartInput['holds'], field: string): PartRules | InvalidInput => {
  const microGridIds = idsOf(locale, holds?.microGridIds, `${field}.microGridIds`);
  if ('__typename' in microGridIds) return microGridIds;
  const householdIds = idsOf(locale, holds?.householdIds, `${field}.householdIds`);
  if ('__typename' in householdIds) return householdIds;
  const addresses = (holds?.addresses ?? []).map((address) => address.trim());
  const wrong = addresses.findIndex((address) => address === '' || address.length > LONGEST_ADDRESS);
  if (wrong >= 0 || addresses.length > LONGEST_ADDRESS)
    return invalidInput(locale, `${field}.addresses.${Math.max(wrong, 0)}`, {
      zh: `地址片段应为 1 至 ${LONGEST_ADDRESS} 个字，最多 ${LONGEST_ADDRESS} 个。`,
      en: `A part of an address has 1 to ${LONGEST_ADDRESS} characters; there are ${LONGEST_ADDRESS} at the most.`,
    });
  return {
    microGridIds,
    householdIds,
    addresses,
    withinBoundary: holds?.withinBoundary ?? false,
    rest: holds?.rest ?? false,
  };
};

const codesOf = (codes: readonly GridCode[]): GridCode[] => codes.map(({ scheme, code }) => ({ scheme, code }));

interface PlanTools {
  readonly locale: Locale;
  readonly newId: () => string;
}

type Planned = OperationPlan | InvalidInput;

export const planDraw = ({ locale, newId }: PlanTools, input: DrawGridInput): Planned => {
  const read = readBoundaryInput(locale, input.boundary, 'input.boundary');
  if ('__typename' in read) return read;
  const parent = idsOf(locale, isAbsent(input.parentGridId) ? [] : [input.parentGridId], 'input.parentGridId');
  if ('__typename' in parent) return parent;
  return {
    kind: 'DRAW',
    grid: {
      gridId: newId(),
      name: input.name.trim(),
      kind: input.kind,
      level: input.level ?? 'BASIC',
      areaCode: input.areaCode,
      parentGridId: parent[0] ?? null,
      codes: codesOf(input.codes),
      boundary: read.boundary,
    },
  };
};

export const planSplit = ({ locale, newId }: PlanTools, input: SplitGridInput, grid: Known): Planned => {
  const parts = [];
  for (const [index, part] of input.parts.entries()) {
    const field = `input.parts.${index}`;
    const read = readBoundaryInput(locale, part.boundary, `${field}.boundary`);
    if ('__typename' in read) return read;
    const holds = rulesOf(locale, part.holds, `${field}.holds`);
    if ('__typename' in holds) return holds;
    if (holds.withinBoundary && read.boundary === null)
      return invalidInput(locale, `${field}.boundary`, {
        zh: '按边界划分住户时，应给出该部分的边界。',
        en: 'A part that holds whoever lives within its boundary needs one.',
      });
    const assignmentIds = idsOf(locale, part.assignmentIds, `${field}.assignmentIds`);
    if ('__typename' in assignmentIds) return assignmentIds;
    parts.push({
      gridId: newId(),
      name: part.name.trim(),
      kind: part.kind ?? grid.kind,
      level: 'BASIC' as const,
      areaCode: grid.areaCode,
      parentGridId: null,
      codes: codesOf(part.codes),
      boundary: read.boundary,
      holds,
      assignmentIds,
    });
  }
  return { kind: 'SPLIT', gridId: grid.id, parts };
};

export const planMerge = ({ locale, newId }: PlanTools, input: MergeGridsInput, first: Known): Planned => {
  const gridIds = idsOf(locale, input.gridIds, 'input.gridIds');
  if ('__typename' in gridIds) return gridIds;
  const read = readBoundaryInput(locale, input.boundary, 'input.boundary');
  if ('__typename' in read) return read;
  return {
    kind: 'MERGE',
    gridIds,
    grid: {
      gridId: newId(),
      name: input.name.trim(),
      kind: input.kind ?? first.kind,
      level: 'BASIC',
      areaCode: first.areaCode,
      parentGridId: null,
      codes: codesOf(input.codes),
      boundary: read.boundary,
    },
  };
};

export const planRenumber = (_: PlanTools, input: RenumberGridInput, grid: Known): Planned => ({
  kind: 'RENUMBER',
  gridId: grid.id,
  name: input.name?.trim() ?? grid.name,
  codes: codesOf(input.codes ?? grid.codes),
});

export const planRetire = (_: PlanTools, _input: RetireGridInput, grid: Known): Planned => ({
  kind: 'RETIRE',
  gridId: grid.id,
});

export const planRedraw = ({ locale }: PlanTools, input: RedrawGridInput, grid: Known): Planned => {
  const read = readBoundaryInput(locale, input.boundary, 'input.boundary');
  if ('__typename' in read) return read;
  return read.boundary === null
    ? invalidInput(locale, 'input.boundary', { zh: '应给出边界。', en: 'A boundary is needed.' })
    : { kind: 'REDRAW', gridId: grid.id, boundary: read.boundary };
};
