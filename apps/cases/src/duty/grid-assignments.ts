import { applyToView } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import type { DutyRole } from './duty.ts';

/** Who works in which grid as what, as this subgraph knows it from the state topic. */
export interface GridWork {
  readonly gridId: string;
  readonly areaCode: string;
  readonly role: DutyRole;
}

/** Writes states of assignments into `grid_assignment_view`; names stay where they are. */
export const applyGridAssignments = applyToView({
  table: 'grid_assignment_view',
  key: 'id',
  keyType: 'uuid',
  columns: {
    account_id: { field: 'accountId', type: 'uuid' },
    grid_id: { field: 'gridId', type: 'uuid' },
    area_code: { field: 'areaCode', type: 'text' },
    role: { field: 'role', type: 'text' },
    since: { field: 'since', type: 'date' },
    until: { field: 'until', type: 'date' },
  },
});

/** In which grids the caller works today, and as what. */
export const loadOwnGridWork = async (context: Context): Promise<readonly GridWork[]> => {
  if (context.caller.kind !== 'account') return [];
  const rows = await context.sql(
    `select grid_id::text, area_code, role from grid_assignment_view
     where account_id = $1 and since <= $2::date and (until is null or until > $2::date) order by grid_id, role`,
    [context.caller.accountId, shanghaiDay(context.now())],
  );
  return rows.map((row) => ({
    gridId: row.grid_id as string,
    areaCode: row.area_code as string,
    role: row.role as DutyRole,
  }));
};
