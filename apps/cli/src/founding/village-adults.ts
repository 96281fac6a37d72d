import type { CountyPlan, PlanVillage } from './county-plan.ts';
import type { PlannedPerson } from './planned-life.ts';

/** A grown-up permanent resident: which household, and which of its members. */
export interface Adult extends PlannedPerson {
  readonly household: number;
  readonly member: number;
}

/** The grown-up permanent residents of a village by number, household by household. */
export interface VillageAdults {
  readonly count: number;
  /** The n-th, from 0. Throws RangeError past the last. */
  at(n: number): Adult;
}

/** Numbers the adults of a village; what is held is one number a household. */
export const villageAdults = (plan: CountyPlan, village: PlanVillage): VillageAdults => {
  const starts = new Uint32Array(village.share.households + 1);
  const households = new Uint32Array(village.share.households);
  let at = 0;
  let count = 0;
  for (const { householdsFrom, permanentHouseholds } of village.grids) {
    for (let household = householdsFrom; household < householdsFrom + permanentHouseholds; household += 1) {
      starts[at] = count;
      households[at] = household;
      count += plan.adultsOf(household);
      at += 1;
    }
  }
  starts[at] = count;
  return {
    count,
    at: (n) => {
      if (!(n >= 0 && n < count)) throw new RangeError(`${village.name} has no adult ${String(n)}`);
      let low = 0;
      let high = at;
      while (high - low > 1) {
        const middle = (low + high) >>> 1;
        if ((starts[middle] ?? 0) <= n) low = middle;
        else high = middle;
      }
      const household = households[low] ?? 0;
      const member = n - (starts[low] ?? 0);
      return {
        household,
        member,
        residentId: plan.residentId(household, member),
        gridId: plan.gridOfHousehold(household).id,
      };
    },
  };
};
