import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';

import { compareSupergraphs, unannounced } from './breaking-changes.ts';
import { composeTwice } from './compose-twice.ts';

const supergraph = (fields: string) =>
  composeTwice([
    {
      name: 'areas',
      url: 'http://127.0.0.1/areas',
      typeDefs: parse(
        `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
         type Query { area: Area } type Area @key(fields: "code") { code: ID! ${fields} }`,
      ),
    },
  ]);

describe('changes of the graph', () => {
  it('call a removed field breaking', async () => {
    const changes = await compareSupergraphs(supergraph('name: String!'), supergraph(''));

    expect(changes.breaking).toEqual(["Field 'name' was removed from object type 'Area'"]);
  });

  it('call a field that may now be null breaking', async () => {
    const changes = await compareSupergraphs(supergraph('name: String!'), supergraph('name: String'));

    expect(changes.breaking).toHaveLength(1);
  });

  it('call an added field safe', async () => {
    const changes = await compareSupergraphs(supergraph(''), supergraph('name: String!'));

    expect(changes).toEqual({ breaking: [], dangerous: [], safe: ["Field 'name' was added to object type 'Area'"] });
  });

  it('are announced when the changelog quotes them', () => {
    const removed = "Field 'name' was removed from object type 'Area'";

    expect(unannounced([removed], `## 0.2.0\n- ${removed}: ask for fullName`)).toEqual([]);
    expect(unannounced([removed], '## 0.2.0')).toEqual([removed]);
  });
});
