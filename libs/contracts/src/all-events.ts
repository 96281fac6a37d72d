import { casesEvents } from './cases.ts';
import type { EventDefinition } from './define-event.ts';
import { gridsEvents } from './grids.ts';
import { organizationEvents } from './organization.ts';
import { societiesEvents } from './societies.ts';
import { volunteersEvents } from './volunteers.ts';

/** Every event of the platform, by subgraph and aggregate. */
export const allEvents: readonly EventDefinition[] = [
  ...organizationEvents,
  ...gridsEvents,
  ...casesEvents,
  ...societiesEvents,
  ...volunteersEvents,
];

const byType = new Map<string, EventDefinition>(allEvents.map((event) => [event.type, event]));

/** The definition of a type, or nothing when this version of the platform does not know it. */
export function eventByType(type: string): EventDefinition | undefined {
  return byType.get(type);
}
