import { ask, at, listAt, operation, textAt, type Answer } from './graph.ts';
import { tokenOf } from './tokens.ts';

const COUNTY = '410326';
const BAISHU = '410326200200';
const WANGPING = '410326204200';

/** A read operation of the documents with its answer. */
export interface Ran {
  readonly name: string;
  readonly answer: Answer;
}

/** Sends every read operation of the front ends' documents as the people who use them, against a founded county of Ruyang. */
export const runReadDocuments = async (): Promise<Ran[]> => {
  const ran: Ran[] = [];
  const run = async (file: string, name: string, variables: Record<string, unknown>, token?: string) => {
    const answer = await ask(operation(file, name), { variables, token });
    ran.push({ name: `${file}: ${name}`, answer });
    return answer;
  };
  const worker = await tokenOf({ role: 'GRID_WORKER', jurisdiction: BAISHU });
  const secretary = await tokenOf({ role: 'COMMUNITY_SECRETARY', jurisdiction: BAISHU });
  const gridOffice = await tokenOf({ role: 'GRID_OFFICE', jurisdiction: COUNTY });
  const organizer = await tokenOf({ role: 'SOCIETY_ORGANIZER', jurisdiction: WANGPING });

  await run('figures', 'Figures', { code: COUNTY });
  await run('figures', 'Figures', { code: BAISHU });
  const desk = await run('grid-desk', 'GridDesk', {}, worker);
  await run('people', 'HouseholdPage', { id: textAt(desk.data, 'myGrids.0.householdsDue.edges.0.node.id') }, worker);
  const reader = await ask('{ area(code: "410326200200") { grids(first: 100) { edges { node { id } } } } }');
  for (const edge of listAt(reader.data, 'area.grids.edges').slice(0, 4)) {
    const householder = await tokenOf({ role: 'GRID_WORKER', grid: textAt(edge, 'node.id') });
    const due = await ask(operation('grid-desk', 'GridDesk'), { token: householder });
    ran.push({ name: 'grid-desk: GridDesk', answer: due });
    for (const home of listAt(due.data, 'myGrids.0.householdsDue.edges').slice(0, 5)) {
      await run('people', 'HouseholdPage', { id: textAt(home, 'node.id') }, householder);
    }
  }
  const cases = await run(
    'case-desk',
    'CaseDesk',
    { filter: { areaCode: COUNTY }, orderBy: 'REPORTED_AT_DESC', first: 100 },
    gridOffice,
  );
  await run(
    'case-desk',
    'CaseDesk',
    { filter: { areaCode: COUNTY, open: true }, orderBy: 'DEADLINE_ASC', first: 100 },
    gridOffice,
  );
  await run('case-desk', 'CaseDesk', { filter: { areaCode: COUNTY }, orderBy: 'URGENCY_DESC', first: 100 }, gridOffice);
  await run('case-desk', 'CasePickers', { areaCode: BAISHU }, secretary);
  const today = new Date().toISOString().slice(0, 10);
  await run('case-desk', 'CaseStatistics', { code: COUNTY, from: '2020-01-01', to: today });
  await run('story', 'CaseTimeline', { id: textAt(cases.data, 'cases.edges.0.node.id') }, gridOffice);
  for (const code of [WANGPING, '410326101203', '410326104209', '410326106202', '410326103202']) {
    await run('neighbourhood', 'Neighbourhood', { code }, gridOffice);
  }
  await run('neighbourhood', 'Neighbourhood', { code: WANGPING }, organizer);
  const resident = listAt(cases.data, 'cases.edges')
    .map((edge) => at(edge, 'node.complainants.0.resident.id'))
    .find((id) => typeof id === 'string');
  await run('people', 'WhoLooked', { resident }, gridOffice);
  return ran;
};

type Fill = Map<string, boolean>;

const walk = (value: unknown, path: string, filled: Fill): void => {
  if (Array.isArray(value)) {
    if (!filled.has(path)) filled.set(path, false);
    if (value.length > 0) filled.set(path, true);
    for (const item of value as unknown[]) walk(item, path, filled);
    return;
  }
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`, filled);
    if (path !== '') filled.set(path, true);
    return;
  }
  filled.set(path, (filled.get(path) ?? false) || (value !== null && value !== undefined));
};

/** Fields of the answers that hold nothing anywhere: null, or an empty list, in every answer to the operation. */
export const emptyFields = (ran: readonly Ran[]): string[] => {
  const byName = new Map<string, Fill>();
  for (const { name, answer } of ran) {
    const filled = byName.get(name) ?? new Map<string, boolean>();
    byName.set(name, filled);
    walk(answer.data, '', filled);
  }
  return [...byName].flatMap(([name, filled]) =>
    [...filled].flatMap(([path, isFilled]) => (isFilled ? [] : [`${name} ${path}`])),
  );
};
