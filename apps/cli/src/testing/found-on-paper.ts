import type { HandlerKnowledge } from '@gridloom/cases/import';
import { buildAreaTree, type AreaNode, type AreaTree } from '@gridloom/service-kit';

import { planCounty, type CountyPlan, type FoundingChoice } from '../founding/county-plan.ts';
import { readDivisions } from '../founding/divisions.ts';
import { lifeOfPlan, type CountyLife } from '../founding/life-of-plan.ts';

/** A county planned from the real divisions; Ruyang whole, founded on a day that never changes, where nothing else is said. */
export const planOnPaper = async (choice: Partial<FoundingChoice> = {}): Promise<CountyPlan> => {
  const whole = { county: '410326', scale: 1, seed: 1, asOf: '2026-11-24', ...choice };
  return planCounty(await readDivisions(whole.county), whole);
};

export const lifeOnPaper = async (choice: Partial<FoundingChoice> = {}): Promise<CountyLife> =>
  lifeOfPlan(await planOnPaper(choice));

/** The areas that a plan has, as the importers have to know them. */
export const areasOnPaper = ({ divisions }: CountyPlan): AreaTree => {
  const { code: county, name, townships, villages } = divisions;
  const ofTownships = townships.map((township): AreaNode => ({
    ...township,
    level: 'TOWNSHIP',
    parentCode: county,
    ancestors: [county],
  }));
  const ofVillages = villages.map((village): AreaNode => ({
    code: village.code,
    name: village.name,
    level: 'VILLAGE',
    parentCode: village.townshipCode,
    ancestors: [village.townshipCode, county],
  }));
  return buildAreaTree([
    { code: county, name, level: 'COUNTY', parentCode: null, ancestors: [] },
    ...ofTownships,
    ...ofVillages,
  ]);
};

/** The bodies that a plan has, as the importer of cases has to know them. */
export const bodiesOnPaper = ({ bodies }: CountyPlan): ReadonlyMap<string, HandlerKnowledge> =>
  new Map([...bodies.all()].map(({ id, kind, areaCode, handlesCases }) => [id, { kind, areaCode, handlesCases }]));
