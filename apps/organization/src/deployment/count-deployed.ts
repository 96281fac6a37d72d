import { applyIncrements, type AreaTree, type SqlExecutor } from '@gridloom/service-kit';

import { areaMetrics } from '../area/load-area.ts';

/** Deployments of a body in an area that have begun (above 0) or ended (below 0). */
export interface DeploymentChange {
  readonly areaCode: string;
  readonly organizationId: string;
  readonly delta: number;
}

/**
 * Keeps how many deployments each body has at or below each area, and from it how many distinct bodies are deployed there: a
 * body begins to count with its first deployment and ends with its last.
 */
export const countDeployed = async (
  sql: SqlExecutor,
  areas: AreaTree,
  changes: readonly DeploymentChange[],
): Promise<void> => {
  const sums = new Map<string, { areaCode: string; organizationId: string; delta: number }>();
  for (const { areaCode, organizationId, delta } of changes) {
    for (const code of areas.withAncestors(areaCode)) {
      const key = `${code} ${organizationId}`;
      const sum = sums.get(key);
      if (sum) sum.delta += delta;
      else sums.set(key, { areaCode: code, organizationId, delta });
    }
  }
  const ordered = [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
  const params = [
    ordered.map(({ areaCode }) => areaCode),
    ordered.map(({ organizationId }) => organizationId),
    ordered.map(({ delta }) => delta),
  ];
  const given = 'unnest($1::text[], $2::uuid[], $3::int[]) with ordinality as i(area_code, organization_id, delta, n)';
  await sql(
    `insert into deployed_organization (area_code, organization_id, deployments)
     select i.area_code, i.organization_id, 0 from ${given} order by i.n
     on conflict (area_code, organization_id) do nothing`,
    params,
  );
  const counted = await sql(
    `update deployed_organization d set deployments = d.deployments + i.delta from ${given}
     where d.area_code = i.area_code and d.organization_id = i.organization_id
     returning d.area_code, d.deployments, i.delta`,
    params,
  );
  const metric = areaMetrics.deployedOrganizations;
  await applyIncrements(
    sql,
    counted.map((row) => {
      const after = row.deployments as number;
      const before = after - (row.delta as number);
      return { subject: row.area_code as string, metric, delta: Number(after > 0) - Number(before > 0) };
    }),
  );
};
