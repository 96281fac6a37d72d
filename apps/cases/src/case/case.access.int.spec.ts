import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fieldGuard, mayRole, roles, type Caller, type Role } from '@gridloom/access';
import { buildSchema } from '@gridloom/service-kit';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';
import { isObjectType, type GraphQLField, type GraphQLObjectType } from 'graphql';

import { subgraph } from '../subgraph.ts';
import {
  aHistory,
  caseId,
  county,
  ids,
  otherVillage,
  seedCases,
  seedCounty,
  seedWhistles,
  township,
  village,
} from '../testing/seed.ts';
import { sampleInput } from '../testing/sample-input.ts';

const schema = buildSchema(subgraph);
const demandId = '8e000000-0000-4000-8000-000000000001';

/** Where each role is held in these tests, so that the case is within its reach where it can be. */
const callerFor = (role: Role): Caller => {
  switch (role) {
    case 'DEPARTMENT_OFFICER':
      return callerOf(role, ids.roads);
    case 'GRID_WORKER':
    case 'GRID_HEAD':
      return callerOfGrid(role, ids.grid15);
    case 'TOWNSHIP_OFFICER':
      return callerAt(role, township);
    case 'COMMUNITY_SECRETARY':
    case 'SOCIETY_ORGANIZER':
    case 'VOLUNTEER':
      return callerAt(role, village);
    case 'RESIDENT':
      return callerAt(role, village, { residentId: ids.resident });
    default:
      return callerAt(role, county);
  }
};

const seesCase: readonly Role[] = [
  'COUNTY_ADMINISTRATOR',
  'GRID_OFFICE',
  'TOWNSHIP_OFFICER',
  'DEPARTMENT_OFFICER',
  'COMMUNITY_SECRETARY',
  'GRID_HEAD',
  'GRID_WORKER',
  'RESIDENT',
  'AUDITOR',
];

const required = (field: GraphQLField<unknown, unknown>) =>
  field.args
    .filter(({ type }) => String(type).endsWith('!'))
    .map(({ name, type }) => ({ name, type: String(type), value: sampleInput(type) }));

const sample: Readonly<Record<string, unknown>> = { id: caseId(1), areaCode: village };

const inputs: Readonly<Record<string, object>> = {
  acceptCase: { serviceItemCode: 'A-001' },
  refuseCase: { reason: 'ALREADY_ANSWERED' },
  dispatchCase: { handlerId: ids.roads },
  returnCase: { reason: 'NOT_OUR_DUTY' },
  deferCase: { note: '等' },
  voidCase: { note: '重复' },
  resolveCase: { outcome: '好' },
  verifyCase: { passed: true },
  evaluateCase: { satisfied: true },
  transferCase: { handlerId: ids.water },
  askCaseExtension: { workingDays: 2 },
  decideCaseExtension: { granted: true },
  verifyCaseByCallBack: { passed: true },
  reportCase: { source: 'SELF_REPORT', description: '路灯不亮' },
  receiveHotlineOrders: { orders: [] },
  answerHotlineOrder: { hotlineOrderId: caseId(3), reply: '已办' },
  putCaseReturnReason: { code: 'X', nameZh: '甲', nameEn: 'a', dispute: false, active: true },
  publishCaseFlow: {
    name: '流程',
    start: 'REPORTED',
    states: [],
    transitions: [],
    settings: { fallbackAfter: 2, mostExtensions: 2, longestExtension: 20, reopenWithinDays: 30 },
  },
};

/** All fields of a type without arguments, with all of theirs. */
const everyField = (type: GraphQLObjectType, depth: number): string =>
  Object.values(type.getFields())
    .flatMap((field) => {
      const named = schema.getType(String(field.type).replace(/[[\]!]/gu, ''));
      if (field.args.length > 0) return [];
      if (!isObjectType(named)) return [field.name];
      return depth > 0 ? [`${field.name} { ${everyField(named, depth - 1)} }`] : [];
    })
    .concat('__typename')
    .join(' ');

describe('access to cases', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
    const complainants = (n: number) => [
      {
        id: crypto.randomUUID(),
        residentId: ids.resident,
        demand: '请打 13812345678 找我',
        ...(n === 1 ? { demandId } : {}),
      },
    ];
    await seedCases(test, [aHistory(1, { length: 4, complainants: complainants(1), place: '老粮站' })], 'one');
    await seedCases(test, [aHistory(2, { length: 6 }), aHistory(3)], 'two');
    await seedWhistles(test, [
      {
        id: crypto.randomUUID(),
        caseId: caseId(2),
        areaCode: village,
        kind: 'EMERGENCY',
        blownAt: new Date('2026-02-01T02:00:00Z'),
        answers: [
          {
            id: crypto.randomUUID(),
            organizationId: ids.roads,
            dueAt: new Date('2026-02-01T05:00:00Z'),
            answeredAt: new Date('2026-02-01T03:00:00Z'),
            arrivedAt: new Date('2026-02-01T04:00:00Z'),
          },
        ],
      },
    ]);
  });
  afterAll(() => test.stop());

  const rootFields = ['Query', 'Mutation'].flatMap((kind) => {
    const type = schema.getType(kind);
    if (!isObjectType(type)) return [];
    return Object.values(type.getFields())
      .filter((field) => !field.name.startsWith('_') && fieldGuard(type, field)?.kind !== 'public')
      .map((field) => ({ kind, type, field }));
  });

  const ask = (kind: string, field: GraphQLField<unknown, unknown>, as: Caller | undefined) => {
    const args = required(field);
    const declared = args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
    const given = args.map(({ name }) => `${name}: $${name}`).join(', ');
    const variables = Object.fromEntries(
      args.map(({ name, value }) => [
        name,
        name === 'input' ? { ...(value as object), ...inputs[field.name] } : (sample[name] ?? value),
      ]),
    );
    return test.execute(
      `${kind.toLowerCase()} ${declared ? `(${declared})` : ''} { it: ${field.name}${given ? `(${given})` : ''} { __typename } }`,
      variables,
      as ? { as } : {},
    );
  };

  it.each(rootFields.map((root) => [`${root.kind}.${root.field.name}`, root] as const))(
    'to %s is only for those whose role holds its permission',
    async (_, { kind, type, field }) => {
      const guard = fieldGuard(type, field);
      if (guard?.kind !== 'auth') throw new TypeError('A root field of cases needs a permission');
      expect((await ask(kind, field, undefined)).codes).toEqual(['UNAUTHENTICATED']);
      for (const role of roles) {
        const { codes, data } = await ask(kind, field, callerFor(role));
        const allowed = mayRole(role, guard.permission);
        const outcome = (data as { it?: { __typename: string } | null } | null)?.it?.__typename;
        if (!allowed) expect({ role, codes }).toEqual({ role, codes: ['FORBIDDEN'] });
        else if (kind === 'Query') expect({ role, codes }).toEqual({ role, codes: [] });
        else
          expect([codes[0], outcome]).toEqual(
            expect.arrayContaining([expect.stringMatching(/^(FORBIDDEN|[A-Z]\w+[a-z])$/u)]),
          );
      }
    },
  );

  it('shows one case to those in whose reach it is, and to nobody else', async () => {
    for (const role of roles) {
      const { data, codes } = await test.execute(
        `query ($id: ID!) { case(id: $id) { id } }`,
        { id: caseId(1) },
        { as: callerFor(role) },
      );
      const seen = (data as { case?: object | null } | null)?.case ?? null;
      expect({ role, seen: seen !== null }).toEqual({ role, seen: seesCase.includes(role) });
      if (role === 'DATA_TEAM') expect(codes).toEqual(['FORBIDDEN']);
    }
  });

  it.each<[who: string, as: Caller]>([
    ['a secretary of another village', callerAt('COMMUNITY_SECRETARY', otherVillage)],
    ['a worker of another grid', callerOfGrid('GRID_WORKER', ids.grid16)],
    ['an officer of another department', callerOf('DEPARTMENT_OFFICER', ids.library)],
    ['another resident of the village', callerAt('RESIDENT', village, { residentId: ids.neighbour })],
    ['an organizer of the village', callerAt('SOCIETY_ORGANIZER', village)],
    ['a volunteer of the village', callerAt('VOLUNTEER', village)],
    ['a data team', callerAt('DATA_TEAM', county)],
  ])('gives %s nothing: no row, no entity, no count', async (_, as) => {
    const representations = [
      { __typename: 'Case', id: caseId(1) },
      { __typename: 'VisitDemand', id: demandId },
      { __typename: 'SocietyDemand', id: demandId },
      { __typename: 'Grid', id: ids.grid15 },
      { __typename: 'Area', code: village },
    ];
    const { data } = await test.execute(
      `query ($r: [_Any!]!) { _entities(representations: $r) { __typename
        ... on Case { id } ... on VisitDemand { case { id } } ... on SocietyDemand { case { id } }
        ... on Grid { cases { totalCount edges { node { id } } } } ... on Area { cases { totalCount edges { node { id } } } } } }`,
      { r: representations },
      { as },
    );
    const entities = (data as unknown as { _entities: (Record<string, unknown> | null)[] })._entities;
    expect(entities[0]).toBeNull();
    for (const entity of entities.slice(1)) {
      const { __typename: _name, ...rest } = entity ?? {};
      const shown = Object.values(rest).filter((value) => value !== null);
      for (const value of shown) expect(value).toEqual({ totalCount: 0, edges: [] });
    }
  });

  it('lets whoever is not signed in see figures alone', async () => {
    const { data, codes } = await test.execute(
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Area { code caseStatistics { accepted byServiceItem { serviceItem { code name } } } } } }`,
      { r: [{ __typename: 'Area', code: village }] },
    );
    expect(codes).toEqual([]);
    expect(data).toMatchObject({
      _entities: [
        {
          code: village,
          caseStatistics: { accepted: expect.any(Number), byServiceItem: [{ serviceItem: { code: 'A-001' } }] },
        },
      ],
    });
    const refused = await test.execute(
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Area { cases { totalCount } } } }`,
      { r: [{ __typename: 'Area', code: village }] },
    );
    expect(refused.codes).toEqual(['UNAUTHENTICATED']);
  });

  it('hides telephone numbers in what people wrote', async () => {
    const { data } = await test.execute(
      `query ($id: ID!) { case(id: $id) { complainants { demand } } }`,
      { id: caseId(1) },
      { as: callerFor('GRID_OFFICE') },
    );
    expect(data).toMatchObject({ case: { complainants: [{ demand: expect.not.stringContaining('13812345678') }] } });
  });

  it('lets an organizer see the case of a demand that the organizer recorded', async () => {
    const accountId = crypto.randomUUID();
    const society = crypto.randomUUID();
    await test.deliver({
      type: 'gridloom.societies.society-demand.worded.v1',
      key: society,
      data: {
        societyDemandId: society,
        societyId: crypto.randomUUID(),
        areaCode: village,
        residentId: ids.neighbour,
        text: '缺路灯',
        raisedByAccountId: accountId,
      },
    });
    const { data } = await test.execute(
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on SocietyDemand { case { status source } } } }`,
      { r: [{ __typename: 'SocietyDemand', id: society }] },
      { as: callerAt('SOCIETY_ORGANIZER', village, { accountId }) },
    );
    expect(data).toEqual({ _entities: [{ case: { status: 'REPORTED', source: 'SOCIETY' } }] });
  });

  it('leaves no field without a resolver: all of a full case is there', async () => {
    const caseType = schema.getType('Case');
    if (!isObjectType(caseType)) throw new TypeError('Case is an object type');
    const document = `query ($id: ID!) { case(id: $id) { ${everyField(caseType, 2)} } }`;
    const nullsOf = (value: unknown, path: string): string[] => {
      if (value === null) return [path];
      if (Array.isArray(value)) return value.flatMap((item) => nullsOf(item, path));
      if (typeof value !== 'object') return [];
      return Object.entries({ ...value }).flatMap(([key, inner]) => nullsOf(inner, `${path}.${key}`));
    };
    const read = async (n: number) => {
      const { data, errors } = await test.execute(document, { id: caseId(n) }, { as: callerFor('GRID_OFFICE') });
      expect(errors).toEqual([]);
      return new Set(nullsOf((data as unknown as { case: object }).case, 'case'));
    };
    const [resolved, closed] = [await read(1), await read(2)];
    expect([...resolved].filter((path) => closed.has(path)).sort()).toEqual([
      'case.archivedAt',
      'case.dutyOf',
      'case.hotlineOrder',
      'case.joinedInto',
      'case.lookAgainOn',
      'case.refusalReason',
      'case.repeatOf',
      'case.serviceItem.duty.description',
      'case.serviceItem.endReason',
      'case.serviceItem.grants.funds',
      'case.serviceItem.grants.powers',
      'case.serviceItem.grants.staff',
      'case.serviceItem.gridDoes',
      'case.serviceItem.leadDoes',
      'case.serviceItem.leadKind',
      'case.serviceItem.legalBasis',
      'case.serviceItem.validUntil',
      'case.serviceItem.versions.admittedAt',
      'case.serviceItem.versions.gridDoes',
      'case.serviceItem.versions.leadDoes',
      'case.serviceItem.versions.leadKind',
      'case.serviceItem.versions.legalBasis',
      'case.serviceItem.versions.validUntil',
      'case.serviceItem.withdrawnOn',
      'case.supervision',
      'case.timeline.note',
      'case.timeline.onBehalfOf',
      'case.timeline.organization',
      'case.timeline.reason',
    ]);
  });
});
