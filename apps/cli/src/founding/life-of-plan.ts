import type { CountyPlan, PlanVillage } from './county-plan.ts';
import type { DepartmentName } from './organization/departments.ts';
import type { PlannedBody, PlannedLife, PlannedSociety, PlannedVillage, PlannedVolunteer } from './planned-life.ts';
import type { Body } from './organization/bodies.ts';
import { villageAdults, type Adult, type VillageAdults } from './village-adults.ts';
import { plannedVisitDemands } from './grids/planned-visit-demands.ts';

/** Residents who have signed up themselves, in every village. */
const RESIDENT_ACCOUNTS = 3;
const OLDEST_HELPER = 74;

/** A resident who signs in, with the account. */
export interface ResidentWithAccount extends Adult {
  readonly accountId: string;
  readonly name: string;
}

export interface VillageWithPeople extends PlannedVillage {
  readonly residentAccounts: readonly ResidentWithAccount[];
}

/** The county as the generators of organization, societies, volunteers and cases see it. */
export interface CountyLife extends PlannedLife {
  readonly villages: readonly VillageWithPeople[];
}

/** Gives one grown-up after the other, none twice before all had their turn, spread over the village. */
const takeTurns = (plan: CountyPlan, adults: VillageAdults, first: number) => {
  let taken = 0;
  const strides = [97, 89, 61, 37, 13, 7, 5, 3, 2];
  const stride = strides.find((step) => adults.count % step !== 0) ?? 1;
  return (): Adult & { readonly name: string; readonly isFirstTurn: boolean } => {
    const turn = (): Adult & { readonly name: string; readonly age: number } => {
      const adult = adults.at((first + taken * stride) % adults.count);
      taken += 1;
      const { name, age } = plan.members(adult.household)[adult.member] ?? { name: '', age: 0 };
      return { ...adult, name, age };
    };
    let person = turn();
    while (person.age > OLDEST_HELPER && taken < adults.count) person = turn();
    return { ...person, isFirstTurn: taken <= adults.count };
  };
};

const bodyOf = ({ id, officials }: Body): PlannedBody => ({
  organizationId: id,
  officerAccountIds: officials.map(({ accountId }) => accountId),
});

const kinds = ['SELF_GOVERNING', 'RECREATIONAL', 'VOLUNTEER'] as const;

const planVillage = (plan: CountyPlan, village: PlanVillage): VillageWithPeople => {
  const { ids, bodies } = plan;
  const adults = villageAdults(plan, village);
  const random = plan.random('village', village.code);
  const next = takeTurns(plan, adults, random.int(0, adults.count - 1));
  const residentAccounts = Array.from({ length: Math.min(RESIDENT_ACCOUNTS, adults.count) }, (_, n) => ({
    ...next(),
    accountId: ids.id('account', 'resident', village.code, n),
  }));
  const societies = kinds.flatMap((kind) =>
    Array.from({ length: village.share.societies[kind] }, (_, n): PlannedSociety => ({
      id: ids.id('society', village.code, kind, n),
      kind,
      organizerAccountId: ids.id('account', 'organizer', village.code, kind, n),
      organizerName: next().name,
    })),
  );
  const volunteers = Array.from({ length: village.share.volunteers }, (_, n): PlannedVolunteer => {
    const { name, residentId, isFirstTurn } = next();
    return {
      id: ids.id('volunteer', village.code, n),
      accountId: ids.id('account', 'volunteer', village.code, n),
      name,
      ...(isFirstTurn ? { residentId } : {}),
    };
  });
  const township = bodies.townships.get(village.townshipCode);
  const committee = bodies.committees.get(village.code);
  const secretary = committee?.officials[0];
  if (!township || !secretary) throw new RangeError(`${village.code} has no committee or township`);
  return {
    code: village.code,
    name: village.name,
    townshipCode: village.townshipCode,
    isCommunity: village.isCommunity,
    residents: village.share.residents,
    grids: village.grids.map((grid) => ({
      id: grid.id,
      workerAccountIds: Array.from({ length: grid.workers }, (_, n) => plan.worker(grid, n).accountId),
    })),
    secretaryAccountId: secretary.accountId,
    committeeId: committee.id,
    township: bodyOf(township),
    adults: adults.count,
    adult: (n) => {
      const { residentId, gridId } = adults.at(n);
      return { residentId, gridId };
    },
    residentAccounts,
    societies,
    volunteers,
  };
};

/** What the plan says of the county's life. */
export const lifeOfPlan = (plan: CountyPlan): CountyLife => {
  const { figures, divisions, bodies } = plan;
  const department = (name: DepartmentName): PlannedBody => {
    const body = bodies.departments.get(name);
    if (!body) throw new RangeError(`the county has no department ${name}`);
    return bodyOf(body);
  };
  return {
    countyCode: divisions.code,
    countyName: divisions.name,
    scale: plan.choice.scale,
    now: plan.now,
    today: plan.today,
    villages: plan.villages.map((village) => planVillage(plan, village)),
    figures: {
      members: figures.members,
      acceptedCases: figures.acceptedCases,
      closedCases: figures.closedCases,
    },
    gridOfficeAccountIds: bodies.gridOffice.officials.map(({ accountId }) => accountId),
    department,
    *visitDemands() {
      for (const { demand } of plannedVisitDemands(plan)) yield demand;
    },
    id: (kind, ...key) => plan.ids.id(`life ${kind}`, ...key),
    random: (kind, ...key) => plan.random(`life ${kind}`, ...key),
  };
};
