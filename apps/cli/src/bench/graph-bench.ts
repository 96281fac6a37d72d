import { readFileSync } from 'node:fs';

import { Kind, parse, print } from 'graphql';

import { median, type Figure } from './figure.ts';

const documents = new URL('../../../journeys/documents/', import.meta.url);

/** An operation of the documents that front ends send. */
const operation = (file: string, name: string): string => {
  const found = parse(readFileSync(new URL(file, documents), 'utf8')).definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION && definition.name?.value === name,
  );
  if (!found) throw new TypeError(`${file} has no operation ${name}`);
  return print(found);
};

interface Ask {
  readonly url: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly token?: string;
}

const ask = async ({ url, query, variables, token }: Ask): Promise<Record<string, unknown>> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as { data?: Record<string, unknown>; errors?: { message: string }[] };
  if (body.errors?.[0]) throw new Error(`${url}: ${body.errors[0].message}`);
  return body.data ?? {};
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};

/** What each subgraph is asked for figures.graphql, sent to it directly and at once. */
const figureParts: Readonly<Record<string, string>> = {
  organization: `query($code: ID!) { area(code: $code) { code name level parent { code name }
    children(first: 100) { edges { node { code name level } } }
    partyMemberCount gridPartyOrganizationCount deployedOrganizationCount } }`,
  grids: `query($r: [_Any!]!) { _entities(representations: $r) { ... on Area { gridStatistics { total urban rural dedicated micro }
    gridWorkerStatistics { total fullTime partTime gridHeads } population { permanent floating households }
    visitStatistics { visits householdsVisited demands } } } }`,
  societies: `query($r: [_Any!]!) { _entities(representations: $r) { ... on Area {
    societyStatistics { total selfGoverning recreational volunteer members } } } }`,
  cases: `query($r: [_Any!]!) { _entities(representations: $r) { ... on Area {
    caseStatistics { accepted closed closingRate overdue satisfactionRate } } } }`,
  volunteers: `query($r: [_Any!]!) { _entities(representations: $r) { ... on Area {
    volunteerStatistics { volunteers hours ordersPosted ordersCompleted } } } }`,
};

/** What the cases subgraph is asked for case-desk.graphql: the first and largest of the gateway's calls. */
const deskPart = `query($filter: CaseFilter, $orderBy: CaseOrder, $first: Int!) {
  cases(filter: $filter, orderBy: $orderBy, first: $first) { totalCount pageInfo { hasNextPage endCursor } edges { node {
    id number title status source urgency serviceItem { id code name sponsor { id } } area { code } grid { id } handler { id }
    assistants { id } deadline { stage dueAt overdue workingTimeLeft explanation }
    complainants { id demand resident { id } reply { text at } evaluation { satisfied comment at } }
    whistle { id status answers { organization { id } dueAt answeredAt arrivedAt } }
    timeline { at action actor { id } note } allowedActions } } } }`;

interface GraphBenchOptions {
  readonly gateway: string;
  /** URL of a subgraph's /graphql by name. */
  readonly subgraph: (name: string) => string;
  readonly county: string;
  /** A token of the grid office. */
  readonly token: string;
  readonly runs: number;
}

/** The gateway beside direct calls of the subgraphs, for figures.graphql and case-desk.graphql; medians of interleaved runs. */
export const graphBench = async (options: GraphBenchOptions): Promise<Figure[]> => {
  const { gateway, subgraph, county, token, runs } = options;
  const figures = () =>
    ask({ url: gateway, query: operation('figures.graphql', 'Figures'), variables: { code: county } });
  const figuresDirect = () =>
    Promise.all(
      Object.entries(figureParts).map(([name, query]) =>
        ask({ url: subgraph(name), query, variables: { code: county, r: [{ __typename: 'Area', code: county }] } }),
      ),
    );
  const deskVariables = { filter: { areaCode: county }, orderBy: 'REPORTED_AT_DESC', first: 20 };
  const desk = () =>
    ask({ url: gateway, query: operation('case-desk.graphql', 'CaseDesk'), variables: deskVariables, token });
  const deskDirect = () => ask({ url: subgraph('cases'), query: deskPart, variables: deskVariables, token });
  const samples = {
    figures: [] as number[],
    figuresDirect: [] as number[],
    desk: [] as number[],
    deskDirect: [] as number[],
  };
  for (let run = -3; run < runs; run += 1) {
    const times = {
      figures: await timed(figures),
      figuresDirect: await timed(figuresDirect),
      desk: await timed(desk),
      deskDirect: await timed(deskDirect),
    };
    if (run < 0) continue;
    for (const name of Object.keys(samples) as (keyof typeof samples)[]) samples[name].push(times[name]);
  }
  return [
    {
      what: 'figures.graphql through the gateway',
      value: median(samples.figures),
      unit: 'ms',
      beside: { what: 'the five subgraphs asked directly at once', value: median(samples.figuresDirect) },
    },
    {
      what: 'case-desk.graphql (20 cases) through the gateway',
      value: median(samples.desk),
      unit: 'ms',
      beside: { what: 'the cases subgraph alone, its own fields', value: median(samples.deskDirect) },
    },
  ];
};
