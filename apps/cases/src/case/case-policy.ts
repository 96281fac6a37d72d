import { mayRole, type Permission, type Role } from '@gridloom/access';
import { holdsRoleAt } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { loadOrganization, type Handler } from '../organization/handlers.ts';
import type { CaseAction } from './case-flow.ts';
import type { Case } from './case.ts';
import { loadComplainants } from './load-case.ts';

/** The permission behind each action, as the mutation's `@auth` names it. */
const permissions: Record<CaseAction, Permission> = {
  ACCEPT: 'ACCEPT_CASE',
  REFUSE: 'ACCEPT_CASE',
  DISPATCH: 'DISPATCH_CASE',
  TAKE_UP: 'HANDLE_CASE',
  RETURN: 'HANDLE_CASE',
  DEFER: 'DISPATCH_CASE',
  RESUME: 'DISPATCH_CASE',
  VOID: 'DISPATCH_CASE',
  RESOLVE: 'HANDLE_CASE',
  VERIFY: 'VERIFY_CASE',
  EVALUATE: 'EVALUATE_CASE',
};

/** Roles by which a township, a village or the grid office acts as the handling body itself. */
const officersOf: Readonly<Record<string, Role>> = {
  TOWNSHIP_GOVERNMENT: 'TOWNSHIP_OFFICER',
  VILLAGE_COMMITTEE: 'COMMUNITY_SECRETARY',
  COMMUNITY_COMMITTEE: 'COMMUNITY_SECRETARY',
  GRID_OFFICE: 'GRID_OFFICE',
};

/** What has to be looked up to say who may do what with a case. */
export interface CaseFacts {
  readonly handler: Handler | null;
  /** Areas of the grids that the caller works in; only where the case has no grid. */
  readonly gridAreas: readonly string[];
}

const loadGridArea = (context: Context, gridId: string): Promise<string | null> =>
  context.batches.load('Grid.areaCode', null, gridId, async (ids) => {
    const rows = await context.sql('select id::text, area_code from grid_view where id = any($1::uuid[])', [ids]);
    const byId = new Map(rows.map((row) => [row.id as string, row.area_code as string]));
    return ids.map((id) => byId.get(id) ?? null);
  });

export const loadCaseFacts = async (context: Context, file: Case): Promise<CaseFacts> => {
  const handler = file.handlerId ? await loadOrganization(context, file.handlerId) : null;
  if (file.gridId) return { handler, gridAreas: [] };
  const areas = await Promise.all([...context.reach('VERIFY_CASE').gridIds].map((id) => loadGridArea(context, id)));
  return { handler, gridAreas: areas.filter((area) => area !== null) };
};

/** Whether the caller is an officer of the body that handles the case. */
const isOfHandler = (context: Context, file: Case, { handler }: CaseFacts): boolean => {
  if (context.caller.kind !== 'account' || !file.handlerId) return false;
  const asBody = handler ? officersOf[handler.kind] : undefined;
  return context.caller.assignments.some(
    ({ role, jurisdiction }) =>
      mayRole(role, 'HANDLE_CASE') &&
      ((jurisdiction.kind === 'ORGANIZATION' && jurisdiction.id === file.handlerId) ||
        (jurisdiction.kind === 'AREA' && role === asBody && jurisdiction.code === handler?.areaCode)),
  );
};

const isOfGrid = (context: Context, file: Case, { gridAreas }: CaseFacts): boolean => {
  const { gridIds } = context.reach('VERIFY_CASE');
  return file.gridId
    ? gridIds.includes(file.gridId)
    : gridAreas.some((area) => context.areas.isWithin(area, file.areaCode));
};

/** Whether the caller asks complainants on the county's behalf (回访): the village's secretary or the grid office. */
export const mayCallBack = (context: Context, file: Case): boolean =>
  holdsRoleAt(context, ['COMMUNITY_SECRETARY', 'GRID_OFFICE'], { areaCode: file.areaCode });

const isComplainant = (context: Context, file: Case): boolean =>
  context.caller.kind === 'account' &&
  context.caller.residentId !== undefined &&
  context.caller.assignments.some(({ role }) => role === 'RESIDENT') &&
  file.complainantResidentIds.includes(context.caller.residentId);

/** Whether the caller is one of those who do this with this case, whatever its state. */
export const mayAct = (context: Context, action: CaseAction, file: Case, facts: CaseFacts): boolean => {
  if (context.caller.kind !== 'account') return false;
  const { accountId, assignments } = context.caller;
  if (!assignments.some(({ role }) => mayRole(role, permissions[action]))) return false;
  const isHandler = isOfHandler(context, file, facts) || file.wasHandledBy(accountId);
  const roles = (['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'] as const).filter(
    (role) => mayRole(role, permissions[action]),
  );
  switch (action) {
    case 'ACCEPT':
    case 'REFUSE':
    case 'DISPATCH':
      return holdsRoleAt(context, roles, { areaCode: file.areaCode });
    case 'DEFER':
    case 'RESUME':
    case 'VOID':
      return holdsRoleAt(context, ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'], { areaCode: file.areaCode });
    case 'TAKE_UP':
    case 'RETURN':
    case 'RESOLVE':
      return isOfHandler(context, file, facts);
    case 'VERIFY':
      return isOfGrid(context, file, facts) && !isHandler;
    case 'EVALUATE':
      return !isHandler && (isComplainant(context, file) || mayCallBack(context, file));
  }
};

/** Whether there is still somebody whom the caller can ask: a resident answers once, and for nobody else. */
const hasSomebodyToAsk = async (context: Context, file: Case): Promise<boolean> => {
  if (file.status !== 'CLOSED' || mayCallBack(context, file)) return true;
  const residentId = context.caller.kind === 'account' ? context.caller.residentId : undefined;
  const complainants = await loadComplainants(context, file.id);
  return complainants.some((complainant) => complainant.residentId === residentId && !complainant.evaluatedAt);
};

/** What the caller may do with the case now, exactly. */
export const allowedActionsFor = async (context: Context, file: Case): Promise<CaseAction[]> => {
  const actions = file.allowedActions();
  if (actions.length === 0) return [];
  const facts = await loadCaseFacts(context, file);
  const allowed = actions.filter((action) => mayAct(context, action, file, facts));
  if (!allowed.includes('EVALUATE') || (await hasSomebodyToAsk(context, file))) return allowed;
  return allowed.filter((action) => action !== 'EVALUATE');
};
