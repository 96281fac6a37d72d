import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { Kind, parse, type OperationDefinitionNode } from 'graphql';

import { gatewayConfig } from '../config.ts';
import { brokenLimit } from './limits-plugin.ts';
import { measureDocument } from './measure-document.ts';

const operationsOf = (text: string): OperationDefinitionNode[] =>
  parse(text).definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);

const measure = (text: string, variables: Record<string, unknown> = {}) => {
  const document = parse(text);
  const [operation] = operationsOf(text);
  if (!operation) throw new TypeError('no operation');
  return measureDocument(document, operation, variables);
};

const limits = { maxDepth: 12, maxCost: 60_000, maxAliases: 20, maxPage: 100 };

describe('the size of a document', () => {
  it('counts depth through fragments and inline fragments, and leaves introspection out', () => {
    const size = measure('{ a { ...F __typename } } fragment F on A { b { ... on B { c } } }');
    expect(size.depth).toBe(3);
    expect(size.cost).toBe(3);
  });

  it('multiplies what lies in a list by its page size, given as a literal or as a variable', () => {
    const size = measure('query Q($n: Int!) { list(first: $n) { edges { node { id inner(first: 10) { id } } } } }', {
      n: 5,
    });
    // list 1, edges 5, node 5, id 5, inner 5, inner.id 50
    expect(size.cost).toBe(71);
    expect(size.largestPage).toEqual({ first: 10, field: 'inner' });
  });

  it('counts aliases', () => {
    expect(measure('{ a: x b: x c: x x }').aliases).toBe(3);
  });
});

describe('the limits', () => {
  it('refuse a page over the bound and a page of nothing, naming the field and what is allowed', () => {
    expect(brokenLimit(measure('{ list(first: 101) { id } }'), limits)?.en).toContain('first of list is 101');
    expect(brokenLimit(measure('{ list(first: 0) { id } }'), limits)?.zh).toContain('1 到 100');
    expect(brokenLimit(measure('{ list(first: 100) { id } }'), limits)).toBeUndefined();
  });

  it('refuse a document that is too deep, one with too many aliases, and one that asks for too much', () => {
    const deep = `{ ${'a { '.repeat(12)} id ${'}'.repeat(12)} }`;
    expect(brokenLimit(measure(deep), limits)?.en).toContain('13 levels deep');
    const aliases = `{ ${Array.from({ length: 21 }, (_, n) => `a${String(n)}: x`).join(' ')} }`;
    expect(brokenLimit(measure(aliases), limits)?.en).toContain('21 aliases');
    const wide = '{ a(first: 100) { b(first: 100) { c(first: 100) { id } } } }';
    expect(brokenLimit(measure(wide), limits)?.en).toContain('lower first');
  });

  it('let every document that front ends send pass, at the largest page', () => {
    const config = gatewayConfig.parse({
      GRIDLOOM_PORT: '4000',
      GRIDLOOM_OIDC_ISSUER: 'http://127.0.0.1:9',
      GRIDLOOM_OIDC_JWKS_URL: 'http://127.0.0.1:9/jwks',
    });
    const folder = new URL('../../../journeys/documents/', import.meta.url);
    for (const file of readdirSync(folder).filter((name) => name !== 'inputs.graphql')) {
      const text = readFileSync(new URL(file, folder), 'utf8');
      for (const operation of operationsOf(text)) {
        const size = measureDocument(parse(text), operation, { first: 100 });
        expect({
          file,
          broken: brokenLimit(size, {
            ...limits,
            maxDepth: config.GRIDLOOM_MAX_DEPTH,
            maxCost: config.GRIDLOOM_MAX_COST,
          }),
        }).toEqual({ file, broken: undefined });
      }
    }
  });
});
