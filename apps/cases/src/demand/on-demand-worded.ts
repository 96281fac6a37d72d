import { societyDemandWorded, visitDemandWorded } from '@gridloom/contracts';
import { subscription, type Subscription } from '@gridloom/messaging';
import { currentResidentId, gridOfNow, type BackgroundTools, type EntityManager } from '@gridloom/service-kit';

import { reportDemand } from './report-demand.ts';

/** What a visit heard becomes a case; in the grid of now, if the grid was split or merged since. */
export const onVisitDemandWorded = (tools: BackgroundTools): Subscription<EntityManager> =>
  subscription<EntityManager, typeof visitDemandWorded>(visitDemandWorded, async ({ data, time }, em, sql) =>
    reportDemand(
      tools,
      {
        demandId: data.visitDemandId,
        source: 'VISIT',
        // The record may have been merged into another one since.
        residentId: await currentResidentId(sql, data.residentId),
        areaCode: data.areaCode,
        gridId: await gridOfNow(sql, data.gridId, { residentIds: [data.residentId], householdIds: [data.householdId] }),
        text: data.text,
        place: data.place ?? null,
        raisedByAccountId: data.raisedByAccountId,
        at: time,
      },
      em,
      sql,
    ),
  );

/** What a society heard becomes a case. */
export const onSocietyDemandWorded = (tools: BackgroundTools): Subscription<EntityManager> =>
  subscription<EntityManager, typeof societyDemandWorded>(societyDemandWorded, async ({ data, time }, em, sql) =>
    reportDemand(
      tools,
      {
        demandId: data.societyDemandId,
        source: 'SOCIETY',
        // The record may have been merged into another one since.
        residentId: await currentResidentId(sql, data.residentId),
        areaCode: data.areaCode,
        gridId:
          data.gridId === undefined ? null : await gridOfNow(sql, data.gridId, { residentIds: [data.residentId] }),
        text: data.text,
        place: null,
        raisedByAccountId: data.raisedByAccountId,
        at: time,
      },
      em,
      sql,
    ),
  );
