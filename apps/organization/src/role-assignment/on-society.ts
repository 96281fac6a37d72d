import { societyFiled, societyRegistered } from '@gridloom/contracts';
import { subscription, type Subscription } from '@gridloom/messaging';
import type { BackgroundTools, EntityManager } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { followSource } from './follow-source.ts';

/**
 * The organizer of a society is that over its area, until another one is named or the society is dissolved. Each event tells
 * the society as it then is, so that all of them are read alike.
 */
export const onSocieties = (tools: BackgroundTools): Subscription<EntityManager>[] =>
  [societyFiled, societyRegistered].map((event) =>
    subscription(event, (fact, em, sql) => {
      const { societyId, organizerAccountId, organizerName, areaCode, status } = fact.data;
      const day = shanghaiDay(fact.time);
      return followSource(
        em,
        sql,
        fact,
        {
          source: 'SOCIETY',
          sourceId: societyId,
          accountId: organizerAccountId,
          accountName: organizerName,
          role: 'SOCIETY_ORGANIZER',
          jurisdictionKind: 'AREA',
          jurisdictionId: areaCode,
          areaCode,
          since: day,
          ...(status === 'DISSOLVED' ? { until: day } : {}),
        },
        tools,
      );
    }),
  );
