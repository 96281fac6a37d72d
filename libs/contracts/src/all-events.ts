import { casesAdmissionEvents } from './cases-admission.ts';
import { casesJointEvents } from './cases-joint.ts';
import { casesWhistleEvents } from './cases-whistle.ts';
import { casesDeadlineEvents } from './cases-deadlines.ts';
import { casesDueSoonEvents } from './cases-due-soon.ts';
import { casesEmergencyEvents } from './cases-emergency.ts';
import { casesFlowEvents } from './cases-flow.ts';
import { casesEvents } from './cases.ts';
import type { EventDefinition } from './define-event.ts';
import { gridsFieldWorkEvents } from './grids-field-work.ts';
import { gridsPeopleEvents } from './grids-people.ts';
import { gridsEvents } from './grids.ts';
import { gridsGridEvents } from './grids-grid.ts';
import { gridsWorkersEvents } from './grids-workers.ts';
import { organizationEvents } from './organization.ts';
import { societiesEvents } from './societies.ts';
import { volunteersEvents } from './volunteers.ts';

/** Every event of the platform, by subgraph and aggregate. */
export const allEvents: readonly EventDefinition[] = [
  ...organizationEvents,
  ...gridsEvents,
  ...gridsPeopleEvents,
  ...gridsGridEvents,
  ...gridsWorkersEvents,
  ...gridsFieldWorkEvents,
  ...casesEvents,
  ...casesFlowEvents,
  ...casesDeadlineEvents,
  ...casesDueSoonEvents,
  ...casesEmergencyEvents,
  ...casesAdmissionEvents,
  ...casesWhistleEvents,
  ...casesJointEvents,
  ...societiesEvents,
  ...volunteersEvents,
];

const byType = new Map<string, EventDefinition>(allEvents.map((event) => [event.type, event]));

/** The definition of a type, or nothing when this version of the platform does not know it. */
export function eventByType(type: string): EventDefinition | undefined {
  return byType.get(type);
}
