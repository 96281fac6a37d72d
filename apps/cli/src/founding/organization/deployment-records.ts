import type { DeploymentRecord, LeadAssignmentRecord, ReportInRecord } from '@gridloom/organization/import';
import { addDays } from '@gridloom/standards';

import { BAISHU } from '../county-figures.ts';
import type { CountyPlan } from '../county-plan.ts';
import { departmentNames, departments, initiatives } from './departments.ts';

const DEPLOYMENTS_A_VILLAGE = 3;
const GRID_OF_BAISHU = 15;
const REPORT_INS_A_BODY = 9;

/** Departments whose resources sink into villages and grids (资源下沉): all of them somewhere, each place has a few. */
export function* deploymentRecords(plan: CountyPlan): Generator<DeploymentRecord> {
  const { villages, ids, today, bodies } = plan;
  let turn = 0;
  for (const village of villages) {
    const random = plan.random('deployment', village.code);
    for (let n = 0; n < DEPLOYMENTS_A_VILLAGE; n += 1) {
      const name = departmentNames[turn % departmentNames.length];
      turn += 1;
      const body = name && bodies.departments.get(name);
      if (!body) continue;
      const grid = random.chance(0.5) ? random.pick(village.grids) : undefined;
      yield {
        id: ids.id('deployment', village.code, n),
        organizationId: body.id,
        areaCode: village.code,
        ...(grid ? { gridId: grid.id } : {}),
        resources: departments[name].resources,
        since: addDays(today, -random.int(60, 500)),
      };
    }
  }
  const grid = villages.find(({ code }) => code === BAISHU)?.grids[GRID_OF_BAISHU - 1];
  if (!grid) return;
  for (const name of ['TRANSPORT', 'AGRICULTURE', 'JUSTICE'] as const) {
    const body = bodies.departments.get(name);
    if (body)
      yield {
        id: ids.id('deployment', BAISHU, name),
        organizationId: body.id,
        areaCode: BAISHU,
        gridId: grid.id,
        resources: departments[name].resources,
        since: addDays(today, -180),
      };
  }
}

/** Bodies that report in to villages and serve there (双报到). */
export function* reportInRecords(plan: CountyPlan): Generator<ReportInRecord> {
  const { villages, ids, today, bodies } = plan;
  for (const body of [...bodies.departments.values(), ...bodies.institutions]) {
    const random = plan.random('report-in', body.id);
    const first = random.int(0, villages.length - 1);
    for (let n = 0; n < Math.min(REPORT_INS_A_BODY, villages.length); n += 1) {
      const village = villages[(first + n * 7) % villages.length];
      if (!village) continue;
      const reported = random.int(40, 700);
      const services = random.chance(0.15) ? 0 : random.int(1, 24);
      const grid = random.chance(0.4) ? random.pick(village.grids) : undefined;
      yield {
        id: ids.id('report-in', body.id, n),
        organizationId: body.id,
        areaCode: village.code,
        ...(grid ? { gridId: grid.id } : {}),
        reportedOn: addDays(today, -reported),
        services,
        ...(services > 0 ? { lastServedOn: addDays(today, -random.int(1, reported)) } : {}),
      };
    }
  }
}

/** What departments are bound to lead (责任捆绑领办). */
export function* leadAssignmentRecords(plan: CountyPlan): Generator<LeadAssignmentRecord> {
  for (const { department, initiative, progress } of initiatives) {
    const body = plan.bodies.departments.get(department);
    if (!body) continue;
    yield {
      id: plan.ids.id('lead-assignment', department),
      organizationId: body.id,
      initiative,
      areaCode: plan.divisions.code,
      boundOn: addDays(plan.today, -plan.random('lead', department).int(120, 600)),
      progress,
    };
  }
}
