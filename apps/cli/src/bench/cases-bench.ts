import {
  database,
  importCalendar,
  importCases,
  importDeadlineRules,
  importDutyLists,
  importServiceItems,
} from '@gridloom/cases/import';
import type { CaseHistoryRecord, ServiceItemRecord } from '@gridloom/cases/import';
import { migrateDatabase, openImport } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { calendarYearRecords } from '../founding/cases/calendar-records.ts';
import { caseRecords } from '../founding/cases/case-records.ts';
import { deadlineRuleRecords, dutyListRecords, serviceItemRecords } from '../founding/cases/list-records.ts';
import { planCounty, type CountyPlan } from '../founding/county-plan.ts';
import { readDivisions } from '../founding/divisions.ts';
import { areasOf } from '../founding/founding-steps.ts';
import { lifeOfPlan, type CountyLife } from '../founding/life-of-plan.ts';
import { deskFigures, fillProjections, runBench, withBenchDatabases } from './bench-databases.ts';
import type { Figure } from './figure.ts';

interface CasesBenchOptions {
  readonly county: string;
  /** How many cases the large county has. */
  readonly cases: number;
  readonly runs: number;
  readonly postgresUrl: string;
  readonly say: (line: string) => void;
}

const YEARS = 10;
/** An import adds its figures up in memory. */
const CASES_AT_ONCE = 50_000;
const WEEK_MS = 7 * 24 * 3_600_000;
const WEEKS = Math.floor((YEARS * 365) / 7);
const ended = new Set(['EVALUATE', 'REFUSE', 'VOID']);

/** A copy of a history, some weeks earlier, under ids and a number of its own. */
const moved = (
  record: CaseHistoryRecord,
  weeks: number,
  id: (kind: string) => string,
  number: string,
): CaseHistoryRecord => {
  const earlier = (at: Date) => new Date(at.getTime() - weeks * WEEK_MS);
  const complainants = new Map(
    record.complainants.map((complainant, place) => [complainant.id, id(`c${String(place)}`)]),
  );
  // An order of the hotline comes once.
  const { hotline: _hotline, ...rest } = record;
  return {
    ...rest,
    id: id('case'),
    number,
    reportedAt: earlier(record.reportedAt),
    complainants: record.complainants.map(({ id: old, residentId, demand }) => ({
      id: complainants.get(old) ?? old,
      residentId,
      demand,
    })),
    steps: record.steps.map((step) => ({
      ...step,
      at: earlier(step.at),
      ...(step.action === 'EVALUATE'
        ? { complainantId: complainants.get(step.complainantId) ?? step.complainantId }
        : {}),
    })),
  };
};

/** The county's own cases, then those that ended again and again, each time at other weeks of the ten years before. */
const repeatedCases = function* (life: CountyLife, county: string, total: number): Generator<CaseHistoryRecord> {
  const own = [...caseRecords(life)];
  const over = own.filter(({ steps }) => ended.has(steps.at(-1)?.action ?? ''));
  const numbers = new Map<string, number>();
  for (const { number } of own) {
    const [, year = '', sequence = '0'] = number.split('-');
    numbers.set(year, Math.max(numbers.get(year) ?? 0, Number(sequence)));
  }
  yield* own;
  for (let made = own.length, round = 1; made < total; round += 1) {
    for (const [place, record] of over.entries()) {
      if (made >= total) return;
      // Neighbouring cases go to different weeks, so that no week of the ten years is empty.
      const weeks = 1 + ((round * 37 + place * 11) % WEEKS);
      const year = shanghaiDay(new Date(record.reportedAt.getTime() - weeks * WEEK_MS)).slice(0, 4);
      const sequence = (numbers.get(year) ?? 0) + 1;
      numbers.set(year, sequence);
      const id = (kind: string) => life.id('bench', kind, round, record.id);
      yield moved(record, weeks, id, `${county}-${year}-${String(sequence).padStart(6, '0')}`);
      made += 1;
    }
  }
};

/** The county's list, in force all the ten years. */
const lastingItems = function* (life: CountyLife): Generator<ServiceItemRecord> {
  for (const item of serviceItemRecords(life)) {
    const [first, ...others] = item.versions;
    yield first ? { ...item, versions: [{ ...first, validFrom: '2010-01-01' }, ...others] } : item;
  }
};

/** What comes, in parts of some length. */
const partsOf = function* <T>(all: Iterable<T>, length: number): Generator<readonly T[]> {
  let part: T[] = [];
  for (const one of all) {
    part.push(one);
    if (part.length < length) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
};

const foundCases = async (
  plan: CountyPlan,
  migratorUrl: string,
  records: (life: CountyLife) => Iterable<CaseHistoryRecord>,
): Promise<{ readonly cases: number; readonly seconds: number }> => {
  const life = lifeOfPlan(plan);
  await migrateDatabase(database, migratorUrl);
  const session = await openImport(migratorUrl, 'bench');
  const organizations = new Map(
    [...plan.bodies.all()].map(({ id, kind, areaCode, handlesCases }) => [id, { kind, areaCode, handlesCases }]),
  );
  let made = 0;
  const context = {
    areas: areasOf(plan),
    organizations,
    newId: () => {
      made += 1;
      return life.id('case-row', made);
    },
  };
  try {
    await importDutyLists(session, context, dutyListRecords(life));
    await importServiceItems(session, context, lastingItems(life));
    await importCalendar(session, context, calendarYearRecords(plan.today, YEARS + 3));
    await importDeadlineRules(session, context, deadlineRuleRecords(life));
    const begun = performance.now();
    let cases = 0;
    for (const part of partsOf(records(life), CASES_AT_ONCE)) {
      const own = await openImport(migratorUrl, `bench-${String(cases)}`);
      try {
        cases += (await importCases(own, context, part)).rows;
      } finally {
        await own.close();
      }
    }
    return { cases, seconds: (performance.now() - begun) / 1_000 };
  } finally {
    await session.close();
  }
};

/**
 * What the desks ask of the cases subgraph, in the demo county and in one with ten years of cases: each beside the bare SQL that it needs,
 * and the large one beside the small one.
 */
export const casesBench = async ({ county, cases, runs, postgresUrl, say }: CasesBenchOptions): Promise<Figure[]> => {
  const divisions = await readDivisions(county);
  const plan = planCounty(divisions, { county, scale: 1, seed: 1, asOf: shanghaiDay(new Date()) });
  return withBenchDatabases(postgresUrl, ['cases_small', 'cases_large'], async (databases) => {
    const figures: Figure[] = [];
    const bodies = [...plan.bodies.all()].filter(({ handlesCases }) => handlesCases);
    for (const [place, { migratorUrl }] of databases.entries()) {
      const founded = await foundCases(plan, migratorUrl, (life) =>
        place === 0 ? caseRecords(life) : repeatedCases(life, county, cases),
      );
      say(`${founded.cases.toLocaleString('en')} cases in ${founded.seconds.toFixed(1)} s`);
      await fillProjections(migratorUrl, plan, [
        `insert into organization_view (id, name, kind, area_code, handles_cases, version)
         select (b->>'id')::uuid, b->>'name', b->>'kind', b->>'areaCode', true, 1
         from json_array_elements('${JSON.stringify(bodies.map(({ id, name, kind, areaCode }) => ({ id, name, kind, areaCode }))).replaceAll("'", "''")}'::json) b`,
      ]);
      figures.push({
        what: `playing ${founded.cases.toLocaleString('en')} histories of cases, with clocks and figures`,
        value: founded.cases / founded.seconds,
        unit: 'cases/s',
      });
    }
    const args = [String(runs), county, ...databases.map(({ appUrl }) => appUrl)];
    const names = ['the demo county', `${cases.toLocaleString('en')} cases`] as const;
    return [...figures, ...(await deskFigures('cases', args, [...names]))];
  });
};

interface TriageTold {
  readonly known: number;
  readonly heldOut: number;
  readonly first: number;
  readonly firstThree: number;
  readonly handler: number;
  readonly commonest: number;
  readonly milliseconds: number;
}

/** How good the suggestions for new cases are: of the demo county's cases each fifth is held out. */
export const triageBench = async ({
  county,
  postgresUrl,
}: Pick<CasesBenchOptions, 'county' | 'postgresUrl'>): Promise<Figure[]> => {
  const divisions = await readDivisions(county);
  const plan = planCounty(divisions, { county, scale: 1, seed: 1, asOf: shanghaiDay(new Date()) });
  return withBenchDatabases(postgresUrl, ['triage'], async ([database]) => {
    if (!database) throw new TypeError('There is no database');
    await foundCases(plan, database.migratorUrl, caseRecords);
    const told = await runBench<TriageTold>('cases', 'triage-bench.ts', [database.appUrl]);
    const percent = (what: string, value: number, beside?: Figure['beside']): Figure => ({
      what: `${what}, ${String(told.heldOut)} held out of ${String(told.known + told.heldOut)}`,
      value: value * 100,
      unit: '%',
      ...(beside ? { beside } : {}),
    });
    return [
      percent('the first suggested item is right', told.first, {
        what: 'always the commonest item',
        value: told.commonest * 100,
      }),
      percent('one of the first three is right', told.firstThree),
      percent('the handler of the first is right', told.handler),
      { what: 'time of a suggestion, in the process', value: told.milliseconds, unit: 'ms' },
    ];
  });
};
