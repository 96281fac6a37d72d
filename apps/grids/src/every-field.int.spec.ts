import { buildSchema } from '@gridloom/service-kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  execute,
  getNamedType,
  GraphQLObjectType,
  GraphQLUnionType,
  isObjectType,
  parse,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

import type { Context } from './context.ts';
import { createSubgraph } from './subgraph.ts';
import { aCounty, BAISHU, idNumberOf, idOf, testSealing, testStorage, type County } from './testing/county.ts';
import { askEveryGridOperationField } from './testing/every-grid-operation-field.ts';
import { askEveryTransferField } from './transfer/testing/ask-every-transfer-field.ts';
import { askEveryFieldWorkField } from './testing/every-field-work-field.ts';
import { askEveryPeopleField } from './testing/every-people-field.ts';
import { askEveryWorkforceField } from './testing/every-workforce-field.ts';

type AnyResolver = (source: object, ...rest: unknown[]) => unknown;

/** Fields that were read from a parent that does not have them. */
const missing = new Set<string>();
const reached = new Set<string>();

/** The schema with a resolver for each field that has none: it notes parents that lack the field. */
const watchedSchema = (): GraphQLSchema => {
  const subgraph = createSubgraph(testSealing(), testStorage());
  const plain = buildSchema(subgraph);
  const resolvers: Record<string, Record<string, unknown>> = { ...subgraph.resolvers };
  for (const type of Object.values(plain.getTypeMap()).filter(isObjectType)) {
    if (type.name.startsWith('_') || ['Query', 'Mutation'].includes(type.name)) continue;
    const own = { ...resolvers[type.name] };
    for (const name of Object.keys(type.getFields())) {
      const resolver = own[name] as AnyResolver | undefined;
      own[name] = (source: object, ...rest: unknown[]) => {
        reached.add(`${type.name}.${name}`);
        if (resolver) return resolver(source, ...rest);
        if (!(name in source)) missing.add(`${type.name}.${name}`);
        return Reflect.get(source, name) as unknown;
      };
    }
    resolvers[type.name] = own;
  }
  return buildSchema({ ...subgraph, resolvers });
};

/** A selection of every field, each type spelled out once. */
const selectionOf = (output: GraphQLOutputType, known = new Set<string>()): string => {
  const type = getNamedType(output);
  if (type instanceof GraphQLUnionType) {
    return `{ __typename ${type
      .getTypes()
      .map((member) => `... on ${member.name} ${selectionOf(member, known)}`)
      .join(' ')} }`;
  }
  if (!(type instanceof GraphQLObjectType)) return '';
  if (known.has(type.name)) return '{ __typename }';
  known.add(type.name);
  return `{ __typename ${Object.values(type.getFields())
    .map((field) => `${field.name} ${selectionOf(field.type, known)}`)
    .join(' ')} }`;
};

describe('Every field of the schema', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty();
  });
  afterAll(() => county.stop());

  test('is answered by a resolver or by its parent', async () => {
    const schema = watchedSchema();
    const roles = ['GRID_WORKER', 'GRID_HEAD', 'GRID_OFFICE'] as const;
    const select = (type: string) => selectionOf(schema.getType(type) as GraphQLObjectType);
    const ask = async (text: string, variableValues: Record<string, unknown> = {}) => {
      const contextValue = (await county.subgraph.context({
        as: {
          kind: 'account',
          accountId: idOf('account', 2),
          assignments: roles.map((role) => ({ role, jurisdiction: { kind: 'AREA', code: '410326' } })),
        },
      })) as Context;
      const result = await execute({ schema, document: parse(text), variableValues, contextValue });
      expect(result.errors).toBeUndefined();
    };
    const mutate = async (name: string, input: object) => {
      const field = schema.getMutationType()?.getFields()[name];
      if (!field) throw new Error(`There is no mutation ${name}`);
      const inputType = String(field.args[0]?.type);
      // fields of different members of a result may differ in nullability: one document a member
      const members = (getNamedType(field.type) as GraphQLUnionType).getTypes();
      await ask(
        `mutation ($input: ${inputType}) { ${name}(input: $input) { ${members
          .map((member) => `... on ${member.name} ${selectionOf(member)}`)
          .join(' ')} } }`,
        { input },
      );
    };
    await mutate('recordVisit', {
      householdId: idOf('household', 1),
      recordedAt: new Date('2026-03-02T01:00:00Z'),
      note: '好',
      checks: [{ item: 'PEOPLE_DATA', passed: true, note: '好' }],
      demands: [{ text: '路', place: '村口' }],
    });
    await mutate('recordVisit', { householdId: idOf('household', 1), recordedAt: new Date('2026-03-03T01:00:00Z') });
    await mutate('recordVisit', { householdId: idOf('household', 99), recordedAt: new Date('2026-03-02T01:00:00Z') });
    await mutate('showPersonalData', {
      residentId: idOf('resident', 1),
      purpose: '核实情况',
      reasonId: idOf('visit', 1),
    });
    const post = {
      gridWorkerId: idOf('worker', 2),
      gridId: idOf('grid', 3),
      role: 'LEVEL_4',
      since: '2026-03-01',
      clientMutationKey: 'post',
    };
    await mutate('beginGridAssignment', post);
    await mutate('beginGridAssignment', { ...post, role: 'LEVEL_3' });
    await mutate('beginGridAssignment', { ...post, clientMutationKey: null });
    await mutate('endGridAssignment', { gridAssignmentId: idOf('assignment', 3), until: '2026-03-02' });
    await ask(`{
      myGrids ${select('Grid')} grid(id: "${idOf('grid', 4)}") ${select('Grid')} grids(first: 5) ${select('GridConnection')}
      household(id: "${idOf('household', 1)}") ${select('Household')} resident(id: "${idOf('resident', 1)}") ${select('Resident')}
      residentByIdNumber(idNumber: "${idNumberOf(1)}") ${select('Resident')} visit(id: "${idOf('visit', 1)}") ${select('Visit')}
      _entities(representations: [{ __typename: "Area", code: "${BAISHU}" }]) { ... on Area ${select('Area')} }
    }`);
    await askEveryFieldWorkField({ schema, mutate, ask, selectionOf, sql: county.subgraph.sql });
    await askEveryPeopleField({ schema, mutate, ask, selectionOf, sql: county.subgraph.sql });
    await askEveryWorkforceField({ schema, mutate, ask, selectionOf, ...county.subgraph });
    await askEveryTransferField({ schema, mutate, ask, selectionOf, sql: county.subgraph.sql });
    await askEveryGridOperationField({ schema, mutate, ask, selectionOf, ...county.subgraph });
    expect([...missing]).toEqual([]);
    const all = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter(({ name }) => !name.startsWith('_') && !['Query', 'Mutation'].includes(name))
      .flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`));
    expect(all.filter((name) => !reached.has(name))).toEqual([]);
  });
});
