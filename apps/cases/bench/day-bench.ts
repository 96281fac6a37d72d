import type { Caller, Role } from '@gridloom/access';
import { ensureTopics, outboxBacklog, startRelay, topicsOf, type KafkaSettings } from '@gridloom/messaging';
import {
  allJobs,
  applyGrids,
  buildSchema,
  connectDatabase,
  createContext,
  createLog,
  jobTools,
  loadAreaTree,
  openImport,
  sqlOf,
  startJobs,
  type BackgroundTools,
  type EntityManager,
} from '@gridloom/service-kit';
import { callerAt, callerOf, callerOfGrid } from '@gridloom/testkit';
import { execute, parse } from 'graphql';

import { publishes } from '../events.ts';
import { fireAlarms } from '../src/deadline/fire-alarms.ts';
import { subgraph } from '../src/subgraph.ts';
import { multiplyHistories } from './multiply-histories.ts';

// A day of a province: cases are reported and moved through the mutations, with relay and jobs running; then 100,000 of the day stand
// open; then the deadlines of all of them run out at once. Usage: node day-bench.ts APP_URL MIGRATOR_URL BROKERS COUNTY CASES DESKS;
// prints one line of JSON. The database has lists, calendar and areas, and no case.
const [appUrl = '', migratorUrl = '', brokers = '', county = '', caseCount = '0', deskCount = '1'] =
  process.argv.slice(2);
const OF_THE_DAY = 100_000;
const ALARMS_MS = 60_000;
const DAYS_LATER = 20;

const log = createLog({ service: 'bench', level: 'silent' });
const orm = await connectDatabase(subgraph.database, { url: appUrl, pool: 20 });
const tools: BackgroundTools = { orm, log, now: () => new Date(), newId: () => crypto.randomUUID() };
const sql = sqlOf(orm.em.fork());
const areas = await loadAreaTree(sql);
const places = areas.all().filter(({ level }) => level === 'VILLAGE');
const items = (
  await sql(
    `select code from service_item where area_code = $1 and valid_from <= now() and (valid_until is null or valid_until > now())`,
    [county],
  )
).map(({ code }) => code as string);
const handlers = (
  await sql(`select id::text from organization_view where area_code = $1 and handles_cases`, [county])
).map(({ id }) => id as string);

const seeded: [Caller, Role, string, string][] = [];
const known = (caller: Caller): Caller => {
  if (caller.kind !== 'account') return caller;
  for (const { role, jurisdiction } of caller.assignments) {
    seeded.push([caller, role, jurisdiction.kind, jurisdiction.kind === 'AREA' ? jurisdiction.code : jurisdiction.id]);
  }
  return caller;
};
known(callerAt('GRID_OFFICE', county));
const desks = places.map(({ code }) => {
  const gridId = crypto.randomUUID();
  return {
    code,
    gridId,
    secretary: known(callerAt('COMMUNITY_SECRETARY', code)),
    worker: known(callerOfGrid('GRID_WORKER', gridId)),
  };
});
const officers = new Map(handlers.map((id) => [id, known(callerOf('DEPARTMENT_OFFICER', id))]));
await applyGrids(
  desks.map(({ code, gridId }) => ({
    key: gridId,
    sequence: 1,
    data: { name: code, kind: 'RURAL', level: 'BASIC', areaCode: code, validFrom: '2020-01-01' },
  })),
  sql,
);
await sql(
  `insert into role_assignment_view (id, account_id, role, jurisdiction_kind, jurisdiction_id, since, version)
   select gen_random_uuid(), account, role, kind, place, '2020-01-01', 1 from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as a(account, role, kind, place)`,
  [
    seeded.map(([caller]) => (caller.kind === 'account' ? caller.accountId : null)),
    seeded.map(([, role]) => role),
    seeded.map(([, , kind]) => kind),
    seeded.map(([, , , place]) => place),
  ],
);

const schema = buildSchema(subgraph);
const document = (name: string, success: string, fields: string) =>
  parse(`mutation ($input: ${success}Input!) { step: ${name}(input: $input) { __typename ... on ${success}Success { case { ${fields} } }
    ... on UserError { message } } }`);
const types = {
  reportCase: 'ReportCase',
  acceptCase: 'AcceptCase',
  dispatchCase: 'DispatchCase',
  takeUpCase: 'TakeUpCase',
  resolveCase: 'ResolveCase',
  verifyCase: 'VerifyCase',
  evaluateCase: 'EvaluateCase',
} as const;
type StepName = keyof typeof types;
const documents = new Map(
  Object.entries(types).map(([name, type]) => [
    name,
    document(name, type, 'id number status deadline { stage dueAt } allowedActions'),
  ]),
);

const times = new Map<StepName, number[]>(Object.keys(types).map((name) => [name as StepName, []]));
const run = async (name: StepName, input: object, caller: Caller): Promise<string> => {
  const begun = performance.now();
  const em = orm.em.fork() as EntityManager;
  const common = createContext({
    caller,
    locale: 'zh',
    em,
    sql: sqlOf(em),
    areas,
    now: tools.now,
    newId: tools.newId,
    log,
  });
  const { data, errors } = await execute({
    schema,
    document: documents.get(name) ?? document(name, types[name], 'id'),
    contextValue: subgraph.extendContext?.(common) ?? common,
    variableValues: { input: { clientMutationKey: crypto.randomUUID(), ...input } },
  });
  if (errors?.[0]) throw errors[0];
  const step = data?.step as { __typename: string; message?: string; case?: { id: string } };
  if (!step.case) throw new TypeError(`${name}: ${step.__typename}: ${step.message ?? ''}`);
  times.get(name)?.push(performance.now() - begun);
  return step.case.id;
};

const matters = [
  '路灯不亮，晚上看不见路',
  '自来水管漏水，好几天了',
  '垃圾没人清运，气味很大',
  '邻居装修噪音大',
  '井盖松动，车过有响声',
];

/** One of every case's steps after another; each eighth case stays where it is after each step, so that all states are there. */
const takeThrough = async (n: number): Promise<void> => {
  const desk = desks[(n * 7) % desks.length];
  const handlerId = handlers[n % handlers.length] ?? '';
  const officer = officers.get(handlerId);
  if (!desk || !officer) throw new TypeError('The county has no villages or no handlers');
  const { secretary, worker, gridId, code } = desk;
  const caseId = await run(
    'reportCase',
    {
      source: 'PATROL',
      description: `${matters[n % matters.length] ?? ''}（第 ${String(n)} 件）`,
      areaCode: code,
      gridId,
      complainants: [{ residentId: crypto.randomUUID() }],
    },
    worker,
  );
  const steps: [StepName, object, Caller][] = [
    ['acceptCase', { caseId, serviceItemCode: items[n % items.length] }, secretary],
    ['dispatchCase', { caseId, handlerId }, secretary],
    ['takeUpCase', { caseId }, officer],
    ['resolveCase', { caseId, outcome: '已经办好' }, officer],
    ['verifyCase', { caseId, passed: true }, worker],
    ['evaluateCase', { caseId, satisfied: true, comment: '满意' }, secretary],
  ];
  // of eight cases two go all the way, one stays reported, one accepted …
  const length = n % 8 === 7 ? 6 : n % 8;
  for (const [name, input, caller] of steps.slice(0, length)) await run(name, input, caller);
};

const kafka: KafkaSettings = {
  brokers: brokers.split(','),
  topicPrefix: `bench${String(Date.now())}.`,
  clientId: 'gridloom-bench',
  partitions: 3,
};
await ensureTopics({ kafka, log, topics: topicsOf(publishes) });
const relay = startRelay({ kafka, log, databaseUrl: appUrl, source: '/gridloom/bench' });
const jobs = await startJobs(allJobs(subgraph, tools), tools, appUrl);

let next = 0;
const total = Number(caseCount);
const work = async () => {
  while (next < total) {
    const n = next;
    next += 1;
    await takeThrough(n);
  }
};
// the first ones compile and plan
await Promise.all(Array.from({ length: 8 }, (_, n) => takeThrough(n)));
for (const of of times.values()) of.length = 0;
const begun = performance.now();
await Promise.all(Array.from({ length: Number(deskCount) }, work));
const seconds = (performance.now() - begun) / 1_000;
while ((await outboxBacklog(sql)).pending > 0) await new Promise((resolve) => setTimeout(resolve, 20));
const told = (performance.now() - begun) / 1_000;
await jobs.stop();
await relay.stop();

const [{ rows, kept } = {}] = await sql(
  `select (select count(*)::int from case_file) as rows,
     (select sum(reported)::int from case_figure where area_code = $1 and dimension = 'TOTAL' and grain = 'DAY') as kept`,
  [county],
);
if (rows !== kept) throw new TypeError(`There are ${String(rows)} cases, and ${String(kept)} are counted`);

const migrator = await openImport(migratorUrl, 'day');
const there = rows as number;
await migrator.client.query('begin');
await migrator.client.query(`set local maintenance_work_mem = '256MB'; set local work_mem = '128MB'`);
const rounds = Math.max(0, Math.ceil(OF_THE_DAY / there) - 1);
const standing = await multiplyHistories(migrator.sql, rounds, () => 0);
await migrator.client.query('commit');
await migrator.client.query('vacuum (analyze)');
await migrator.close();

// an outage: the service comes back when every deadline has run out
const later = new Date(Date.now() + DAYS_LATER * 86_400_000);
const [waiting] = await sql('select count(*)::int as n from case_deadline where next_alarm_at <= $1', [
  later.toISOString(),
]);
const signal = AbortSignal.timeout(ALARMS_MS);
const alarmsBegun = performance.now();
await fireAlarms({ log }).run({}, jobTools({ ...tools, now: () => later }, signal));
const alarmSeconds = (performance.now() - alarmsBegun) / 1_000;
const [fired] = await sql(`select sum(cardinality(alarms_fired))::int as n from case_deadline`);
await orm.close(true);

const all = [...times.values()].flat();
const at = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
process.stdout.write(
  `${JSON.stringify({
    cases: total,
    commands: all.length,
    seconds,
    told,
    p50: at(all, 0.5),
    p99: at(all, 0.99),
    steps: Object.fromEntries([...times].map(([name, of]) => [name, { p50: at(of, 0.5), p99: at(of, 0.99) }])),
    standing,
    waiting: waiting?.n,
    alarms: fired?.n,
    alarmSeconds,
  })}\n`,
);
