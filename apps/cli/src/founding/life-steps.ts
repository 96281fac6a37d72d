import {
  importCalendar,
  importCases,
  importDeadlineRules,
  importDutyLists,
  importServiceItems,
  importWhistles,
  type HandlerKnowledge,
} from '@gridloom/cases/import';
import type { AreaTree, ImportOutcome, ImportSession } from '@gridloom/service-kit';
import {
  importCentres,
  importCouncilMeetings,
  importEnrolments,
  importMatterItems,
  importMatters,
  importMealServices,
  importMemberships,
  importOutcomes,
  importProgrammes,
  importResolutions,
  importSocieties,
  importSocietyDemands,
} from '@gridloom/societies/import';
import { importClaims, importServiceHours, importServiceOrders, importVolunteers } from '@gridloom/volunteers/import';

import { calendarYearRecords } from './cases/calendar-records.ts';
import { caseRecords, societyDemandRecords, whistleRecords } from './cases/case-records.ts';
import { deadlineRuleRecords, dutyListRecords, serviceItemRecords } from './cases/list-records.ts';
import type { PlannedLife } from './planned-life.ts';
import {
  centreRecords,
  enrolmentRecords,
  mealServiceRecords,
  outcomeRecords,
  programmeRecords,
} from './societies/centre-records.ts';
import {
  councilMeetingRecords,
  matterItemRecords,
  matterRecords,
  resolutionRecords,
} from './societies/council-records.ts';
import { membershipRecords, societyRecords } from './societies/society-records.ts';
import { claimRecords, serviceOrderRecords } from './volunteers/planned-orders.ts';
import { serviceHoursRecords, volunteerRecords } from './volunteers/volunteer-records.ts';

/** What the importers need to know of the county besides the records. */
export interface LifeContext {
  readonly areas: AreaTree;
  readonly organizations: ReadonlyMap<string, HandlerKnowledge>;
}

/** One step of bringing the county's societies, volunteers or cases in, into the database of `service`. */
export interface LifeStep {
  readonly service: 'societies' | 'volunteers' | 'cases';
  /** What is brought in, for the progress bar. */
  readonly label: string;
  run(session: ImportSession, context: LifeContext, onProgress?: (rows: number) => void): Promise<ImportOutcome>;
}

type Import<C, R> = (
  session: ImportSession,
  context: C,
  records: Iterable<R>,
  onProgress?: (rows: number) => void,
) => Promise<ImportOutcome>;

/** Steps of the three subgraphs in the order in which they have to run; those of different databases may run side by side. */
export const lifeSteps = (life: PlannedLife): readonly LifeStep[] => {
  const step =
    <C>(service: LifeStep['service'], contextOf: (context: LifeContext) => C) =>
    <R>(label: string, bringIn: Import<C, R>, records: (life: PlannedLife) => Iterable<R>): LifeStep => ({
      service,
      label,
      run: (session, context, onProgress) => bringIn(session, contextOf(context), records(life), onProgress),
    });
  const societies = step('societies', ({ areas }) => ({ areas }));
  const volunteers = step('volunteers', ({ areas }) => ({ areas }));
  const cases = step('cases', ({ areas, organizations }) => {
    let made = 0;
    const newId = () => {
      made += 1;
      return life.id('case-row', made);
    };
    return { areas, organizations, newId };
  });
  return [
    societies('societies', importSocieties, societyRecords),
    societies('memberships', importMemberships, membershipRecords),
    societies('meetings', importCouncilMeetings, councilMeetingRecords),
    societies('resolutions', importResolutions, resolutionRecords),
    societies('matters', importMatters, matterRecords),
    societies('items of matters', importMatterItems, matterItemRecords),
    societies('demands of societies', importSocietyDemands, societyDemandRecords),
    societies('centres', importCentres, centreRecords),
    societies('programmes', importProgrammes, programmeRecords),
    societies('enrolments', importEnrolments, enrolmentRecords),
    societies('outcomes', importOutcomes, outcomeRecords),
    societies('meals', importMealServices, mealServiceRecords),
    volunteers('volunteers', importVolunteers, volunteerRecords),
    volunteers('service orders', importServiceOrders, serviceOrderRecords),
    volunteers('claims', importClaims, claimRecords),
    volunteers('hours of service', importServiceHours, serviceHoursRecords),
    cases('duty lists', importDutyLists, dutyListRecords),
    cases('service items', importServiceItems, serviceItemRecords),
    cases('calendar', importCalendar, ({ today }) => calendarYearRecords(today)),
    cases('deadline rules', importDeadlineRules, deadlineRuleRecords),
    cases('cases', importCases, caseRecords),
    cases('whistles', importWhistles, whistleRecords),
  ];
};
