import { organizationDissolved, organizationRegistered, organizationState, type EventData } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import { tableSnapshot } from '../table-snapshot.ts';
import type { Organization } from './organization.ts';

const dataOf = (organization: Organization): EventData<typeof organizationRegistered> => ({
  organizationId: organization.id,
  name: organization.name,
  kind: organization.kind,
  areaCode: organization.areaCode,
  handlesCases: organization.handlesCases,
});

/** What is told when a body is registered or dissolved, and with it its state. The entity has been flushed. */
export const organizationDrafts = (organization: Organization, occurredAt: Date): EventDraft[] => {
  const told = {
    aggregateId: organization.id,
    aggregateVersion: organization.version,
    areaCode: organization.areaCode,
    occurredAt,
  };
  const { dissolvedOn } = organization;
  const data = dataOf(organization);
  return [
    eventDraft({ ...told, event: dissolvedOn == null ? organizationRegistered : organizationDissolved, data }),
    eventDraft({ ...told, event: organizationState, data: dissolvedOn == null ? data : { ...data, dissolvedOn } }),
  ];
};

/** Fills the state topic of bodies. */
export const organizationSnapshot = tableSnapshot({
  event: organizationState,
  table: 'organization',
  key: { column: 'id', type: 'uuid' },
  areaCode: 't.area_code',
  data: {
    organizationId: 't.id',
    name: 't.name',
    kind: 't.kind',
    areaCode: 't.area_code',
    handlesCases: 't.handles_cases',
    dissolvedOn: 't.dissolved_on',
  },
});
