import { membershipState, societyState } from '@gridloom/contracts';
import type { Snapshot } from '@gridloom/messaging';

const count = (row: Record<string, unknown> | undefined): number => row?.n as number;

/** What fills the state topics after a founding. Lower-case UUIDs have the same order as their text. */
export const snapshots: readonly Snapshot[] = [
  {
    event: societyState,
    countRows: async (sql) => count((await sql('select count(*)::int as n from society'))[0]),
    selectBatch: async (sql, afterKey, limit) => {
      const rows = await sql(
        `select * from society where $1::uuid is null or id > $1::uuid order by id limit $2 for share`,
        [afterKey, limit],
      );
      return rows.map((row) => ({
        key: row.id as string,
        sequence: row.version as number,
        areaCode: row.area_code as string,
        data: {
          societyId: row.id,
          name: row.name,
          kind: row.kind,
          legalForm: row.legal_form,
          status: row.status,
          areaCode: row.area_code,
          ...(row.grid_id === null ? {} : { gridId: row.grid_id }),
          organizerAccountId: row.organizer_account_id,
          organizerName: row.organizer_name,
        },
      }));
    },
  },
  {
    event: membershipState,
    countRows: async (sql) => count((await sql('select count(*)::int as n from membership where left_on is null'))[0]),
    selectBatch: async (sql, afterKey, limit) => {
      const rows = await sql(
        `select id, society_id, area_code, version from membership
         where left_on is null and ($1::uuid is null or id > $1::uuid) order by id limit $2 for share`,
        [afterKey, limit],
      );
      return rows.map((row) => ({
        key: row.id as string,
        sequence: row.version as number,
        areaCode: row.area_code as string,
        data: { membershipId: row.id, societyId: row.society_id, areaCode: row.area_code },
      }));
    },
  },
];
