import { societyState, type EventData, type membershipState } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import type { Membership } from './membership.ts';
import type { Society } from './society.ts';

/** A society as its events tell it. */
export const societyData = (society: Society): EventData<typeof societyState> => ({
  societyId: society.id,
  name: society.name,
  kind: society.kind,
  legalForm: society.legalForm,
  status: society.status,
  areaCode: society.areaCode,
  ...(society.gridId == null ? {} : { gridId: society.gridId }),
  organizerAccountId: society.organizerAccountId,
  organizerName: society.organizerName,
});

export const membershipData = (membership: Membership): EventData<typeof membershipState> => ({
  membershipId: membership.id,
  societyId: membership.societyId,
  areaCode: membership.areaCode,
});

/** The state message that goes with each change of a society. */
export const societyStateDraft = (society: Society, occurredAt: Date): EventDraft =>
  eventDraft({
    event: societyState,
    aggregateId: society.id,
    aggregateVersion: society.version,
    areaCode: society.areaCode,
    occurredAt,
    data: societyData(society),
  });
