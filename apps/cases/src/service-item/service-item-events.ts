import {
  serviceItemAdmitted,
  serviceItemExpired,
  serviceItemState,
  serviceItemWithdrawn,
  type EventData,
} from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import type { ItemContent } from './item-content.ts';
import type { ServiceItem } from './service-item.ts';

type Told = EventData<typeof serviceItemState>;

const told = (item: ServiceItem, version: number, content: ItemContent): Told => ({
  serviceItemId: item.id,
  code: item.code,
  name: content.name,
  sponsorId: content.sponsorId,
  version,
  validFrom: content.validFrom,
  ...(content.validUntil ? { validUntil: content.validUntil } : {}),
});

const common = (item: ServiceItem, at: Date) => ({
  aggregateId: item.id,
  aggregateVersion: item.sequence(),
  areaCode: item.areaCode,
  occurredAt: at,
});

/** The whole state of an item, as its state topic tells it. */
export const itemStateEvent = (item: ServiceItem, at: Date): EventDraft =>
  eventDraft({ ...common(item, at), event: serviceItemState, data: told(item, item.version, item) });

/** A version was admitted; it may hold from a later day on. */
export const admittedEvents = (
  item: ServiceItem,
  admitted: { readonly version: number; readonly content: ItemContent; readonly proposalId: string },
  at: Date,
): EventDraft[] => [
  eventDraft({
    ...common(item, at),
    event: serviceItemAdmitted,
    data: { ...told(item, admitted.version, admitted.content), proposalId: admitted.proposalId },
  }),
  itemStateEvent(item, at),
];

export const withdrawnEvents = (item: ServiceItem, proposalId: string, withdrawnOn: string, at: Date): EventDraft[] => [
  eventDraft({
    ...common(item, at),
    event: serviceItemWithdrawn,
    data: { ...told(item, item.version, item), proposalId, withdrawnOn },
  }),
  itemStateEvent(item, at),
];

export const expiredEvents = (item: ServiceItem, at: Date): EventDraft[] => [
  eventDraft({ ...common(item, at), event: serviceItemExpired, data: told(item, item.version, item) }),
  itemStateEvent(item, at),
];
