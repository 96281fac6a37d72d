import { describe, expect, test } from '@jest/globals';
import * as cases from '@gridloom/cases/events';
import { allEvents, type EventDefinition } from '@gridloom/contracts';
import * as grids from '@gridloom/grids/events';
import * as organization from '@gridloom/organization/events';
import * as societies from '@gridloom/societies/events';
import * as volunteers from '@gridloom/volunteers/events';

type Wiring = { readonly publishes: readonly EventDefinition[]; readonly consumes: readonly EventDefinition[] };

const subgraphs: Record<string, Wiring> = { organization, grids, cases, societies, volunteers };
const published = Object.values(subgraphs).flatMap(({ publishes }) => publishes.map(({ type }) => type));

describe('The event contract', () => {
  test('declares what some subgraph tells, and nothing else', () => {
    expect(allEvents.map(({ type }) => type).toSorted()).toEqual(published.toSorted());
  });

  test.each(Object.entries(subgraphs))('has %s tell only what it owns', (subgraph, { publishes }) => {
    expect(publishes.filter(({ owner }) => owner !== subgraph).map(({ type }) => type)).toEqual([]);
  });

  test.each(Object.entries(subgraphs))('lets %s listen only to what somebody tells', (_, { consumes }) => {
    expect(consumes.filter(({ type }) => !published.includes(type)).map(({ type }) => type)).toEqual([]);
  });

  test('gives residents’ own words to the consumers that their audience names', () => {
    for (const [subgraph, { consumes }] of Object.entries(subgraphs)) {
      for (const event of consumes.filter(({ topicKind }) => topicKind === 'restricted')) {
        expect(event.audience).toContain(`the ${subgraph} subgraph`);
      }
    }
  });
});
