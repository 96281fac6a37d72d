import { isRole, mayRole, type Permission } from '@gridloom/access';
import { holdsRoleAt } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { FlowActor } from '../flow/flow-words.ts';
import type { Flow } from '../flow/flow.ts';
import { FlowUnusable, loadFlows } from '../flow/load-flow.ts';
import { loadOrganization, type Handler } from '../organization/handlers.ts';
import { isOfficerOf } from '../organization/is-officer-of.ts';
import type { CaseAction } from './case-flow.ts';
import type { Case } from './case.ts';
import { loadComplainants } from './load-case.ts';

/** The permission behind each action, as the mutation's `@auth` names it. */
const permissions: Record<CaseAction, Permission> = {
  ACCEPT: 'ACCEPT_CASE',
  REFUSE: 'ACCEPT_CASE',
  SELF_HANDLE: 'SELF_HANDLE_CASE',
  DISPATCH: 'DISPATCH_CASE',
  DISPATCH_TO_GRID: 'DISPATCH_CASE',
  TAKE_UP: 'HANDLE_CASE',
  RETURN: 'HANDLE_CASE',
  TRANSFER: 'TRANSFER_CASE',
  ASK_EXTENSION: 'HANDLE_CASE',
  DECIDE_EXTENSION: 'DECIDE_CASE_REQUEST',
  ASK_DEFERRAL: 'HANDLE_CASE',
  REFUSE_DEFERRAL: 'DECIDE_CASE_REQUEST',
  DEFER: 'DISPATCH_CASE',
  RESUME: 'DISPATCH_CASE',
  ESCALATE: 'ESCALATE_CASE',
  VOID: 'DISPATCH_CASE',
  MERGE: 'JOIN_CASES',
  SPLIT: 'JOIN_CASES',
  RESOLVE: 'HANDLE_CASE',
  VERIFY: 'VERIFY_CASE',
  VERIFY_BY_CALL_BACK: 'CALL_BACK_CASE',
  EVALUATE: 'EVALUATE_CASE',
  CLOSE: 'DECIDE_CASE_REQUEST',
  REOPEN: 'REOPEN_CASE',
  ARCHIVE: 'DECIDE_CASE_REQUEST',
};

/** Whoever handled a case says nothing on whether it is done, whatever other role they hold. */
const independent: ReadonlySet<CaseAction> = new Set(['VERIFY', 'VERIFY_BY_CALL_BACK', 'EVALUATE', 'CLOSE']);

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
const isOfHandler = (context: Context, file: Case, { handler }: CaseFacts): boolean =>
  !!file.handlerId && isOfficerOf(context, 'HANDLE_CASE', file.handlerId, handler);

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

/** The first receiver leads (首接负责): where several have it, or the territory covers, only the office sends it on. */
const mayPassOn = (file: Case): boolean => file.assistantIds.length === 0 && !file.coversTerritory;

const isActor = (context: Context, actor: FlowActor, action: CaseAction, file: Case, facts: CaseFacts): boolean => {
  switch (actor) {
    case 'HANDLER':
      if (action === 'TRANSFER' && !mayPassOn(file)) return false;
      return file.inGrid ? isOfGrid(context, file, facts) : isOfHandler(context, file, facts);
    case 'GRID':
      return isOfGrid(context, file, facts);
    case 'COMPLAINANT':
      return isComplainant(context, file);
    case 'SYSTEM':
      return false;
    default:
      return holdsRoleAt(context, [actor], { areaCode: file.areaCode });
  }
};

/** Whether the caller is one of those who do this with this case, whatever its state. */
export const mayAct = (context: Context, action: CaseAction, file: Case, flow: Flow, facts: CaseFacts): boolean => {
  if (context.caller.kind !== 'account') return false;
  const { accountId, assignments } = context.caller;
  if (!assignments.some(({ role }) => mayRole(role, permissions[action]))) return false;
  const handled = isOfHandler(context, file, facts) || file.wasHandledBy(accountId);
  if (independent.has(action) && handled) return false;
  const here = file.waysOf(flow, action);
  const ways = here.length > 0 ? here : flow.definition.transitions.filter((way) => way.action === action);
  return [...new Set(ways.flatMap(({ actors }) => actors))].some(
    (actor) => isFlowRole(actor, permissions[action]) && isActor(context, actor, action, file, facts),
  );
};

/** A role that does not hold the action's permission does not get it from the flow. */
const isFlowRole = (actor: FlowActor, permission: Permission): boolean => !isRole(actor) || mayRole(actor, permission);

/** Whether there is still somebody whom the caller can ask: a resident answers once, and for nobody else. */
const hasSomebodyToAsk = async (context: Context, file: Case): Promise<boolean> => {
  if (file.status !== 'CLOSED' || mayCallBack(context, file)) return true;
  const residentId = context.caller.kind === 'account' ? context.caller.residentId : undefined;
  const complainants = await loadComplainants(context, file.id);
  return complainants.some((complainant) => complainant.residentId === residentId && !complainant.evaluatedAt);
};

/** The flow that a case runs by; one statement for all that are asked for at once. */
export const loadFlowOf = (context: Context, file: Case): Promise<Flow> =>
  context.batches.load('Case.flow', null, String(file.flowVersion), async (keys) => {
    const versions = keys.map(Number);
    const flows = new Map((await loadFlows(context.sql, versions)).map(({ flow }) => [flow.version, flow]));
    return versions.map((version) => {
      const flow = flows.get(version);
      if (!flow) throw new FlowUnusable(version, ['it is not there']);
      return flow;
    });
  });

/** What the caller may do with the case now, exactly. */
export const allowedActionsFor = async (context: Context, file: Case): Promise<CaseAction[]> => {
  const flow = await loadFlowOf(context, file);
  const actions = file.allowedActions(flow, context.now());
  if (actions.length === 0) return [];
  const facts = await loadCaseFacts(context, file);
  const allowed = actions.filter((action) => mayAct(context, action, file, flow, facts));
  if (!allowed.includes('EVALUATE') || (await hasSomebodyToAsk(context, file))) return allowed;
  return allowed.filter((action) => action !== 'EVALUATE');
};
