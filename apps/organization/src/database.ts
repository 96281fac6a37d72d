import type { DatabaseDefinition } from '@gridloom/service-kit';

import { migrations } from '../migrations/index.ts';
import { Account } from './account/account.ts';
import { Appointment } from './appointment/appointment.ts';
import { Staff } from './appointment/staff.ts';
import { Area } from './area/area.ts';
import { Deployment } from './deployment/deployment.ts';
import { LeadAssignment } from './deployment/lead-assignment.ts';
import { ReportIn } from './deployment/report-in.ts';
import { Organization } from './organization/organization.ts';
import { PartyMember } from './party-organization/party-member.ts';
import { PartyOrganization } from './party-organization/party-organization.ts';
import { RoleAssignment } from './role-assignment/role-assignment.ts';

export const database: DatabaseDefinition = {
  service: 'organization',
  entities: [
    Area,
    Organization,
    Account,
    Staff,
    Appointment,
    RoleAssignment,
    PartyOrganization,
    PartyMember,
    Deployment,
    ReportIn,
    LeadAssignment,
  ],
  migrations,
};
