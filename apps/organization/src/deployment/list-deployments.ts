import type { PageArgs } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { byDay, readListOf, type List, type ListPage, type Parent } from '../list-page.ts';
import { loadEntity } from '../load-entity.ts';
import { Deployment } from './deployment.ts';
import { LeadAssignment } from './lead-assignment.ts';
import { ReportIn } from './report-in.ts';

export type DeploymentPage = ListPage<Deployment>;
export type ReportInPage = ListPage<ReportIn>;
export type LeadAssignmentPage = ListPage<LeadAssignment>;

const deployments: List<Deployment> = {
  name: 'deployments',
  table: 'deployment',
  id: 'id',
  keys: byDay('since', 'desc'),
  load: (context, id) => loadEntity(context, Deployment, id),
};

const reportIns: List<ReportIn> = {
  name: 'report-ins',
  table: 'report_in',
  id: 'id',
  keys: byDay('reported_on', 'desc'),
  load: (context, id) => loadEntity(context, ReportIn, id),
};

const leadAssignments: List<LeadAssignment> = {
  name: 'lead assignments',
  table: 'lead_assignment',
  id: 'id',
  keys: byDay('bound_on', 'desc'),
  load: (context, id) => loadEntity(context, LeadAssignment, id),
};

type AreaOrOrganization = { readonly areaCode: string } | { readonly organizationId: string };

const parentOf = (of: AreaOrOrganization): Parent =>
  'areaCode' in of
    ? { id: of.areaCode, column: 'area_code', type: 'text' }
    : { id: of.organizationId, column: 'organization_id', type: 'uuid' };

/** Where the resources of a body are sunk into today. */
export const listDeployments = (context: Context, organizationId: string, args: PageArgs): Promise<DeploymentPage> =>
  readListOf(context, deployments, parentOf({ organizationId }), args, (bind) => {
    const today = bind(shanghaiDay(context.now()));
    return [`t.since <= ${today}::date and (t.until is null or t.until > ${today}::date)`];
  });

/** Report-ins of a body, or of exactly this area. */
export const listReportIns = (context: Context, of: AreaOrOrganization, args: PageArgs): Promise<ReportInPage> =>
  readListOf(context, reportIns, parentOf(of), args);

/** What a body leads, or what is led in exactly this area. */
export const listLeadAssignments = (
  context: Context,
  of: AreaOrOrganization,
  args: PageArgs,
): Promise<LeadAssignmentPage> => readListOf(context, leadAssignments, parentOf(of), args);
