import { describe, expect, it } from '@jest/globals';
import { parse, print, printType, type GraphQLObjectType } from 'graphql';

import { composeTwice, publicSchema } from './compose-twice.ts';
import { hideDirectives } from './hide-directives.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
  directive @auth(permission: Level!) on OBJECT | FIELD_DEFINITION
  enum Level { HIGH LOW }`;

const service = (name: string, sdl: string) => ({
  name,
  url: `http://127.0.0.1/${name}`,
  typeDefs: hideDirectives(parse(`${link} ${sdl}`), ['auth']),
});

const areas = service(
  'areas',
  'type Query { area(code: ID!): Area @auth(permission: LOW) } type Area @key(fields: "code") { code: ID! name: String! }',
);

describe('composing the supergraph', () => {
  it('joins the fields that subgraphs add to one entity', () => {
    const cases = service(
      'cases',
      'type Area @key(fields: "code") { code: ID! openCases: Int! @auth(permission: HIGH) }',
    );

    const schema = publicSchema(composeTwice([areas, cases]));

    expect(printType(schema.getType('Area') as GraphQLObjectType)).toBe(
      'type Area {\n  code: ID!\n  name: String!\n  openCases: Int!\n}',
    );
  });

  it('keeps directives of our own and the types of their arguments out of it', () => {
    const supergraph = composeTwice([areas]);

    expect(supergraph).not.toContain('@auth');
    expect(supergraph).not.toContain('enum Level');
  });

  it('keeps a type that a field uses besides a hidden directive', () => {
    const document = hideDirectives(parse(`${link} type Query { level: Level @auth(permission: LOW) }`), ['auth']);

    expect(print(document)).toContain('enum Level');
  });

  it('names what does not compose', () => {
    const other = service('other', 'type Area @key(fields: "code") { code: ID! name: Int! }');

    expect(() => composeTwice([areas, other])).toThrow(/do not compose[^]*Area\.name/);
  });
});
