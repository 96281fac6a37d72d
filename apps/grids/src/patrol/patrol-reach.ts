import { Refused } from '@gridloom/access';
import { holdsRoleAt, type EntityManager, type Reach } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { GridAssignment, visitingRoles } from '../worker/grid-assignment.ts';
import { GridWorker } from '../worker/grid-worker.ts';
import type { PatrolKind } from './patrol.ts';

/** Where the caller sees patrols and hazards: the territory, and besides what the caller found. */
export const patrolReach = (context: Context): Reach => ({
  ...context.peopleReach('READ_PATROLS'),
  organizationIds: [],
  ...(context.caller.kind === 'account' ? { accountId: context.caller.accountId } : {}),
});

export interface Patroller {
  readonly kind: PatrolKind;
  readonly accountId: string;
  readonly gridWorkerId: string | null;
}

const mayNot = (context: Context) =>
  new Refused(
    'FORBIDDEN',
    context.say({
      zh: '只有当日在本网格任职的网格长、网格员，以及服务区域包含本网格的志愿者可以记录巡查。',
      en: 'Patrols are recorded by those who have a post in the grid on that day, and by volunteers whose area it lies in.',
    }),
  );

/**
 * As what the caller patrols a grid on a day: as one of its workers, by the post of that day, or as a volunteer of the village.
 * @throws Refused FORBIDDEN for anybody else
 */
export const patrollerAt = async (
  context: Context,
  em: EntityManager,
  grid: { readonly id: string; readonly areaCode: string },
  day: string,
): Promise<Patroller> => {
  if (context.caller.kind !== 'account') throw mayNot(context);
  const { accountId } = context.caller;
  const worker = await em.findOne(GridWorker, { accountId });
  if (worker) {
    const posts = await em.find(GridAssignment, {
      gridWorkerId: worker.id,
      gridId: grid.id,
      role: { $in: [...visitingRoles] },
    });
    if (posts.some((post) => post.isCurrentOn(day))) return { kind: 'GRID_WORKER', accountId, gridWorkerId: worker.id };
  }
  if (holdsRoleAt(context, ['VOLUNTEER'], { areaCode: grid.areaCode, gridId: grid.id })) {
    return { kind: 'VOLUNTEER', accountId, gridWorkerId: null };
  }
  throw mayNot(context);
};
