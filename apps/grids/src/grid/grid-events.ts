import { gridState, type EventData } from '@gridloom/contracts';
import { eventDraft, tombstoneDraft, type EventDraft } from '@gridloom/messaging';

import { isAbsent } from '../absent.ts';
import type { Grid } from './grid.ts';

/** What others are told of a grid. */
export const gridDataOf = (grid: Grid): EventData<typeof gridState> => ({
  gridId: grid.id,
  name: grid.name,
  kind: grid.kind,
  level: grid.level,
  areaCode: grid.areaCode,
  codes: grid.codes,
  validFrom: grid.validFrom,
  ...(isAbsent(grid.parentGridId) ? {} : { parentGridId: grid.parentGridId }),
  ...(isAbsent(grid.validUntil) ? {} : { validUntil: grid.validUntil }),
});

const aggregateOf = (grid: Grid, occurredAt: Date) => ({
  aggregateId: grid.id,
  aggregateVersion: grid.version,
  areaCode: grid.areaCode,
  occurredAt,
});

/** The newest state of a grid; the row is flushed. */
export const gridStateDraft = (grid: Grid, occurredAt: Date): EventDraft =>
  eventDraft({ event: gridState, ...aggregateOf(grid, occurredAt), data: gridDataOf(grid) });

/** The grid is gone, as if it had never been; the row is removed. */
export const gridGoneDraft = (grid: Grid, occurredAt: Date): EventDraft =>
  tombstoneDraft({
    event: gridState,
    ...aggregateOf(grid, occurredAt),
    aggregateVersion: grid.version + 1,
  });
