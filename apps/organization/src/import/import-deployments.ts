import { rowsOfRecords, runImportStep, type ImportOutcome, type ImportSession } from '@gridloom/service-kit';

import { countDeployed, type DeploymentChange } from '../deployment/count-deployed.ts';
import {
  checkArea,
  checkDay,
  checkFirst,
  checkId,
  checkKnown,
  checkPeriod,
  checkText,
  checkVillage,
  loadIds,
  type ImportContext,
  type OnProgress,
} from './checks.ts';
import type { DeploymentRecord, LeadAssignmentRecord, ReportInRecord } from './records.ts';

export const importDeployments = async (
  session: ImportSession,
  { areas, today }: ImportContext,
  records: Iterable<DeploymentRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const organizations = await loadIds(session.sql, 'organization');
  const open = new Set<string>();
  const changes: DeploymentChange[] = [];
  return runImportStep(session, {
    step: 'deployments',
    table: 'deployment',
    columns: ['id', 'organization_id', 'area_code', 'grid_id', 'resources', 'since', 'until'],
    ...(onProgress ? { onProgress } : {}),
    rows: rowsOfRecords('deployments', records, (deployment, refuse) => {
      const { id, organizationId, areaCode, gridId, resources, since, until } = deployment;
      checkId(refuse, 'id', id);
      checkKnown(refuse, 'organizationId', organizationId, organizations);
      checkVillage(refuse, areas, areaCode);
      if (gridId !== undefined) checkId(refuse, 'gridId', gridId);
      checkText(refuse, 'resources', resources, 500);
      checkPeriod(refuse, ['since', since], ['until', until]);
      // What holds is counted from now on, and nothing comes back on a later day to count it.
      for (const [field, day] of [
        ['since', since],
        ['until', until],
      ] as const)
        if (day !== undefined && day > today)
          refuse(field, { zh: '不能晚于导入当日', en: 'must not lie after the day of the import' });
      if (until === undefined) {
        checkFirst(refuse, 'organizationId', `${organizationId} ${areaCode} ${gridId ?? ''}`, open);
        changes.push({ areaCode, organizationId, delta: 1 });
      }
      return [id, organizationId, areaCode, gridId, resources, since, until];
    }),
    after: (sql) => countDeployed(sql, areas, changes),
  });
};

export const importReportIns = async (
  session: ImportSession,
  { areas }: ImportContext,
  records: Iterable<ReportInRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const organizations = await loadIds(session.sql, 'organization');
  return runImportStep(session, {
    step: 'report-ins',
    table: 'report_in',
    columns: ['id', 'organization_id', 'area_code', 'grid_id', 'reported_on', 'ended_on', 'services', 'last_served_on'],
    ...(onProgress ? { onProgress } : {}),
    rows: rowsOfRecords('report-ins', records, (reportIn, refuse) => {
      const { id, organizationId, areaCode, gridId, reportedOn, endedOn, services, lastServedOn } = reportIn;
      checkId(refuse, 'id', id);
      checkKnown(refuse, 'organizationId', organizationId, organizations);
      checkVillage(refuse, areas, areaCode);
      if (gridId !== undefined) checkId(refuse, 'gridId', gridId);
      checkPeriod(refuse, ['reportedOn', reportedOn], ['endedOn', endedOn]);
      checkPeriod(refuse, ['reportedOn', reportedOn], ['lastServedOn', lastServedOn]);
      if (!Number.isSafeInteger(services) || services < 0)
        refuse('services', { zh: '应为不小于 0 的整数', en: 'must be a whole number from 0' });
      if (services > 0 !== (lastServedOn !== undefined))
        refuse('lastServedOn', { zh: '恰在服务过时填写', en: 'is given exactly where it has served' });
      return [id, organizationId, areaCode, gridId, reportedOn, endedOn, services, lastServedOn];
    }),
  });
};

export const importLeadAssignments = async (
  session: ImportSession,
  { areas }: ImportContext,
  records: Iterable<LeadAssignmentRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const organizations = await loadIds(session.sql, 'organization');
  return runImportStep(session, {
    step: 'lead-assignments',
    table: 'lead_assignment',
    columns: ['id', 'organization_id', 'initiative', 'area_code', 'bound_on', 'progress', 'concluded_on'],
    ...(onProgress ? { onProgress } : {}),
    rows: rowsOfRecords('lead-assignments', records, (lead, refuse) => {
      const { id, organizationId, initiative, areaCode, boundOn, progress, concludedOn } = lead;
      checkId(refuse, 'id', id);
      checkKnown(refuse, 'organizationId', organizationId, organizations);
      checkText(refuse, 'initiative', initiative, 200);
      checkArea(refuse, areas, areaCode);
      if (progress !== undefined) checkText(refuse, 'progress', progress, 500);
      checkDay(refuse, 'boundOn', boundOn);
      checkPeriod(refuse, ['boundOn', boundOn], ['concludedOn', concludedOn]);
      return [id, organizationId, initiative, areaCode, boundOn, progress, concludedOn];
    }),
  });
};
