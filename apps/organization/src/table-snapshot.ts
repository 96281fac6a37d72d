import type { EventDefinition } from '@gridloom/contracts';
import type { Snapshot } from '@gridloom/messaging';

interface TableOfState {
  readonly event: EventDefinition;
  readonly table: string;
  readonly key: { readonly column: string; readonly type: 'uuid' | 'text' };
  /** SQL expression over the row `t`. */
  readonly areaCode: string;
  /** Field of the state → SQL expression over the row `t`; a null is left out. */
  readonly data: Readonly<Record<string, string>>;
}

/** How a state topic is filled from the table of its aggregate. */
export const tableSnapshot = ({ event, table, key, areaCode, data }: TableOfState): Snapshot => {
  const fields = Object.entries(data).flatMap(([field, expression]) => [`'${field}'`, expression]);
  return {
    event,
    countRows: async (sql) => {
      const [row] = await sql(`select count(*)::int as n from ${table}`);
      return row?.n as number;
    },
    selectBatch: async (sql, afterKey, limit) => {
      const rows = await sql(
        `select t.${key.column}::text as key, t.version, ${areaCode} as area_code,
           jsonb_strip_nulls(jsonb_build_object(${fields.join(', ')})) as data
         from ${table} t where $1::${key.type} is null or t.${key.column} > $1::${key.type}
         order by t.${key.column} limit $2 for share of t`,
        [afterKey, limit],
      );
      return rows.map((row) => ({
        key: row.key as string,
        sequence: row.version as number,
        areaCode: row.area_code as string,
        data: row.data as object,
      }));
    },
  };
};
