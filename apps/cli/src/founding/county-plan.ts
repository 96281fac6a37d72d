import { instantOn } from '@gridloom/standards';

import { allocate, type VillageShare } from './allocation.ts';
import { countyFigures, staffingOf, villageFigures, type CountyFigures, type Staffing } from './county-figures.ts';
import type { Divisions, DivisionVillage } from './divisions.ts';
import { layOut, type LaidGrid } from './grid-layout.ts';
import { createIds, type Ids } from './ids.ts';
import { grownUpName, planBodies, type Bodies } from './organization/bodies.ts';
import { adultsIn, isLeftBehind, membersOf, type Member } from './people/household-members.ts';
import type { Random } from './planned-life.ts';
import { createRandom, hash32, nth32 } from './random.ts';

/** What a founding is made of: the same choice gives the same county, down to every id. */
export interface FoundingChoice {
  /** Six digits. */
  readonly county: string;
  /** 1 is the whole county. */
  readonly scale: number;
  readonly seed: number;
  /** The day that counts as today, `YYYY-MM-DD`. */
  readonly asOf: string;
}

export interface PlanVillage extends DivisionVillage {
  readonly index: number;
  readonly share: VillageShare;
  readonly grids: readonly PlanGrid[];
}

export interface PlanWorker {
  readonly workerId: string;
  readonly accountId: string;
  readonly assignmentId: string;
  readonly name: string;
}

export interface PlanGrid extends LaidGrid {
  readonly id: string;
  readonly name: string;
}

/** The plan of a county: who and what there is, and where, without holding any of the people. */
export interface CountyPlan {
  readonly choice: FoundingChoice;
  readonly divisions: Divisions;
  readonly figures: CountyFigures;
  readonly staffing: Staffing;
  readonly today: string;
  /** The beginning of the day: whatever the clock says, nothing of the plan lies in the future. */
  readonly now: Date;
  readonly ids: Ids;
  readonly bodies: Bodies;
  readonly villages: readonly PlanVillage[];
  /** Basic grids in the order of the villages. */
  readonly grids: readonly PlanGrid[];
  /** Households, permanent and floating, are numbered from 0 through the county, grid by grid. */
  readonly householdCount: number;
  readonly workerCount: number;
  /** Random numbers of their own for each kind and key. */
  random(kind: string, ...key: readonly (string | number)[]): Random;
  /** A number of its own for the n-th of a kind; 0 to 2^32 - 1. */
  number(kind: string): (n: number) => number;
  gridOfHousehold(household: number): PlanGrid;
  isFloating(household: number): boolean;
  /** Whether a household of permanent residents is visited: all of a village that is told of, elsewhere about one in seven. */
  isVisited(household: number): boolean;
  sizeOf(household: number): number;
  adultsOf(household: number): number;
  isLeftBehind(household: number): boolean;
  members(household: number): readonly Member[];
  householdId(household: number): string;
  dwellingId(household: number): string;
  residentId(household: number, member: number): string;
  lodgerId(grid: PlanGrid, n: number): string;
  /** The n-th worker of a grid (0 …), and its head. */
  worker(grid: PlanGrid, n: number): PlanWorker;
  head(grid: PlanGrid): PlanWorker;
}

/** A household has fewer people than this; ids of residents are counted by it. */
const PEOPLE_PER_HOUSEHOLD = 16;
const LODGERS_PER_GRID = 4_096;
const VISITED_OF_100 = 14;

const dedicatedPlaces = [
  '农贸市场',
  '中心小学',
  '产业园区',
  '商业街',
  '卫生院',
  '物流园',
  '初级中学',
  '文化公园',
] as const;

export const nameOfFounding = ({ county, scale, seed, asOf }: FoundingChoice): string =>
  `founding/${county}/${String(scale)}/${String(seed)}/${asOf}`;

/** Plans a county. Takes some tenths of a second and some megabytes for half a million people. */
export const planCounty = (divisions: Divisions, choice: FoundingChoice): CountyPlan => {
  const { scale, seed } = choice;
  const ids = createIds(nameOfFounding(choice));
  const saltOf = (kind: string) => hash32(`${divisions.code} ${String(seed)} ${kind}`);
  const random: CountyPlan['random'] = (kind, ...key) => createRandom(saltOf(`${kind} ${key.join(' ')}`));
  const number = (kind: string) => {
    const salt = saltOf(kind);
    return (n: number) => nth32(salt, n);
  };
  const figures = countyFigures(divisions, scale);
  const staffing = staffingOf(divisions.code);
  const told = villageFigures(divisions.code, scale);
  const shares = allocate(divisions, figures, { scale, seed });
  const isTold = (village: number) => told.has(divisions.villages[village]?.code ?? '');
  const layout = layOut(divisions, shares, isTold, {
    salt: saltOf('layout'),
    workersPerGrid: staffing.isOneOneN ? 3 : 1,
  });

  const gridId = ids.numbered('grid');
  const grids = layout.grids.map((laid): PlanGrid => {
    const village = divisions.villages[laid.village]?.name ?? '';
    const nth = laid.number - (shares[laid.village]?.grids ?? 0) - 1;
    const place = dedicatedPlaces[nth % dedicatedPlaces.length] ?? '';
    const again = nth < dedicatedPlaces.length ? '' : `第${String(Math.floor(nth / dedicatedPlaces.length) + 1)}`;
    return {
      ...laid,
      id: gridId(laid.index),
      name: laid.kind === 'DEDICATED' ? `${village}${again}${place}专属网格` : `${village}第${String(laid.number)}网格`,
    };
  });
  const villages = divisions.villages.map((village, index): PlanVillage => {
    const share = shares[index];
    if (!share) throw new RangeError(`nothing is planned for ${village.code}`);
    return { ...village, index, share, grids: grids.slice(layout.gridsFrom[index], layout.gridsFrom[index + 1]) };
  });

  const gridAt = new Uint32Array(layout.sizes.length);
  for (const { index, householdsFrom, permanentHouseholds, floatingHouseholds } of grids)
    gridAt.fill(index, householdsFrom, householdsFrom + permanentHouseholds + floatingHouseholds);
  const gridOfHousehold = (household: number): PlanGrid => {
    const grid = grids[gridAt[household] ?? -1];
    if (!grid) throw new RangeError(`there is no household ${String(household)}`);
    return grid;
  };
  const drawOf = number('household-form');
  const seedOf = number('household-people');
  const visitedOf = number('household-visited');
  const sizeOf = (household: number) => layout.sizes[household] ?? 0;
  const isFloating = (household: number) => {
    const grid = gridOfHousehold(household);
    return household >= grid.householdsFrom + grid.permanentHouseholds;
  };
  const householdId = ids.numbered('household');
  const dwellingId = ids.numbered('dwelling');
  const residentId = ids.numbered('resident');
  const lodgerId = ids.numbered('lodger');
  const person = (kind: 'worker' | 'head') => {
    const workerId = ids.numbered(`grid-${kind}`);
    const accountId = ids.numbered(`account-${kind}`);
    const assignmentId = ids.numbered(`grid-assignment-${kind}`);
    const seeds = number(`name-${kind}`);
    return (n: number): PlanWorker => ({
      workerId: workerId(n),
      accountId: accountId(n),
      assignmentId: assignmentId(n),
      name: grownUpName(createRandom(seeds(n))).name,
    });
  };
  const workerAt = person('worker');
  const headAt = person('head');

  return {
    choice,
    divisions,
    figures,
    staffing,
    today: choice.asOf,
    now: instantOn(choice.asOf, 0),
    ids,
    bodies: planBodies(divisions, ids, random),
    villages,
    grids,
    householdCount: layout.sizes.length,
    workerCount: layout.workers,
    random,
    number,
    gridOfHousehold,
    isFloating,
    isVisited: (household) => {
      const grid = gridOfHousehold(household);
      if (household >= grid.householdsFrom + grid.permanentHouseholds) return false;
      return isTold(grid.village) || household === grid.householdsFrom || visitedOf(household) % 100 < VISITED_OF_100;
    },
    sizeOf,
    adultsOf: (household) => adultsIn(sizeOf(household), drawOf(household), isFloating(household)),
    isLeftBehind: (household) => isLeftBehind(sizeOf(household), drawOf(household), isFloating(household)),
    members: (household) =>
      membersOf(sizeOf(household), drawOf(household), createRandom(seedOf(household)), isFloating(household)),
    householdId,
    dwellingId,
    residentId: (household, member) => residentId(household * PEOPLE_PER_HOUSEHOLD + member),
    lodgerId: (grid, n) => lodgerId(grid.index * LODGERS_PER_GRID + n),
    worker: (grid, n) => workerAt(grid.workersFrom + n),
    head: (grid) => headAt(grid.index),
  };
};
