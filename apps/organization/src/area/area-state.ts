import { areaEstablished, areaRenumbered, areaRevoked, areaState, type EventData } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import { tableSnapshot } from '../table-snapshot.ts';
import type { Area } from './area.ts';

const dataOf = (area: Area): EventData<typeof areaEstablished> => ({
  code: area.code,
  name: area.name,
  level: area.level,
  ...(area.parentCode == null ? {} : { parentCode: area.parentCode }),
  validFrom: area.validFrom,
  ...(area.validUntil == null ? {} : { validUntil: area.validUntil }),
  ...(area.successorCode == null ? {} : { successorCode: area.successorCode }),
});

const eventOf = (area: Area) => {
  if (area.validUntil == null) return areaEstablished;
  return area.successorCode == null ? areaRevoked : areaRenumbered;
};

/** What is told when an area is established or its code is revoked, and with it its state. The entity has been flushed. */
export const areaDrafts = (area: Area, occurredAt: Date): EventDraft[] => {
  const told = { aggregateId: area.code, aggregateVersion: area.version, areaCode: area.code, occurredAt };
  const data = dataOf(area);
  return [
    eventDraft({ ...told, event: eventOf(area), data }),
    eventDraft({ ...told, event: areaState, data: { ...data, ancestors: area.ancestors } }),
  ];
};

/** Fills the state topic of areas. */
export const areaSnapshot = tableSnapshot({
  event: areaState,
  table: 'area',
  key: { column: 'code', type: 'text' },
  areaCode: 't.code',
  data: {
    code: 't.code',
    name: 't.name',
    level: 't.level',
    parentCode: 't.parent_code',
    validFrom: 't.valid_from',
    validUntil: 't.valid_until',
    successorCode: 't.successor_code',
    ancestors: 'to_jsonb(t.ancestors)',
  },
});
