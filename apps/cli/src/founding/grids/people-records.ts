import type {
  DwellingRecord,
  HouseholdRecord,
  OccupancyKind,
  OccupancyRecord,
  PopulationKind,
  ResidentRecord,
} from '@gridloom/grids/import';
import { addDays } from '@gridloom/standards';

import type { CountyPlan, PlanGrid } from '../county-plan.ts';
import type { Member } from '../people/household-members.ts';
import { familyName, givenName } from '../people/names.ts';
import { addressesOf } from './addresses.ts';
import { createIdNumbers, syntheticPhone } from './id-numbers.ts';

const REGISTERED_LONG_AGO = 900;
/** Not visited yet are those that were registered so lately that their first visit is hardly due. */
const REGISTERED_LATELY = 96;
const OVERSEAS_ONE_IN = 9_000;
const WITHOUT_PHONE_OF_100 = 9;
const VERIFIED_OF_100 = 93;

/** Days, each worked out once. */
export const daysBefore = (today: string): ((days: number) => string) => {
  const known: string[] = [];
  return (days) => (known[days] ??= addDays(today, -days));
};

/** Dwellings (房屋): one for each household, floating people rent theirs. */
export function* dwellingRecords(plan: CountyPlan): Generator<DwellingRecord> {
  const addressOf = addressesOf(plan);
  for (let household = 0; household < plan.householdCount; household += 1)
    yield {
      id: plan.dwellingId(household),
      gridId: plan.gridOfHousehold(household).id,
      address: addressOf(household),
    };
}

/** Households (户), grid by grid. */
export function* householdRecords(plan: CountyPlan): Generator<HouseholdRecord> {
  const addressOf = addressesOf(plan);
  const ago = daysBefore(plan.today);
  const draw = plan.number('household-registered');
  for (let household = 0; household < plan.householdCount; household += 1) {
    const days = plan.isVisited(household)
      ? REGISTERED_LONG_AGO + (draw(household) % 300)
      : 1 + (draw(household) % REGISTERED_LATELY);
    yield {
      id: plan.householdId(household),
      number: plan.divisions.code + String(household + 1).padStart(8, '0'),
      gridId: plan.gridOfHousehold(household).id,
      dwellingId: plan.dwellingId(household),
      address: addressOf(household),
      registeredOn: ago(days),
    };
  }
}

const DAYS_A_YEAR = 365.2425;

const daysOld = (age: number, draw: number): number => Math.ceil(age * DAYS_A_YEAR) + (draw % 364) + 1;

interface Draws {
  readonly birth: (n: number) => number;
  readonly kind: (n: number) => number;
}

const kindOf = (
  plan: CountyPlan,
  grid: PlanGrid,
  household: number,
  member: number,
  { kind }: Draws,
): PopulationKind => {
  if (plan.isFloating(household)) return 'FLOATING';
  return member === 0 && grid.kind === 'URBAN' && kind(household) % OVERSEAS_ONE_IN === 7
    ? 'OVERSEAS'
    : 'PERMANENT_REGISTERED';
};

const hasPhone = ({ age }: Member, draw: number): boolean =>
  age >= 16 && draw % 100 >= (age >= 75 ? 4 * WITHOUT_PHONE_OF_100 : WITHOUT_PHONE_OF_100);

/** Residents (居民) household by household, and whoever lodges without one. */
export function* residentRecords(plan: CountyPlan): Generator<ResidentRecord> {
  const idNumber = createIdNumbers(plan.today);
  const ago = daysBefore(plan.today);
  const draws: Draws = { birth: plan.number('resident-birth'), kind: plan.number('resident-kind') };
  const verified = plan.number('household-verified');
  const lodgers = plan.number('lodger');
  let nth = 0;
  for (const grid of plan.grids) {
    const end = grid.householdsFrom + grid.permanentHouseholds + grid.floatingHouseholds;
    for (let household = grid.householdsFrom; household < end; household += 1) {
      const householdId = plan.householdId(household);
      const draw = verified(household);
      const verifiedOn = ago(draw % 100 < VERIFIED_OF_100 ? 1 + (draw % 340) : 380 + (draw % 300));
      for (const [member, person] of plan.members(household).entries()) {
        const birth = draws.birth(nth);
        yield {
          id: plan.residentId(household, member),
          householdId,
          relation: person.relation,
          gridId: grid.id,
          name: person.name,
          idNumber: idNumber(daysOld(person.age, birth), person.sex),
          ...(hasPhone(person, birth >>> 10) ? { phone: syntheticPhone(nth) } : {}),
          populationKind: kindOf(plan, grid, household, member, draws),
          verifiedOn,
        };
        nth += 1;
      }
    }
    for (let n = 0; n < grid.lodgers; n += 1) {
      const draw = lodgers(nth);
      const sex = draw % 2 === 0 ? 'MALE' : 'FEMALE';
      const age = 19 + (draw % 37);
      yield {
        id: plan.lodgerId(grid, n),
        gridId: grid.id,
        name: familyName(draw >>> 3) + givenName(sex, age, draw >>> 9),
        idNumber: idNumber(daysOld(age, draw >>> 5), sex),
        phone: syntheticPhone(nth),
        populationKind: 'FLOATING',
        verifiedOn: ago(1 + (draw % 200)),
      };
      nth += 1;
    }
  }
}

/** Who lives where, and as what (人房关系). */
export function* occupancyRecords(plan: CountyPlan): Generator<OccupancyRecord> {
  const ago = daysBefore(plan.today);
  const draw = plan.number('occupancy');
  for (const grid of plan.grids) {
    const end = grid.householdsFrom + grid.permanentHouseholds + grid.floatingHouseholds;
    for (let household = grid.householdsFrom; household < end; household += 1) {
      const dwellingId = plan.dwellingId(household);
      const number = draw(household);
      const isFloating = plan.isFloating(household);
      const rents = isFloating || (grid.kind === 'URBAN' && number % 100 < 12);
      const kind: OccupancyKind = rents ? 'RENT' : number % 100 === 99 ? 'TEMPORARY' : 'OWN';
      const since = ago(isFloating ? 30 + (number % 900) : 700 + (number % 6_000));
      const size = plan.sizeOf(household);
      for (let member = 0; member < size; member += 1)
        yield { dwellingId, residentId: plan.residentId(household, member), kind, since };
    }
    for (let n = 0; n < grid.lodgers; n += 1)
      yield {
        dwellingId: plan.dwellingId(grid.householdsFrom + (n % Math.max(1, grid.permanentHouseholds))),
        residentId: plan.lodgerId(grid, n),
        kind: 'LODGE',
        since: ago(40 + (draw(n + grid.index) % 400)),
      };
  }
}
