import { societyDemandWorded, visitDemandWorded } from '@gridloom/contracts';
import { subscription, type Subscription } from '@gridloom/messaging';
import type { BackgroundTools, EntityManager } from '@gridloom/service-kit';

import { reportDemand } from './report-demand.ts';

/** What a visit heard becomes a case. */
export const onVisitDemandWorded = (tools: BackgroundTools): Subscription<EntityManager> =>
  subscription<EntityManager, typeof visitDemandWorded>(visitDemandWorded, ({ data, time }, em, sql) =>
    reportDemand(
      tools,
      {
        demandId: data.visitDemandId,
        source: 'VISIT',
        residentId: data.residentId,
        areaCode: data.areaCode,
        gridId: data.gridId,
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
  subscription<EntityManager, typeof societyDemandWorded>(societyDemandWorded, ({ data, time }, em, sql) =>
    reportDemand(
      tools,
      {
        demandId: data.societyDemandId,
        source: 'SOCIETY',
        residentId: data.residentId,
        areaCode: data.areaCode,
        gridId: data.gridId ?? null,
        text: data.text,
        place: null,
        raisedByAccountId: data.raisedByAccountId,
        at: time,
      },
      em,
      sql,
    ),
  );
