import type { SealingProvider } from '@gridloom/access';
import type { HandlerKnowledge } from '@gridloom/cases/import';
import {
  importCareRecords,
  importCorps,
  importCountyRules,
  importDwellings,
  importEmergencyContacts,
  importErrandKinds,
  importErrands,
  importGridAssignments,
  importGrids,
  importGridWorkers,
  importHazardClasses,
  importHazards,
  importHouseholds,
  importOccupancies,
  importPatrols,
  importResidents,
  importVisitDemands,
  importVisits,
  type ImportContext as GridsContext,
} from '@gridloom/grids/import';
import {
  importAccounts,
  importAppointments,
  importAreas,
  importDeployments,
  importLeadAssignments,
  importOrganizations,
  importPartyMembers,
  importPartyOrganizations,
  importReportIns,
  importRoleAssignments,
  importStaff,
  type OrganizationImportContext,
} from '@gridloom/organization/import';
import {
  buildAreaTree,
  type AreaNode,
  type AreaTree,
  type ImportOutcome,
  type ImportSession,
} from '@gridloom/service-kit';

import type { CountyPlan } from './county-plan.ts';
import { careRecords, emergencyContactRecords } from './grids/care-records.ts';
import {
  errandKindRecords,
  errandRecords,
  hazardClassRecords,
  hazardRecords,
  patrolRecords,
} from './grids/field-work-records.ts';
import {
  corpsRecords,
  countyRulesRecords,
  gridAssignmentRecords,
  gridRecords,
  gridWorkerRecords,
} from './grids/grid-records.ts';
import { dwellingRecords, householdRecords, occupancyRecords, residentRecords } from './grids/people-records.ts';
import { visitDemandRecords, visitRecords } from './grids/visit-records.ts';
import { lifeOfPlan } from './life-of-plan.ts';
import { lifeSteps } from './life-steps.ts';
import { deploymentRecords, leadAssignmentRecords, reportInRecords } from './organization/deployment-records.ts';
import {
  accountRecords,
  appointmentRecords,
  areaRecords,
  organizationRecords,
  roleAssignmentRecords,
  staffRecords,
} from './organization/organization-records.ts';
import { partyMemberRecords, partyOrganizationRecords } from './organization/party-records.ts';

/** Services in the order of the manifest; each has a database of its own. */
export const foundedServices = ['organization', 'grids', 'cases', 'societies', 'volunteers'] as const;

export type FoundedService = (typeof foundedServices)[number];

/** One step of a founding: the rows of one kind into the database of one service, in one transaction. */
export interface FoundingStep {
  readonly service: FoundedService;
  readonly label: string;
  run(session: ImportSession, onProgress: (rows: number) => void): Promise<ImportOutcome>;
}

export const areasOf = ({ divisions }: CountyPlan): AreaTree => {
  const { code: county, townships, villages } = divisions;
  return buildAreaTree([
    { code: county, name: divisions.name, level: 'COUNTY', parentCode: null, ancestors: [] },
    ...townships.map(({ code, name }): AreaNode => ({
      code,
      name,
      level: 'TOWNSHIP',
      parentCode: county,
      ancestors: [county],
    })),
    ...villages.map(({ code, name, townshipCode }): AreaNode => ({
      code,
      name,
      level: 'VILLAGE',
      parentCode: townshipCode,
      ancestors: [townshipCode, county],
    })),
  ]);
};

const handlersOf = ({ bodies }: CountyPlan): ReadonlyMap<string, HandlerKnowledge> =>
  new Map([...bodies.all()].map(({ id, kind, areaCode, handlesCases }) => [id, { kind, areaCode, handlesCases }]));

type Import<C, R> = (
  session: ImportSession,
  context: C,
  records: Iterable<R>,
  onProgress: (rows: number) => void,
) => Promise<ImportOutcome>;

/** All steps of founding a planned county; those of one service run in this order. */
export const foundingSteps = (plan: CountyPlan, sealing: SealingProvider): readonly FoundingStep[] => {
  const areas = areasOf(plan);
  const { today } = plan;
  const life = lifeOfPlan(plan);
  const stepsOf =
    <C>(service: FoundedService, context: C) =>
    <R>(label: string, bringIn: Import<C, R>, records: () => Iterable<R>): FoundingStep => ({
      service,
      label,
      run: (session, onProgress) => bringIn(session, context, records(), onProgress),
    });
  const organization = stepsOf<OrganizationImportContext>('organization', { areas, today });
  const grids = stepsOf<GridsContext>('grids', { areas, sealing, today });
  const lifeContext = { areas, organizations: handlersOf(plan) };
  return [
    organization('areas', importAreas, () => areaRecords(plan)),
    organization('organizations', importOrganizations, () => organizationRecords(plan)),
    organization('accounts', importAccounts, () => accountRecords(plan, life)),
    organization('staff', importStaff, () => staffRecords(plan)),
    organization('appointments', importAppointments, () => appointmentRecords(plan)),
    organization('roles', importRoleAssignments, () => roleAssignmentRecords(plan, life)),
    organization('party organizations', importPartyOrganizations, () => partyOrganizationRecords(plan)),
    organization('party members', importPartyMembers, () => partyMemberRecords(plan)),
    organization('deployments', importDeployments, () => deploymentRecords(plan)),
    organization('report-ins', importReportIns, () => reportInRecords(plan)),
    organization('lead assignments', importLeadAssignments, () => leadAssignmentRecords(plan)),
    grids('rules of visits', importCountyRules, () => countyRulesRecords(plan)),
    grids('grids', importGrids, () => gridRecords(plan)),
    grids('corps', importCorps, () => corpsRecords(plan)),
    grids('grid workers', importGridWorkers, () => gridWorkerRecords(plan)),
    grids('assignments to grids', importGridAssignments, () => gridAssignmentRecords(plan)),
    grids('dwellings', importDwellings, () => dwellingRecords(plan)),
    grids('households', importHouseholds, () => householdRecords(plan)),
    grids('residents', importResidents, () => residentRecords(plan)),
    grids('occupancies', importOccupancies, () => occupancyRecords(plan)),
    grids('care records', importCareRecords, () => careRecords(plan)),
    grids('emergency contacts', importEmergencyContacts, () => emergencyContactRecords(plan)),
    grids('visits', importVisits, () => visitRecords(plan)),
    grids('demands of visits', importVisitDemands, () => visitDemandRecords(plan)),
    grids('classes of hazards', importHazardClasses, hazardClassRecords),
    grids('kinds of errands', importErrandKinds, errandKindRecords),
    grids('patrols', importPatrols, () => patrolRecords(plan, life)),
    grids('hazards', importHazards, () => hazardRecords(plan, life)),
    grids('errands', importErrands, () => errandRecords(plan)),
    ...lifeSteps(life).map((step): FoundingStep => ({
      service: step.service,
      label: step.label,
      run: (session, onProgress) => step.run(session, lifeContext, onProgress),
    })),
  ];
};

/** How many rows a step writes, where the plan knows. */
export const expectedRows = (plan: CountyPlan, label: string): number | undefined => {
  const { figures } = plan;
  const known: Readonly<Record<string, number>> = {
    residents: figures.residents + figures.floating,
    occupancies: figures.residents + figures.floating,
    dwellings: plan.householdCount,
    households: plan.householdCount,
    grids: plan.grids.length + figures.microGrids,
    'party members': figures.partyMembers,
    societies: figures.societies.SELF_GOVERNING + figures.societies.RECREATIONAL + figures.societies.VOLUNTEER,
    memberships: figures.members,
    volunteers: figures.volunteers,
  };
  return known[label];
};
