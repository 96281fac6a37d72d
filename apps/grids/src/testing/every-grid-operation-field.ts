import type { SqlExecutor } from '@gridloom/service-kit';
import type { GraphQLObjectType, GraphQLOutputType, GraphQLSchema } from 'graphql';

import { BAISHU, idOf } from './county.ts';
import { codeOf, named, square } from './grid-operations.ts';

interface Asking {
  readonly schema: GraphQLSchema;
  readonly ask: (text: string, variables?: Record<string, unknown>) => Promise<void>;
  readonly mutate: (name: string, input: object) => Promise<void>;
  readonly selectionOf: (output: GraphQLOutputType) => string;
  readonly sql: SqlExecutor;
  readonly runScheduledJob: (name: string) => Promise<void>;
  readonly setNow: (now: Date) => void;
}

/** Asks for every field that operations on grids have brought: refused, previewed, done, planned and failed ones. */
export const askEveryGridOperationField = async ({
  schema,
  ask,
  mutate,
  selectionOf,
  sql,
  runScheduledJob,
  setNow,
}: Asking): Promise<void> => {
  const select = (type: string) => selectionOf(schema.getType(type) as GraphQLObjectType);
  const one = idOf('grid', 1);
  // Whoever asked before may have joined or dissolved households.
  const [home] = await sql(
    `select id, dwelling_id from household where grid_id = $1 and dissolved_on is null and dwelling_id is not null order by id limit 1`,
    [one],
  );
  const [householdId, dwellingId] = [home?.id as string, home?.dwelling_id as string];
  await mutate('placeDwellings', { places: [{ dwellingId, longitude: 112.41, latitude: 34.11 }] });
  await mutate('arrangeMicroGrid', { microGridId: idOf('grid', 4), householdIds: [householdId] });
  await ask(`{ household(id: "${householdId}") ${select('Household')} }`);
  await mutate('retireGrid', { gridId: one });
  await mutate('renumberGrid', { gridId: one, codes: [codeOf('改')] });
  await mutate('renumberGrid', { gridId: idOf('grid', 2), name: '改名', effectiveOn: '2026-03-05' });
  const { coordinates } = square(112.4, 34.1, 0.05).geoJson;
  const hole = square(112.42, 34.12).geoJson.coordinates;
  await sql('update grid set boundary = null where id <> $1', [one]);
  await sql('update grid set boundary = $2 where id = $1', [
    one,
    JSON.stringify({ type: 'Polygon', coordinates: [...coordinates, ...hole] }),
  ]);
  await ask(`{
    _entities(representations: [{ __typename: "Area", code: "${BAISHU}" }]) { ... on Area { gridGaps ${select('GridGap')} } }
    gridAt(longitude: 112.401, latitude: 34.101) { id } gridByCode(scheme: "PREFIXED", code: "T1") { id }
  }`);
  const splitting = {
    gridId: idOf('grid', 2),
    parts: [named('甲'), named('乙', { holds: { rest: true } })],
    reason: '人口增长',
  };
  await ask(
    `query ($input: SplitGridInput!) { splitGridPreview(input: $input) { ... on GridOperationPreview ${select('GridOperationPreview')} } }`,
    { input: splitting },
  );
  await mutate('splitGrid', splitting);
  setNow(new Date('2026-03-06T02:00:00Z'));
  await runScheduledJob('settle-grid-operations');
  await ask(`{ gridOperations(first: 20) ${select('GridOperationConnection')}
    old: grid(id: "${idOf('grid', 2)}") ${select('Grid')} renumbered: grid(id: "${one}") { formerCodes ${select('FormerGridCode')} } }`);
};
