import type { Caller } from '@gridloom/access';
import type { SqlExecutor } from '@gridloom/service-kit';
import type { DeskQuery } from '@gridloom/testkit';

const gridOffice = (county: string): Caller => ({
  kind: 'account',
  accountId: crypto.randomUUID(),
  assignments: [{ role: 'GRID_OFFICE', jurisdiction: { kind: 'AREA', code: county } }],
});

const row = `id number title status source urgency serviceItem { id code name sponsor { id } } area { code } grid { id } handler { id }
  assistants { id } deadline { stage dueAt overdue workingTimeLeft explanation }
  complainants { id demand resident { id } reply { text at } evaluation { satisfied comment at } }
  whistle { id status answers { organization { id } dueAt answeredAt arrivedAt } }
  timeline { at action actor { id } note } allowedActions`;

const desk = `query CaseDesk($filter: CaseFilter, $orderBy: CaseOrder, $first: Int!) {
  cases(filter: $filter, orderBy: $orderBy, first: $first) {
    totalCountIsExact totalCount pageInfo { hasNextPage endCursor } edges { node { ${row} } } } }`;

const statistics = `query CaseStatistics($r: [_Any!]!, $from: Date!, $to: Date!) { _entities(representations: $r) { ... on Area {
  caseStatistics(period: { from: $from, to: $to }) { accepted closed closingRate overdue satisfactionRate
    bySource { source accepted } byServiceItem { serviceItem { code name } accepted closed }
    byArea { area { code } accepted closed closingRate } } } } }`;

const byDay = `query ByDay($r: [_Any!]!, $from: Date!, $to: Date!) { _entities(representations: $r) { ... on Area {
  caseStatistics(period: { from: $from, to: $to }) { byDay { day accepted closed } } } } }`;

const candidates = `query Candidates($matter: CaseMatterInput!) { caseCandidates(matter: $matter, first: 5) { case { id number } score } }`;

const triage = `query Triage($text: String!, $areaCode: ID!) { triage(text: $text, areaCode: $areaCode) {
  pastCases serviceItems { serviceItem { code name } share handler { id } explanation } } }`;

/** What is brought in: matters like the newest ones. */
const newest = (sql: SqlExecutor) =>
  sql(
    `select c.title || ' ' || m.demand as text, c.area_code from case_file c join case_complainant m on m.case_id = c.id and m.position = 1
     where c.service_item_code is not null order by c.reported_at desc, c.id desc limit 10`,
  );

/** The documents of the desks, the parts of the cases subgraph. */
export const deskQueries = (county: string): readonly DeskQuery[] => {
  const caller = gridOffice(county);
  const year = new Date().getFullYear();
  const asked = (filter: object, orderBy = 'REPORTED_AT_DESC') => ({ filter, orderBy, first: 20 });
  const list = (what: string, filter: object, orderBy?: string): DeskQuery => ({
    what: `case-desk.graphql, ${what}`,
    document: desk,
    holds: 'cases.edges.0',
    samples: () => Promise.resolve([{ caller, variables: asked(filter, orderBy) }]),
  });
  const figures = (what: string, document: string, from: string, to: string, holds: string): DeskQuery => ({
    what,
    document,
    holds: `_entities.0.caseStatistics.${holds}`,
    samples: () => Promise.resolve([{ caller, variables: { r: [{ __typename: 'Area', code: county }], from, to } }]),
  });
  return [
    list('the newest', {}),
    list('open by deadline', { open: true }, 'DEADLINE_ASC'),
    list(
      'closed in the year by urgency',
      { statuses: ['CLOSED'], reportedFrom: `${String(year)}-01-01T00:00:00Z` },
      'URGENCY_DESC',
    ),
    list('of a source, the oldest', { sources: ['VISIT', 'PATROL'] }, 'REPORTED_AT_ASC'),
    list('with common words', { text: '路灯' }),
    list('with rare words', { text: `${county}-${String(year)}-000012` }),
    {
      what: 'case-desk.graphql, of one handler',
      document: desk,
      holds: 'cases.edges.0',
      samples: async (sql) => {
        const rows = await sql(
          `select handler_id::text as id from case_file where handler_id is not null group by 1 order by count(*) desc limit 5`,
        );
        return rows.map(({ id }) => ({ caller, variables: asked({ handlerId: id }) }));
      },
    },
    {
      what: 'candidates for a repeat or a joint case',
      document: candidates,
      holds: 'caseCandidates',
      samples: async (sql) =>
        (await newest(sql)).map((row) => ({
          caller,
          variables: { matter: { text: row.text, areaCode: row.area_code } },
        })),
    },
    {
      what: 'a suggestion of item and handler',
      document: triage,
      holds: 'triage.serviceItems.0',
      samples: async (sql) =>
        (await newest(sql)).map((row) => ({ caller, variables: { text: row.text, areaCode: row.area_code } })),
    },
    figures('statistics of a year', statistics, `${String(year)}-01-05`, `${String(year)}-12-20`, 'bySource.0'),
    figures('statistics of two years', statistics, `${String(year - 1)}-01-05`, `${String(year)}-12-20`, 'bySource.0'),
    figures('days of a year', byDay, `${String(year)}-01-01`, `${String(year)}-12-31`, 'byDay.0'),
  ];
};
