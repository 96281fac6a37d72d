import { orderState, volunteerState } from '@gridloom/contracts';
import type { Snapshot } from '@gridloom/messaging';

const count = (row: Record<string, unknown> | undefined): number => row?.n as number;

/** What fills the state topics after a founding. Lower-case UUIDs have the same order as their text. */
export const snapshots: readonly Snapshot[] = [
  {
    event: volunteerState,
    countRows: async (sql) => count((await sql('select count(*)::int as n from volunteer'))[0]),
    selectBatch: async (sql, afterKey, limit) => {
      const rows = await sql(
        `select id, account_id, number, area_code, version from volunteer
         where $1::uuid is null or id > $1::uuid order by id limit $2 for share`,
        [afterKey, limit],
      );
      return rows.map((row) => ({
        key: row.id as string,
        sequence: row.version as number,
        areaCode: row.area_code as string,
        data: { volunteerId: row.id, accountId: row.account_id, number: row.number, areaCode: row.area_code },
      }));
    },
  },
  {
    event: orderState,
    countRows: async (sql) => count((await sql('select count(*)::int as n from service_order'))[0]),
    selectBatch: async (sql, afterKey, limit) => {
      const rows = await sql(
        `select o.id, o.status, o.area_code, o.case_id, o.society_id, o.version,
           (select c.volunteer_id from claim c where c.service_order_id = o.id order by c.claimed_at, c.id limit 1)
             as volunteer_id
         from service_order o where $1::uuid is null or o.id > $1::uuid order by o.id limit $2 for share of o`,
        [afterKey, limit],
      );
      return rows.map((row) => ({
        key: row.id as string,
        sequence: row.version as number,
        areaCode: row.area_code as string,
        data: {
          serviceOrderId: row.id,
          status: row.status,
          areaCode: row.area_code,
          ...(row.case_id === null ? {} : { caseId: row.case_id }),
          ...(row.society_id === null ? {} : { societyId: row.society_id }),
          ...(row.volunteer_id === null ? {} : { volunteerId: row.volunteer_id }),
        },
      }));
    },
  },
];
