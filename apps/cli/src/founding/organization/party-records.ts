import type { PartyMemberRecord, PartyOrganizationRecord } from '@gridloom/organization/import';
import { addDays } from '@gridloom/standards';

import type { CountyPlan } from '../county-plan.ts';
import { shareOut } from '../share-out.ts';
import { gridSecretaryId } from './organization-records.ts';

/** Branches in grids with so many households; where there are fewer, a group. */
const BRANCH_FROM_HOUSEHOLDS = 60;
const HUB_EVERY = 9;
const FOUNDED_ON = '2021-07-01';

interface PlannedPartyOrganization {
  readonly record: PartyOrganizationRecord;
  /** How many of the county's members belong to it, beside the others. */
  readonly weight: number;
}

function* plannedPartyOrganizations(plan: CountyPlan): Generator<PlannedPartyOrganization> {
  const { divisions, ids, bodies } = plan;
  const county = ids.id('party', divisions.code);
  yield {
    record: {
      id: county,
      name: `中国共产党${divisions.name}委员会`,
      tier: 'COUNTY_COMMITTEE',
      areaCode: divisions.code,
      foundedOn: FOUNDED_ON,
    },
    weight: 20,
  };
  for (const { code, name } of divisions.townships)
    yield {
      record: {
        id: ids.id('party', code),
        name: `中国共产党${name}${name.endsWith('街道') ? '工作委员会' : '委员会'}`,
        tier: 'TOWNSHIP_COMMITTEE',
        parentId: county,
        areaCode: code,
        foundedOn: FOUNDED_ON,
      },
      weight: 20,
    };
  let nth = 0;
  for (const village of plan.villages) {
    const own = ids.id('party', village.code);
    const secretary = bodies.committees.get(village.code)?.officials[0];
    yield {
      record: {
        id: own,
        name: `中共${village.name}${village.isCommunity ? '委员会' : '总支部委员会'}`,
        tier: 'VILLAGE_ORGANIZATION',
        parentId: ids.id('party', village.townshipCode),
        areaCode: village.code,
        ...(secretary ? { secretaryId: secretary.staffId } : {}),
        foundedOn: FOUNDED_ON,
      },
      weight: 26,
    };
    for (const grid of village.grids) {
      if (!grid.hasPartyOrganization) continue;
      const id = ids.id('party', 'grid', grid.index);
      const isBranch = grid.permanentHouseholds >= BRANCH_FROM_HOUSEHOLDS;
      const random = plan.random('grid-party', grid.index);
      yield {
        record: {
          id,
          name: `${grid.name}${isBranch ? '党支部' : '党小组'}`,
          tier: isBranch ? 'GRID_BRANCH' : 'GRID_GROUP',
          parentId: own,
          areaCode: village.code,
          gridId: grid.id,
          secretaryId: gridSecretaryId(plan, grid.index),
          foundedOn: addDays(plan.today, -random.int(200, 900)),
        },
        weight: isBranch ? 16 : 10 + random.int(0, 4),
      };
      nth += 1;
      if (nth % HUB_EVERY === 0)
        yield {
          record: {
            id: ids.id('party', 'hub', grid.index),
            name: `${grid.name}党员中心户`,
            tier: 'HUB_HOUSEHOLD',
            parentId: id,
            areaCode: village.code,
            foundedOn: addDays(plan.today, -random.int(100, 190)),
          },
          weight: 3,
        };
    }
  }
}

/** Party organizations (党组织): county, townships, villages, grids, hub households. */
export function* partyOrganizationRecords(plan: CountyPlan): Generator<PartyOrganizationRecord> {
  for (const { record } of plannedPartyOrganizations(plan)) yield record;
}

/** Party members (党员), as many as the county has. */
export function* partyMemberRecords(plan: CountyPlan): Generator<PartyMemberRecord> {
  const organizations = [...plannedPartyOrganizations(plan)];
  const counts = shareOut(
    plan.figures.partyMembers,
    organizations.map(({ weight }) => weight),
  );
  const id = plan.ids.numbered('party-member');
  const days = plan.number('admitted');
  let made = 0;
  for (const [index, { record }] of organizations.entries()) {
    for (let n = 0; n < (counts[index] ?? 0); n += 1) {
      yield {
        id: id(made),
        partyOrganizationId: record.id,
        admittedOn: addDays(plan.today, -60 - (days(made) % 14_000)),
      };
      made += 1;
    }
  }
}
