import { volunteerEnrolled } from '@gridloom/contracts';
import { subscription, type Subscription } from '@gridloom/messaging';
import type { BackgroundTools, EntityManager } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { followSource } from './follow-source.ts';

/** Whoever is enrolled as a volunteer is one over the area of the enrolment. */
export const onVolunteerEnrolled = (tools: BackgroundTools): Subscription<EntityManager> =>
  subscription(volunteerEnrolled, (fact, em, sql) => {
    const { volunteerId, accountId, areaCode } = fact.data;
    return followSource(
      em,
      sql,
      fact,
      {
        source: 'VOLUNTEER',
        sourceId: volunteerId,
        accountId,
        role: 'VOLUNTEER',
        jurisdictionKind: 'AREA',
        jurisdictionId: areaCode,
        areaCode,
        since: shanghaiDay(fact.time),
      },
      tools,
    );
  });
