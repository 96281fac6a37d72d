import {
  applyIncrements,
  createTally,
  rowsOfRecords,
  runImportStep,
  type ImportOutcome,
  type ImportSession,
} from '@gridloom/service-kit';

import { areaMetrics } from '../area/load-area.ts';
import {
  checkArea,
  checkDay,
  checkFirst,
  checkId,
  checkKnown,
  checkText,
  checkVillage,
  loadIds,
  type ImportContext,
  type OnProgress,
} from './checks.ts';
import type { PartyMemberRecord, PartyOrganizationRecord } from './records.ts';

const tierPattern = /^[A-Z][A-Z0-9_]*$/;

export const importPartyOrganizations = async (
  session: ImportSession,
  { areas }: ImportContext,
  records: Iterable<PartyOrganizationRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const staff = await loadIds(session.sql, 'staff');
  const earlier = new Set<string>();
  const grids = new Set<string>();
  const tally = createTally();
  return runImportStep(session, {
    step: 'party-organizations',
    table: 'party_organization',
    columns: ['id', 'name', 'tier', 'parent_id', 'area_code', 'grid_id', 'secretary_id', 'founded_on'],
    ...(onProgress ? { onProgress } : {}),
    rows: rowsOfRecords('party-organizations', records, (organization, refuse) => {
      const { id, name, tier, parentId, areaCode, gridId, secretaryId, foundedOn } = organization;
      checkId(refuse, 'id', id);
      checkText(refuse, 'name', name, 200);
      if (!tierPattern.test(tier))
        refuse('tier', { zh: '应为大写字母、数字和下划线', en: 'must be capitals, digits and underscores' });
      checkKnown(refuse, 'parentId', parentId, earlier);
      checkArea(refuse, areas, areaCode);
      checkKnown(refuse, 'secretaryId', secretaryId, staff);
      checkDay(refuse, 'foundedOn', foundedOn);
      if (gridId !== undefined) {
        checkId(refuse, 'gridId', gridId);
        checkFirst(refuse, 'gridId', gridId, grids);
        checkVillage(refuse, areas, areaCode);
        for (const area of areas.withAncestors(areaCode)) tally.add(area, areaMetrics.gridPartyOrganizations);
      }
      earlier.add(id);
      return [id, name, tier, parentId, areaCode, gridId, secretaryId, foundedOn];
    }),
    after: (sql) => applyIncrements(sql, tally.increments()),
  });
};

export const importPartyMembers = async (
  session: ImportSession,
  { areas }: ImportContext,
  records: Iterable<PartyMemberRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const rows = await session.sql('select id::text, area_code from party_organization');
  const areaOf = new Map(rows.map((row) => [row.id as string, row.area_code as string]));
  const members = createTally();
  const residents = new Set<string>();
  const tally = createTally();
  return runImportStep(session, {
    step: 'party-members',
    table: 'party_member',
    columns: ['id', 'party_organization_id', 'area_code', 'resident_id', 'admitted_on'],
    ...(onProgress ? { onProgress } : {}),
    rows: rowsOfRecords('party-members', records, (member, refuse) => {
      const { id, partyOrganizationId, admittedOn, residentId } = member;
      checkId(refuse, 'id', id);
      const areaCode = areaOf.get(partyOrganizationId);
      if (areaCode === undefined)
        return refuse('partyOrganizationId', { zh: '没有这个党组织', en: 'there is no such party organization' });
      checkDay(refuse, 'admittedOn', admittedOn);
      if (residentId !== undefined) {
        checkId(refuse, 'residentId', residentId);
        checkFirst(refuse, 'residentId', residentId, residents);
      }
      members.add(partyOrganizationId, 'members');
      for (const area of areas.withAncestors(areaCode)) tally.add(area, areaMetrics.partyMembers);
      return [id, partyOrganizationId, areaCode, residentId, admittedOn];
    }),
    after: async (sql) => {
      const counted = members.increments();
      await sql(
        `update party_organization o set member_count = o.member_count + i.members
         from unnest($1::uuid[], $2::int[]) as i(id, members) where o.id = i.id`,
        [counted.map(({ subject }) => subject), counted.map(({ delta }) => delta)],
      );
      await applyIncrements(sql, tally.increments());
    },
  });
};
