import { BAISHU, idOf, type County } from './county.ts';
import { people } from './people.ts';
import { ask, send, sendWith } from './run.ts';

export type Person = keyof typeof people;
export const FEBRUARY = { periodFrom: '2026-02-01', periodTo: '2026-02-28' };
export const weights = [
  { indicator: 'VERIFIED_CLOSURES', weight: 30 },
  { indicator: 'CLOSED_WITHOUT_REWORK', weight: 20 },
  { indicator: 'CALL_BACKS_SATISFIED', weight: 20 },
  { indicator: 'DATA_VERIFIED', weight: 20 },
  { indicator: 'VISITS_NOT_OVERDUE', weight: 10 },
];

/** Closed cases of grid 1: 1 and 2 verified, 2 with rework and without satisfaction; 3 of grid 2; 4 closed in January; 5 as it came with the founding. */
export const seedCases = async ({
  subgraph: { sql },
}: {
  readonly subgraph: Pick<County['subgraph'], 'sql'>;
}): Promise<void> => {
  await sql(
    `insert into case_outcome (case_id, area_code, grid_id, status, closed_at, closed_in_grid_id, satisfied, version)
     select c.id, $2, c.grid_id, 'CLOSED', c.closed_at, c.grid_id, c.satisfied, 9
     from jsonb_to_recordset($1::jsonb) as c (id uuid, grid_id uuid, closed_at timestamptz, satisfied boolean)`,
    [
      JSON.stringify([
        { id: idOf('case', 1), grid_id: idOf('grid', 1), closed_at: '2026-02-10T02:00:00Z', satisfied: true },
        { id: idOf('case', 2), grid_id: idOf('grid', 1), closed_at: '2026-02-28T15:59:59Z', satisfied: false },
        { id: idOf('case', 3), grid_id: idOf('grid', 2), closed_at: '2026-02-11T02:00:00Z' },
        { id: idOf('case', 4), grid_id: idOf('grid', 1), closed_at: '2026-01-31T15:59:59Z', satisfied: true },
        { id: idOf('case', 5), grid_id: idOf('grid', 1), closed_at: '2026-02-12T02:00:00Z', satisfied: true },
      ]),
      BAISHU,
    ],
  );
  await sql(
    `insert into case_fact (case_id, sequence, kind, at) select f.id, f.sequence, f.kind, now()
     from jsonb_to_recordset($1::jsonb) as f (id uuid, sequence bigint, kind text)`,
    [
      JSON.stringify([
        { id: idOf('case', 1), sequence: 7, kind: 'VERIFIED' },
        { id: idOf('case', 1), sequence: 9, kind: 'CLOSED' },
        { id: idOf('case', 2), sequence: 5, kind: 'REWORKED' },
        { id: idOf('case', 2), sequence: 7, kind: 'VERIFIED' },
        { id: idOf('case', 2), sequence: 9, kind: 'CLOSED' },
        { id: idOf('case', 3), sequence: 9, kind: 'CLOSED' },
      ]),
    ],
  );
};

export interface Shown {
  readonly id: string;
  readonly score: number | null;
  readonly worker: { readonly id: string };
  readonly indicators: readonly {
    readonly indicator: string;
    readonly good: number;
    readonly total: number;
    readonly score: number | null;
  }[];
}
const run =
  '{ assessmentRun { id status doneSteps totalSteps workerCount objectionsUntil openObjections area { code } scheme { validFrom } } }';

/** What the grid office and workers do with assessments, in English. */
export const assessmentSteps = (county: County) => {
  const setScheme = (input: object = {}) =>
    sendWith(
      county,
      people.gridOffice,
      'setAssessmentScheme',
      'SetAssessmentSchemeInput',
      `... on InvalidInput { field allowed } ... on IndicatorForbidden { field indicator forbidden { code label reason } }
       ... on SetAssessmentSchemeSuccess { assessmentScheme { validFrom objectionDays weights { indicator weight } } }`,
      { validFrom: '2026-01-01', objectionDays: 7, weights, ...input },
    );
  const start = (input: object = {}, who: Person = 'gridOffice') =>
    send(county, people[who], 'startAssessment', 'StartAssessmentInput', `... on StartAssessmentSuccess ${run}`, {
      areaCode: BAISHU,
      ...FEBRUARY,
      ...input,
    });
  const step = (
    mutation: 'recompute' | 'publish' | 'withdraw',
    assessmentRunId: string,
    who: Person = 'gridOffice',
  ) => {
    const name = `${mutation}Assessment`;
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    return sendWith(
      county,
      people[who],
      name,
      `${type}Input`,
      `... on NotFound { field } ... on ${type}Success ${run}`,
      {
        assessmentRunId,
      },
    );
  };
  const object = (input: object, who: Person = 'worker') =>
    send(
      county,
      people[who],
      'objectToAssessment',
      'ObjectToAssessmentInput',
      '... on ObjectToAssessmentSuccess { objection { id status text assessment { id } } }',
      input,
    );
  const answer = (input: object, who: Person = 'gridOffice') =>
    send(
      county,
      people[who],
      'answerObjection',
      'AnswerObjectionInput',
      '... on AnswerObjectionSuccess { objection { status answer scoreBefore scoreAfter assessment { score } } }',
      input,
    );

  const results = async (who: Person, runId: string, args = ''): Promise<readonly Shown[]> => {
    const { data, codes } = await ask(
      county,
      people[who],
      `{ assessments(runId: "${runId}"${args}) { totalCount edges { node { id score worker { id name } indicators { indicator good total score } } } } }`,
    );
    if (codes.length > 0) throw new Error(String(codes[0]));
    return (data?.assessments as { edges: { node: Shown }[] }).edges.map(({ node }) => node);
  };
  return { setScheme, start, step, object, answer, results };
};

/** `good/total` of each indicator. */
export const numbersOf = ({ indicators }: Shown) =>
  Object.fromEntries(indicators.map(({ indicator, good, total }) => [indicator, `${good}/${total}`]));
