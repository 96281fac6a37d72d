import { z } from 'zod';
import { NAMED_CONSUMERS, SUBGRAPHS_AND_DATA_TEAMS } from './audiences.ts';
import { defineEvent, type TopicKind } from './define-event.ts';

/** Declares an event of the grids subgraph; its topic follows from its name. */
export const gridsEvent = <Shape extends z.ZodRawShape>(
  type: `gridloom.grids.${string}.${string}`,
  orderingKey: string & keyof Shape,
  shape: Shape,
  firesWhen: string,
  firesNotWhen: string,
) => {
  const topicKind: TopicKind = type.includes('.state.v')
    ? 'state'
    : type.includes('.worded.v')
      ? 'restricted'
      : 'events';
  return defineEvent({
    type,
    topicKind,
    owner: 'grids',
    audience: topicKind === 'restricted' ? NAMED_CONSUMERS : SUBGRAPHS_AND_DATA_TEAMS,
    orderingKey,
    firesWhen,
    firesNotWhen,
    data: z.strictObject(shape),
  });
};
