import { serviceItemState } from '@gridloom/contracts';
import type { Snapshot } from '@gridloom/messaging';

/** Fills the state topic of service items from their table. */
export const serviceItemSnapshot: Snapshot = {
  event: serviceItemState,
  countRows: async (sql) => {
    const [row] = await sql('select count(*)::int as n from service_item');
    return row?.n as number;
  },
  selectBatch: async (sql, afterKey, limit) => {
    const rows = await sql(
      `select id::text, version + amendments as sequence, area_code, jsonb_strip_nulls(jsonb_build_object('serviceItemId', id, 'code', code,
         'name', name, 'sponsorId', sponsor_id, 'version', version, 'validFrom', valid_from, 'validUntil', valid_until)) as data
       from service_item where $1::uuid is null or id > $1::uuid order by id limit $2 for share`,
      [afterKey, limit],
    );
    return rows.map((row) => ({
      key: row.id as string,
      sequence: row.sequence as number,
      areaCode: row.area_code as string,
      data: row.data as object,
    }));
  },
};
