import { z } from 'zod';
import { SUBGRAPHS_AND_DATA_TEAMS } from './audiences.ts';
import { defineEvent, type TopicKind } from './define-event.ts';

/** Declares an event of cases for all who listen; `.state.` belongs on the state topic. */
export const casesEvent = <Shape extends z.ZodRawShape>(
  type: `gridloom.cases.${string}.${string}`,
  orderingKey: string & keyof Shape,
  shape: Shape,
  firesWhen: string,
  firesNotWhen: string,
) => {
  const topicKind: TopicKind = type.includes('.state.v') ? 'state' : 'events';
  return defineEvent({
    type,
    topicKind,
    owner: 'cases',
    audience: SUBGRAPHS_AND_DATA_TEAMS,
    orderingKey,
    firesWhen,
    firesNotWhen,
    data: z.strictObject(shape),
  });
};
