import { describe, expect, it } from '@jest/globals';
import { buildSchema, graphql, GraphQLObjectType } from 'graphql';

import { enforceAccess, unmarkedFields, type AccessContext } from './directives.ts';
import { anonymous, type Caller } from './roles.ts';

const directives = `
  directive @auth(permission: String!) on OBJECT | FIELD_DEFINITION
  directive @public on OBJECT | FIELD_DEFINITION
  directive @sensitive(class: Sensitivity!, mask: Mask!) on FIELD_DEFINITION
  enum Sensitivity { PERSONAL SENSITIVE }
  enum Mask { NAME PHONE ID_NUMBER ADDRESS TEXT }`;

const worker: Caller = {
  kind: 'account',
  accountId: 'a',
  assignments: [{ role: 'GRID_WORKER', jurisdiction: { kind: 'GRID', id: 'g' } }],
};

const context = (caller: Caller, more: Partial<AccessContext> = {}): AccessContext => ({
  caller,
  locale: 'en',
  ...more,
});

const schema = () =>
  enforceAccess(
    buildSchema(`${directives}
      type Query { open: String @public  desk: Desk @auth(permission: "RECORD_VISIT") }
      type Desk @auth(permission: "READ_HOUSEHOLDS") {
        name: String @sensitive(class: PERSONAL, mask: NAME)
        phone: String @sensitive(class: PERSONAL, mask: PHONE)
        title: String @public
      }`),
  );

const run = (source: string, contextValue: AccessContext) =>
  graphql({
    schema: schema(),
    source,
    contextValue,
    rootValue: { open: 'yes', desk: { name: '王小明', phone: '13812345678', title: '网格' } },
  });

describe('access by directives', () => {
  it('lets anyone read what is public', async () => {
    expect((await run('{ open }', context(anonymous))).data).toEqual({ open: 'yes' });
  });

  it('tells an anonymous caller to sign in, and a caller without the role that it is not allowed', async () => {
    const unknown = await run('{ desk { title } }', context(anonymous));
    expect(unknown.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const volunteer: Caller = {
      kind: 'account',
      accountId: 'v',
      assignments: [{ role: 'VOLUNTEER', jurisdiction: { kind: 'AREA', code: '1' } }],
    };
    const refused = await run('{ desk { title } }', context(volunteer, { locale: 'zh' }));
    expect(refused.errors?.[0]).toMatchObject({ message: '您的角色无权使用此项。', extensions: { code: 'FORBIDDEN' } });
  });

  it('masks sensitive values unless this very value is revealed', async () => {
    const masked = await run('{ desk { name phone } }', context(worker));
    expect(masked.data).toEqual({ desk: { name: '王**', phone: '138****5678' } });
    const revealed = await run(
      '{ desk { name phone } }',
      context(worker, { reveals: (_parent, field) => field === 'name' }),
    );
    expect(revealed.data).toEqual({ desk: { name: '王小明', phone: '138****5678' } });
  });

  it('refuses a schema with an unmarked field, or with a permission that is not in the table', () => {
    const unmarked = buildSchema(`${directives} type Query { a: String @public b: String }`);
    expect(unmarkedFields(unmarked)).toEqual(['Query.b']);
    expect(() => enforceAccess(unmarked)).toThrow('Query.b');
    expect(() => enforceAccess(buildSchema(`${directives} type Query { a: String @auth(permission: "ANY") }`))).toThrow(
      'ANY',
    );
  });

  it('gives null for a reference whose type the caller may not read, and asks nobody', () => {
    const built = buildSchema(
      `${directives} type Query { a: String @public } type Case @auth(permission: "READ_CASES") { id: ID }`,
    );
    const type = built.getType('Case');
    if (!(type instanceof GraphQLObjectType)) throw new TypeError('no type');
    const resolveReference = () => ({ id: '1' });
    const subgraph = { resolveReference };
    Object.assign(type.extensions, { apollo: { subgraph } });
    enforceAccess(built);
    const guarded = subgraph.resolveReference as (...args: unknown[]) => unknown;
    expect(guarded({}, context(anonymous), {})).toBeNull();
    expect(guarded({}, context(worker), {})).toEqual({ id: '1' });
  });
});
