import { checkIdNumber, checkPhoneNumber, SYNTHETIC_ID_PREFIX } from '@gridloom/standards';
import { describe, expect, test } from '@jest/globals';

import { BAISHU } from './county-figures.ts';
import { planCounty, type CountyPlan, type FoundingChoice } from './county-plan.ts';
import { readDivisions } from './divisions.ts';
import { emergencyContactRecords } from './grids/care-records.ts';
import { corpsRecords, gridAssignmentRecords, gridRecords, gridWorkerRecords } from './grids/grid-records.ts';
import { householdRecords, residentRecords } from './grids/people-records.ts';
import { plannedVisitDemands } from './grids/planned-visit-demands.ts';
import { visitDemandRecords, visitRecords } from './grids/visit-records.ts';
import { lifeOfPlan } from './life-of-plan.ts';
import { roleAssignmentRecords } from './organization/organization-records.ts';
import { partyMemberRecords, partyOrganizationRecords } from './organization/party-records.ts';

const choice = (county: string, scale: number): FoundingChoice => ({ county, scale, seed: 1, asOf: '2026-03-02' });
const plans = new Map<string, Promise<CountyPlan>>();
const planOf = (county: string, scale: number): Promise<CountyPlan> => {
  const key = `${county} ${String(scale)}`;
  const known =
    plans.get(key) ?? readDivisions(county).then((divisions) => planCounty(divisions, choice(county, scale)));
  plans.set(key, known);
  return known;
};
const count = (records: Iterable<unknown>) => [...records].length;
const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);

describe('The plan of Ruyang', () => {
  test('has the figures that the county told', async () => {
    const plan = await planOf('410326', 1);
    const kinds = (kind: string) => plan.grids.filter((grid) => grid.kind === kind).length;
    expect([plan.grids.length, kinds('URBAN'), kinds('RURAL'), kinds('DEDICATED')]).toEqual([2_494, 100, 2_316, 78]);
    expect(plan.workerCount).toBe(5_724);
    expect(plan.grids.filter(({ hasPartyOrganization }) => hasPartyOrganization)).toHaveLength(1_067);
    const life = lifeOfPlan(plan);
    const societies = life.villages.flatMap((village) => village.societies);
    const ofKind = (kind: string) => societies.filter((society) => society.kind === kind).length;
    expect([ofKind('SELF_GOVERNING'), ofKind('RECREATIONAL'), ofKind('VOLUNTEER')]).toEqual([1_322, 501, 1_143]);
    expect(life.figures).toEqual({ members: 25_192, acceptedCases: 1_389, closedCases: 1_365 });
    expect(count(partyMemberRecords(plan))).toBe(20_318);
    let permanent = 0;
    let floating = 0;
    for (const { populationKind } of residentRecords(plan)) {
      if (populationKind === 'FLOATING') floating += 1;
      else permanent += 1;
    }
    expect([permanent, floating]).toEqual([420_000, 12_600]);
  });

  test('has Baishu with 18 grids, 56 workers, 695 households and 2,087 residents, all households visited and some due again', async () => {
    const plan = await planOf('410326', 1);
    const village = plan.villages.find(({ code }) => code === BAISHU);
    const grids = village?.grids ?? [];
    expect(grids).toHaveLength(18);
    expect(grids[14]?.name).toBe('柏树村第15网格');
    expect(sum(grids.map(({ workers }) => workers))).toBe(56);
    const first = grids[0]?.householdsFrom ?? 0;
    const households = Array.from({ length: 695 }, (_, n) => first + n);
    expect(
      sum(grids.map(({ permanentHouseholds, floatingHouseholds }) => permanentHouseholds + floatingHouseholds)),
    ).toBe(695);
    expect(sum(households.map((household) => plan.sizeOf(household)))).toBe(2_087);
    const ids = new Set(households.map((household) => plan.householdId(household)));
    const last = new Map<string, number>();
    for (const { householdId, recordedAt } of visitRecords(plan))
      if (ids.has(householdId)) last.set(householdId, Math.max(last.get(householdId) ?? 0, recordedAt.getTime()));
    expect(last.size).toBe(695);
    const due = [...last.values()].filter((at) => at < plan.now.getTime() - 90 * 86_400_000).length;
    expect(due).toBeGreaterThan(10);
    expect(due).toBeLessThan(200);
  });
});

describe.each([
  ['410326', 1],
  ['410326', 0.1],
  ['410326', 0.01],
  ['430112', 1],
  ['430112', 0.1],
  ['330106', 1],
  ['330106', 0.01],
])('What is shared out in %s at scale %d', (county, scale) => {
  test('adds up exactly, and every village has a grid, every grid a worker and a household', async () => {
    const plan = await planOf(county, scale);
    const { figures, villages, grids } = plan;
    const total = (figure: (village: CountyPlan['villages'][number]) => number) => sum(villages.map(figure));
    expect(total(({ share }) => share.residents)).toBe(figures.residents);
    expect(total(({ share }) => share.households)).toBe(figures.households);
    expect(total(({ share }) => share.floating)).toBe(figures.floating);
    expect(total(({ share }) => share.volunteers)).toBe(figures.volunteers);
    expect(total(({ share }) => share.microGrids)).toBe(figures.microGrids);
    expect(total(({ share }) => share.gridPartyOrganizations)).toBe(figures.gridPartyOrganizations);
    for (const kind of ['SELF_GOVERNING', 'RECREATIONAL', 'VOLUNTEER'] as const)
      expect(total(({ share }) => share.societies[kind])).toBe(figures.societies[kind]);
    const kinds = (kind: string) => grids.filter((grid) => grid.kind === kind).length;
    expect([kinds('URBAN'), kinds('RURAL'), kinds('DEDICATED')]).toEqual([
      figures.urbanGrids,
      figures.ruralGrids,
      figures.dedicatedGrids,
    ]);
    expect(plan.workerCount).toBe(figures.workers);
    expect(sum(grids.map(({ workers }) => workers))).toBe(figures.workers);
    expect(sum(grids.map(({ microGrids }) => microGrids))).toBe(figures.microGrids);
    expect(sum(grids.map(({ permanentHouseholds }) => permanentHouseholds))).toBe(figures.households);
    expect(villages.every((village) => village.grids.length > 0)).toBe(true);
    expect(grids.every(({ workers, permanentHouseholds }) => workers > 0 && permanentHouseholds > 0)).toBe(true);
    let people = 0;
    for (let household = 0; household < plan.householdCount; household += 1) people += plan.sizeOf(household);
    expect(people + sum(grids.map(({ lodgers }) => lodgers))).toBe(figures.residents + figures.floating);
    const members = lifeOfPlan(plan).villages;
    expect(members.every(({ adults, residentAccounts }) => adults > 0 && residentAccounts.length > 0)).toBe(true);
  });
});

describe('The people of a county', () => {
  test('have id numbers that are right and nobody else’s, and numbers that ring nowhere', async () => {
    const plan = await planOf('410326', 0.05);
    const idNumbers = new Set<string>();
    const phones = new Set<string>();
    let people = 0;
    let withPhone = 0;
    for (const { idNumber, phone } of residentRecords(plan)) {
      people += 1;
      expect(checkIdNumber(idNumber, plan.today).ok).toBe(true);
      expect(idNumber.startsWith(SYNTHETIC_ID_PREFIX)).toBe(true);
      idNumbers.add(idNumber);
      if (phone === undefined) continue;
      withPhone += 1;
      expect(checkPhoneNumber(phone).ok).toBe(true);
      phones.add(phone);
    }
    for (const { phone } of emergencyContactRecords(plan)) {
      withPhone += 1;
      phones.add(phone);
    }
    expect([idNumbers.size, phones.size]).toEqual([people, withPhone]);
  });

  test('live in households with one head, children younger than their parents, adults before minors', async () => {
    const plan = await planOf('410326', 0.05);
    for (let household = 0; household < plan.householdCount; household += 1) {
      const members = plan.members(household);
      const adults = plan.adultsOf(household);
      expect(members.filter(({ relation }) => relation === 'HEAD')).toHaveLength(1);
      expect(members.slice(0, adults).every(({ age }) => age >= 18)).toBe(true);
      expect(members.slice(adults).every(({ age }) => age < 18)).toBe(true);
      const [head] = members;
      const children = members.filter(({ relation }) => ['SON', 'DAUGHTER', 'GRANDCHILD'].includes(relation));
      expect(children.every(({ age }) => age < (head?.age ?? 0) - 10)).toBe(true);
    }
  });

  test('are the same on every run, and others with another seed, scale or day', async () => {
    const divisions = await readDivisions('410326');
    const some = (other: Partial<FoundingChoice>) => {
      const plan = planCounty(divisions, { ...choice('410326', 0.02), ...other });
      const records = [
        gridRecords,
        gridWorkerRecords,
        gridAssignmentRecords,
        householdRecords,
        residentRecords,
        visitRecords,
        visitDemandRecords,
        partyOrganizationRecords,
      ].map((make) => [...make(plan)]);
      return JSON.stringify([records, [...roleAssignmentRecords(plan, lifeOfPlan(plan))]]);
    };
    const once = some({});
    expect(some({}) === once).toBe(true);
    expect(some({ seed: 2 }) === once).toBe(false);
    expect(some({ asOf: '2026-03-03' }) === once).toBe(false);
  });

  test('have ids of the form of RFC 9562, version 8, no one twice', async () => {
    const plan = await planOf('410326', 0.02);
    const life = lifeOfPlan(plan);
    const ids = [
      ...[...residentRecords(plan)].map(({ id }) => id),
      ...[...householdRecords(plan)].map(({ id }) => id),
      ...[...gridRecords(plan)].map(({ id }) => id),
      ...[...visitRecords(plan)].map(({ id }) => id),
      ...[...roleAssignmentRecords(plan, life)].map(({ id }) => id),
      ...life.villages.flatMap(({ societies }) => societies.map(({ id }) => id)),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id))).toBe(true);
  });
});

describe('Wangcheng', () => {
  test('has 1+1+N in every grid, its full-time workers in the corps 雷小哨', async () => {
    const plan = await planOf('430112', 0.1);
    const byGrid = new Map<string, string[]>();
    for (const { gridId, role, until } of gridAssignmentRecords(plan))
      if (until === undefined) byGrid.set(gridId, [...(byGrid.get(gridId) ?? []), role]);
    expect(byGrid.size).toBe(plan.grids.length);
    for (const roles of byGrid.values())
      expect(new Set(roles)).toEqual(new Set(['SECRETARY', 'GRID_HEAD', 'FULL_TIME', 'LEVEL_3', 'LEVEL_4']));
    const inCorps = [...gridWorkerRecords(plan)].filter(({ corpsId }) => corpsId !== undefined);
    expect(inCorps).toHaveLength(plan.grids.length);
  });

  test('has a worker of the corps with 2,668 visits and 155 demands in a year, all in one grid and in the time of the assignment', async () => {
    const plan = await planOf('430112', 1);
    const yearAgo = plan.now.getTime() - 365 * 86_400_000;
    const byWorker = new Map<string, number>();
    const moments = new Set<string>();
    let made = 0;
    let latest = 0;
    for (const { gridWorkerId, recordedAt, householdId } of visitRecords(plan)) {
      made += 1;
      moments.add(`${householdId} ${gridWorkerId} ${recordedAt.toISOString()}`);
      latest = Math.max(latest, recordedAt.getTime());
      if (recordedAt.getTime() >= yearAgo) byWorker.set(gridWorkerId, (byWorker.get(gridWorkerId) ?? 0) + 1);
    }
    expect(moments.size).toBe(made);
    expect(latest).toBeLessThan(plan.now.getTime());
    const [busiest] = [...byWorker].sort(([, a], [, b]) => b - a);
    expect(busiest?.[1]).toBe(2_668);
    const worker = [...gridWorkerRecords(plan)].find(({ id }) => id === busiest?.[0]);
    expect(worker?.corpsId).toBe([...corpsRecords(plan)][0]?.id);
    const heard = [...plannedVisitDemands(plan)].filter(({ gridWorkerId }) => gridWorkerId === busiest?.[0]);
    expect(heard.length).toBeGreaterThanOrEqual(155);
    expect(heard.slice(0, 155).every(({ demand }) => demand.at.getTime() >= yearAgo)).toBe(true);
    const held = [...gridAssignmentRecords(plan)].filter(({ gridWorkerId }) => gridWorkerId === busiest?.[0]);
    expect(held).toMatchObject([{ role: 'FULL_TIME' }]);
    expect(new Date(held[0]?.since ?? '').getTime()).toBeLessThan(yearAgo);
  });
});
