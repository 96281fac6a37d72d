import {
  database,
  importCalendar,
  importCases,
  importDeadlineRules,
  importDutyLists,
  importServiceItems,
} from '@gridloom/cases/import';
import type { CalendarYearRecord, CaseHistoryRecord, ServiceItemRecord } from '@gridloom/cases/import';
import { migrateDatabase, openImport, type SqlExecutor } from '@gridloom/service-kit';
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

/** Whether nothing runs any more at the end of a history, and no step of it hangs on a holiday: sending back has a term of its own. */
const canBeCopied = ({ steps }: CaseHistoryRecord): boolean => {
  const last = steps.at(-1);
  if (steps.some(({ action }) => action === 'RETURN')) return false;
  return last?.action === 'REFUSE' || last?.action === 'VOID' || (last?.action === 'EVALUATE' && last.satisfied);
};

/** The county's list, in force all the ten years. */
const lastingItems = function* (life: CountyLife): Generator<ServiceItemRecord> {
  for (const item of serviceItemRecords(life)) {
    const [first, ...others] = item.versions;
    yield first ? { ...item, versions: [{ ...first, validFrom: '2010-01-01' }, ...others] } : item;
  }
};

/** Years of weekdays and weekends alone: what lies some weeks earlier has the same deadlines then, so that histories can be copied. */
const plainYears = function* (plan: CountyPlan): Generator<CalendarYearRecord> {
  for (const { year } of calendarYearRecords(plan.today, YEARS + 3)) yield { year, status: 'LOADED', days: [] };
};

/** Numbers that the county's own cases bear; those of copies go on after them. */
const reserveNumbers = async (sql: SqlExecutor, records: readonly CaseHistoryRecord[]): Promise<void> => {
  const last = new Map<string, number>();
  for (const { number } of records) {
    const [, year = '', sequence = '0'] = number.split('-');
    last.set(year, Math.max(last.get(year) ?? 0, Number(sequence)));
  }
  await sql(
    `insert into case_number (year, last) select * from unnest($1::int[], $2::int[])
     on conflict (year) do update set last = greatest(case_number.last, excluded.last)`,
    [[...last.keys()].map(Number), [...last.values()]],
  );
};

interface FoundedCases {
  /** Histories that were played through the flow, and how long that took. */
  readonly played: number;
  readonly seconds: number;
  /** Copies of those, where more were wanted. */
  readonly copied: { readonly cases: number; readonly seconds: number } | null;
}

/** Plays the county's own cases, or none where 0 are wanted; where more are wanted, those that ended are copied into the ten years before, then the others played. */
const foundCases = async (plan: CountyPlan, migratorUrl: string, wanted?: number): Promise<FoundedCases> => {
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
  let seconds = 0;
  const play = async (name: string, records: readonly CaseHistoryRecord[]) => {
    const own = await openImport(migratorUrl, name);
    const begun = performance.now();
    try {
      await importCases(own, context, records);
    } finally {
      await own.close();
    }
    seconds += (performance.now() - begun) / 1_000;
  };
  try {
    await importDutyLists(session, context, dutyListRecords(life));
    await importServiceItems(session, context, lastingItems(life));
    await importDeadlineRules(session, context, deadlineRuleRecords(life));
    const records = wanted === 0 ? [] : [...caseRecords(life)];
    const copies = (wanted ?? 0) - records.length;
    if (copies <= 0) {
      await importCalendar(session, context, calendarYearRecords(plan.today, YEARS + 3));
      await play('bench-all', records);
      return { played: records.length, seconds, copied: null };
    }
    const over = records.filter(canBeCopied);
    await reserveNumbers(session.sql, records);
    await importCalendar(session, context, plainYears(plan));
    await play('bench-over', over);
    const copied = await runBench<NonNullable<FoundedCases['copied']>>('cases', 'multiply-bench.ts', [
      migratorUrl,
      String(over.length + copies),
    ]);
    // what follows goes by the days as they are
    await session.sql('delete from calendar_day');
    await session.sql('delete from calendar_year');
    const own = await openImport(migratorUrl, 'bench-days');
    await importCalendar(own, context, calendarYearRecords(plan.today, YEARS + 3));
    await own.close();
    await play(
      'bench-rest',
      records.filter((record) => !canBeCopied(record)),
    );
    return { played: records.length, seconds, copied };
  } finally {
    await session.close();
  }
};

/** What the projections of areas and bodies would hold. */
const fillBodies = (migratorUrl: string, plan: CountyPlan): Promise<void> => {
  const bodies = [...plan.bodies.all()]
    .filter(({ handlesCases }) => handlesCases)
    .map(({ id, name, kind, areaCode }) => ({ id, name, kind, areaCode }));
  return fillProjections(migratorUrl, plan, [
    `insert into organization_view (id, name, kind, area_code, handles_cases, version)
     select (b->>'id')::uuid, b->>'name', b->>'kind', b->>'areaCode', true, 1
     from json_array_elements('${JSON.stringify(bodies).replaceAll("'", "''")}'::json) b`,
  ]);
};

const foundingFigures = ({ played, seconds, copied }: FoundedCases): Figure[] => [
  {
    what: `playing ${played.toLocaleString('en')} histories of cases, with clocks and figures`,
    value: played / seconds,
    unit: 'cases/s',
  },
  ...(copied
    ? [
        {
          what: `copying them to ${copied.cases.toLocaleString('en')}, with all rows, indexes and figures`,
          value: copied.cases / copied.seconds,
          unit: 'cases/s',
        },
      ]
    : []),
];

/**
 * What the desks ask of the cases subgraph, in the demo county and in one with ten years of cases: each beside the bare SQL that it needs,
 * and the large one beside the small one.
 */
export const casesBench = async ({ county, cases, runs, postgresUrl, say }: CasesBenchOptions): Promise<Figure[]> => {
  const divisions = await readDivisions(county);
  const plan = planCounty(divisions, { county, scale: 1, seed: 1, asOf: shanghaiDay(new Date()) });
  return withBenchDatabases(postgresUrl, ['cases_small', 'cases_large'], async (databases) => {
    const figures: Figure[] = [];
    for (const [place, { migratorUrl }] of databases.entries()) {
      const founded = await foundCases(plan, migratorUrl, place === 0 ? undefined : cases);
      say(
        `${founded.played.toLocaleString('en')} cases played in ${founded.seconds.toFixed(1)} s` +
          (founded.copied
            ? `, ${founded.copied.cases.toLocaleString('en')} copied in ${founded.copied.seconds.toFixed(0)} s`
            : ''),
      );
      await fillBodies(migratorUrl, plan);
      figures.push(...foundingFigures(founded));
    }
    const args = [String(runs), county, ...databases.map(({ appUrl }) => appUrl)];
    const names = ['the demo county', `${cases.toLocaleString('en')} cases`] as const;
    return [...figures, ...(await deskFigures('cases', args, [...names]))];
  });
};

interface DayTold {
  readonly cases: number;
  readonly commands: number;
  readonly seconds: number;
  /** Until the relay had told all events. */
  readonly told: number;
  readonly p50: number;
  readonly p99: number;
  readonly steps: Readonly<Record<string, { readonly p50: number; readonly p99: number }>>;
  readonly standing: number;
  readonly waiting: number;
  readonly alarms: number;
  readonly alarmSeconds: number;
}

const DAY_SECONDS = 86_400;

interface DayBenchOptions extends Omit<CasesBenchOptions, 'cases'> {
  readonly brokers: readonly string[];
  /** How many are taken through the mutations, and how many of them at once. */
  readonly moved: number;
  readonly desks: number;
}

/**
 * A province's day: cases are reported and moved through the mutations, beside relay and jobs; then 100,000 of one day stand open, and
 * the desks ask; then every deadline has run out.
 */
export const dayBench = async (options: DayBenchOptions): Promise<Figure[]> => {
  const { county, moved, desks, runs, postgresUrl, brokers, say } = options;
  const divisions = await readDivisions(county);
  const plan = planCounty(divisions, { county, scale: 1, seed: 1, asOf: shanghaiDay(new Date()) });
  return withBenchDatabases(postgresUrl, ['cases_small', 'cases_day'], async ([small, day]) => {
    if (!small || !day) throw new TypeError('There is no database');
    await foundCases(plan, small.migratorUrl);
    await fillBodies(small.migratorUrl, plan);
    await foundCases(plan, day.migratorUrl, 0);
    await fillBodies(day.migratorUrl, plan);
    const told = await runBench<DayTold>('cases', 'day-bench.ts', [
      day.appUrl,
      day.migratorUrl,
      brokers.join(','),
      county,
      String(moved),
      String(desks),
    ]);
    say(`${String(told.commands)} commands in ${told.seconds.toFixed(0)} s`);
    const of = `${String(moved)} cases, ${String(desks)} desks at once`;
    const commands = told.commands / told.seconds;
    const figures: Figure[] = [
      { what: `commands through the mutations, ${of}`, value: commands, unit: 'commands/s' },
      { what: `cases with their steps, ${of}`, value: moved / told.seconds, unit: 'cases/s' },
      { what: 'that is, of such cases in a day', value: (moved / told.seconds) * DAY_SECONDS, unit: 'cases' },
      { what: 'all events told, after the last command', value: told.told - told.seconds, unit: 's' },
      { what: 'a command, median', value: told.p50, unit: 'ms' },
      { what: 'a command, 99th percentile', value: told.p99, unit: 'ms' },
      ...Object.entries(told.steps).map(([name, { p50, p99 }]): Figure => ({
        what: `${name}, median`,
        value: p50,
        unit: 'ms',
        beside: { what: '99th percentile', value: p99 },
      })),
      {
        what: `alarms of ${told.waiting.toLocaleString('en')} deadlines that ran out in an outage`,
        value: told.alarms / told.alarmSeconds,
        unit: 'alarms/s',
      },
    ];
    const names = ['the demo county', `${told.standing.toLocaleString('en')} of one day`] as const;
    return [...figures, ...(await deskFigures('cases', [String(runs), county, small.appUrl, day.appUrl], names))];
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
    await foundCases(plan, database.migratorUrl);
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
