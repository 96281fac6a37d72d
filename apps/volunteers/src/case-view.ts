import { assignmentsFor } from '@gridloom/access';
import { caseState } from '@gridloom/contracts';
import { projection, type Projection } from '@gridloom/messaging';
import {
  applyToView,
  invalidInput,
  notFound,
  type EntityManager,
  type InvalidInput,
  type NotFound,
} from '@gridloom/service-kit';

import type { Context } from './context.ts';
import { areasOfGrids } from './order/order-reach.ts';

/** Which cases there are, from the state topic of cases: an order may serve one alone that its poster has to do with. */
export const caseView: Projection<EntityManager> = projection(
  caseState,
  applyToView({
    table: 'case_view',
    key: 'id',
    keyType: 'uuid',
    columns: {
      area_code: { field: 'areaCode', type: 'text' },
      grid_id: { field: 'gridId', type: 'uuid' },
      status: { field: 'status', type: 'text' },
      complainants: { field: 'complainantResidentIds', type: 'uuid[]' },
    },
  }),
);

const ended: readonly unknown[] = ['CLOSED', 'REFUSED', 'VOID', 'MERGED'];

interface KnownCase {
  readonly areaCode: string;
  readonly gridId: string | null;
  readonly isEnded: boolean;
  readonly complainants: readonly string[];
}

const findCase = async (context: Context, id: string): Promise<KnownCase | undefined> => {
  const [row] = await context.sql(
    'select area_code, grid_id, status, complainants::text[] as complainants from case_view where id = $1',
    [id],
  );
  return (
    row && {
      areaCode: row.area_code as string,
      gridId: row.grid_id as string | null,
      isEnded: ended.includes(row.status),
      complainants: row.complainants as string[],
    }
  );
};

/** A resident's own case, one of the grid worker's grid, or one of the organizer's area. */
const hasToDoWith = async (context: Context, found: KnownCase): Promise<boolean> => {
  const { caller, areas } = context;
  for (const { role, jurisdiction } of assignmentsFor(caller, 'POST_SERVICE_ORDER')) {
    if (role === 'RESIDENT') {
      if (caller.kind === 'account' && found.complainants.includes(caller.residentId ?? '')) return true;
    } else if (jurisdiction.kind === 'AREA') {
      if (areas.isWithin(found.areaCode, jurisdiction.code)) return true;
    } else if (jurisdiction.kind === 'GRID') {
      if (found.gridId === jurisdiction.id) return true;
      if (found.gridId === null && (await areasOfGrids(context, [jurisdiction.id])).includes(found.areaCode))
        return true;
    }
  }
  return false;
};

/** Why an order of this caller may not serve the case; undefined where it may. Tells nothing of cases that are not the caller's. */
export const wrongCase = async (context: Context, id: string): Promise<InvalidInput | NotFound | undefined> => {
  const found = await findCase(context, id);
  if (!found || !(await hasToDoWith(context, found))) return notFound(context.locale, 'input.caseId');
  if (!found.isEnded) return undefined;
  return invalidInput(
    context.locale,
    'input.caseId',
    { zh: '该事件已办结归档，不能再发布接单。', en: 'That case has ended; an order may serve an open case alone.' },
    'an open case',
  );
};
