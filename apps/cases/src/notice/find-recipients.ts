import type { SqlExecutor } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Case } from '../case/case.ts';
import type { CaseParty } from '../flow/flow-words.ts';

/** Who may be told: a party of the flow, the county's grid office, or every office over the place up to the county. */
export type NoticeParty = CaseParty | 'COUNTY_OFFICE' | 'EVERY_OFFICE';

/** The most whom one notice tells. */
const MOST = 500;

interface Asked {
  readonly parties: ReadonlySet<NoticeParty>;
  /** The area of the case and all above it, the county last. */
  readonly areas: readonly string[];
  readonly at: Date;
}

/**
 * Accounts of those parties of a case, by the role assignments of the day: one statement. The office is the nearest that there is
 * somebody in: the village's secretary, else the township, else the county's grid office.
 */
export const findRecipients = async (sql: SqlExecutor, file: Case, asked: Asked): Promise<string[]> => {
  const { parties, areas, at } = asked;
  const grid = parties.has('GRID') || (parties.has('HANDLER') && file.inGrid) ? (file.gridId ?? null) : null;
  const bodies = [
    ...(parties.has('HANDLER') && file.handlerId ? [file.handlerId] : []),
    ...(parties.has('ASSISTANTS') ? file.assistantIds : []),
  ];
  const rows = await sql(
    `with held as not materialized (
       select account_id, role, jurisdiction_kind as kind, jurisdiction_id as place, resident_id from role_assignment_view
       where since <= $1::date and (until is null or until > $1::date)
     ), body as (
       select id::text as id, area_code, case kind when 'TOWNSHIP_GOVERNMENT' then 'TOWNSHIP_OFFICER'
         when 'VILLAGE_COMMITTEE' then 'COMMUNITY_SECRETARY' when 'COMMUNITY_COMMITTEE' then 'COMMUNITY_SECRETARY'
         when 'GRID_OFFICE' then 'GRID_OFFICE' end as role
       from organization_view where id = any($2::uuid[])
     ), office as (
       select h.account_id, case h.role when 'COMMUNITY_SECRETARY' then 1 when 'TOWNSHIP_OFFICER' then 2 else 3 end as distance
       from held h where ($6::boolean or $11::boolean) and h.kind = 'AREA' and h.place = any($7::text[])
         and h.role in ('COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE')
     )
     select account_id::text as id from held where kind = 'ORGANIZATION' and place = any($3::text[])
     union select h.account_id::text from held h join body b on h.kind = 'AREA' and h.place = b.area_code and h.role = b.role
     union select account_id::text from held where kind = 'GRID' and place = $4 and role in ('GRID_WORKER', 'GRID_HEAD')
     union select account_id::text from held where role = 'RESIDENT' and resident_id = any($5::uuid[])
     union select account_id::text from office where $11::boolean or distance = (select min(distance) from office)
     union select account_id::text from held where $8::boolean and kind = 'AREA' and place = $9 and role = 'GRID_OFFICE'
     union select $10::text where $10 is not null
     order by 1 limit ${String(MOST)}`,
    [
      shanghaiDay(at),
      bodies,
      bodies,
      grid,
      parties.has('COMPLAINANT') ? file.complainantResidentIds : [],
      parties.has('OFFICE'),
      areas,
      parties.has('COUNTY_OFFICE'),
      areas.at(-1) ?? file.areaCode,
      parties.has('REPORTER') ? (file.reportedByAccountId ?? null) : null,
      parties.has('EVERY_OFFICE'),
    ],
  );
  return rows.map((row) => row.id as string);
};
