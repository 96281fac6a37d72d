import { defineEvent, fields } from '@gridloom/contracts';
import { z } from 'zod';

const example = (happened: 'registered' | 'changed') =>
  defineEvent({
    type: `gridloom.grids.household.${happened}.v1`,
    topicKind: 'events',
    owner: 'grids',
    audience: 'The specs of this library',
    orderingKey: 'householdId',
    firesWhen: 'A spec says so',
    firesNotWhen: 'Ever else',
    data: z.strictObject({
      householdId: fields.id('The household'),
      gridId: fields.id('Its grid'),
      areaCode: fields.areaCode(),
      size: fields.count('How many people it has'),
    }),
  });

/** Events for the specs of this library: it knows none of its own. */
export const householdRegistered = example('registered');
export const householdChanged = example('changed');
