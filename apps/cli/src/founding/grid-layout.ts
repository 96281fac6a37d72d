import type { GridKind } from '@gridloom/grids/import';

import type { VillageShare } from './allocation.ts';
import type { Divisions } from './divisions.ts';
import { LARGEST_FLOATING_HOUSEHOLD, LARGEST_HOUSEHOLD } from './people/household-members.ts';
import { createRandom, nth32 } from './random.ts';
import { shareOut } from './share-out.ts';

/** A basic grid, with the numbers of its households and workers: those are counted through the county. */
export interface LaidGrid {
  readonly index: number;
  readonly village: number;
  /** 1, 2, 3 … within the village. */
  readonly number: number;
  readonly kind: GridKind;
  readonly householdsFrom: number;
  readonly permanentHouseholds: number;
  readonly floatingHouseholds: number;
  readonly workersFrom: number;
  readonly workers: number;
  /** Whether a party organization of its own is attached to it. */
  readonly hasPartyOrganization: boolean;
  readonly microGrids: number;
  /** Floating people who lodge with others instead of keeping house. */
  readonly lodgers: number;
}

export interface Layout {
  readonly grids: readonly LaidGrid[];
  /** First grid of each village, and the number of grids at the end. */
  readonly gridsFrom: Uint32Array;
  /** People in each household. */
  readonly sizes: Uint8Array;
  readonly workers: number;
}

/** Of a hundred households, how many have so many people (0, 1, 2 …). */
const sizeShares = [0, 16, 25, 27, 18, 9, 4, 1] as const;
const sizeOfShare = sizeShares.flatMap((share, size) => Array.from({ length: share }, () => size));

/** Sizes of so many households that add up to the people: drawn first, then one person moved at a time. */
const householdSizes = (households: number, people: number, salt: number): Uint8Array => {
  const random = createRandom(salt);
  const sizes = new Uint8Array(households);
  let sum = 0;
  for (let n = 0; n < households; n += 1) {
    const size = sizeOfShare[random.int(0, sizeOfShare.length - 1)] ?? 3;
    sizes[n] = size;
    sum += size;
  }
  const step = sum < people ? 1 : -1;
  const end = step > 0 ? LARGEST_HOUSEHOLD - 1 : 1;
  for (let at = random.int(0, Math.max(0, households - 1)); sum !== people; at = (at + 1) % households) {
    const size = sizes[at] ?? end;
    // Most of the moves change households in the middle, which keeps those that live alone and the large ones.
    const isMovable = step > 0 ? size < end : size > end;
    if (!isMovable || (size <= 2 && step < 0 && sum - people < households && random.chance(0.5))) continue;
    sizes[at] = size + step;
    sum += step;
  }
  return sizes;
};

const floatingSizes = (people: number, salt: number): readonly number[] => {
  const random = createRandom(salt);
  const sizes: number[] = [];
  for (let left = people; left > 0;) {
    const size = Math.min(left, random.int(1, LARGEST_FLOATING_HOUSEHOLD));
    sizes.push(size);
    left -= size;
  }
  return sizes;
};

/** Lays grids and households out: every household has its number, grid by grid, and keeps it. */
export const layOut = (
  divisions: Divisions,
  shares: readonly VillageShare[],
  keepsLodgers: (village: number) => boolean,
  { salt, workersPerGrid }: { readonly salt: number; readonly workersPerGrid: number },
): Layout => {
  const grids: LaidGrid[] = [];
  const gridsFrom = new Uint32Array(shares.length + 1);
  const sizes: Uint8Array[] = [];
  let households = 0;
  let workers = 0;
  for (const [village, share] of shares.entries()) {
    gridsFrom[village] = grids.length;
    const isCommunity = divisions.villages[village]?.isCommunity === true;
    const own = nth32(salt, village);
    const count = share.grids + share.dedicatedGrids;
    const isDedicated = (n: number) => n >= share.grids;
    const weights = Array.from({ length: count }, (_, n) => {
      const weight = 0.7 + (nth32(own, n) % 1000) / 1600;
      return isDedicated(n) ? weight / 10 : weight;
    });
    const permanent = shareOut(share.households, weights, 1);
    const permanentSizes = householdSizes(share.households, share.residents, own);
    const keeps = keepsLodgers(village);
    const floating = keeps ? [] : floatingSizes(share.floating, own ^ 5);
    const floatingPerGrid = shareOut(
      floating.length,
      weights.map((weight, n) => (isDedicated(n) ? weight * 20 : weight)),
    );
    const lodgers = keeps ? shareOut(share.floating, weights) : weights.map(() => 0);
    const micro = shareOut(
      share.microGrids,
      weights.map((weight, n) => (isDedicated(n) ? 0 : weight)),
    );
    const party = shareOut(
      share.gridPartyOrganizations,
      weights,
      0,
      weights.map(() => 1),
    );
    const perGrid = shareOut(
      share.workers,
      weights.map(Math.sqrt),
      Math.min(workersPerGrid, Math.floor(share.workers / count)),
    );
    let permanentAt = 0;
    let floatingAt = 0;
    for (let n = 0; n < count; n += 1) {
      const stay = permanent[n] ?? 0;
      const float = floatingPerGrid[n] ?? 0;
      sizes.push(permanentSizes.subarray(permanentAt, permanentAt + stay));
      sizes.push(Uint8Array.from(floating.slice(floatingAt, floatingAt + float)));
      grids.push({
        index: grids.length,
        village,
        number: n + 1,
        kind: isDedicated(n) ? 'DEDICATED' : isCommunity ? 'URBAN' : 'RURAL',
        householdsFrom: households,
        permanentHouseholds: stay,
        floatingHouseholds: float,
        workersFrom: workers,
        workers: perGrid[n] ?? 0,
        hasPartyOrganization: party[n] === 1,
        microGrids: micro[n] ?? 0,
        lodgers: lodgers[n] ?? 0,
      });
      permanentAt += stay;
      floatingAt += float;
      households += stay + float;
      workers += perGrid[n] ?? 0;
    }
  }
  gridsFrom[shares.length] = grids.length;
  const all = new Uint8Array(households);
  let at = 0;
  for (const some of sizes) {
    all.set(some, at);
    at += some.length;
  }
  return { grids, gridsFrom, sizes: all, workers };
};
