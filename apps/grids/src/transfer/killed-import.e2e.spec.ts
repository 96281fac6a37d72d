import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { startTestService, testTopicPrefix } from '@gridloom/testkit';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { importGrids } from '../import/index.ts';
import { anEmptyCounty, BAISHU, gridRecords, TODAY, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { keptFigures, recount } from '../testing/recount.ts';
import { ask } from '../testing/run.ts';
import { importRun, knowRoles, sendFile } from './testing/run-transfer.ts';

const ROWS = 20_000;
const secret = (byte: number) => Buffer.alloc(32, byte).toString('base64url');

let county: County;
beforeAll(async () => {
  county = await anEmptyCounty();
  await importGrids(county.session, county.importContext, gridRecords);
});
afterAll(() => county.stop());

const start = () =>
  startTestService(new URL('../main.ts', import.meta.url), {
    databaseUrl: county.subgraph.appUrl,
    topicPrefix: testTopicPrefix('killed-import'),
    env: {
      GRIDLOOM_SEALING_KEYS: `test:aes-256-gcm:${secret(7)}`,
      GRIDLOOM_HASH_KEY: secret(9),
      GRIDLOOM_FILES: pathToFileURL(join(tmpdir(), `gridloom-test-files-${String(process.pid)}`)).href,
    },
  });

const until = async (reached: () => Promise<boolean>) => {
  while (!(await reached())) await new Promise((resolve) => setTimeout(resolve, 10));
};

test('an import whose process is killed in the middle leaves nothing, and the next process does it whole', async () => {
  const { sql } = county.subgraph;
  const admin = people.administrator;
  await knowRoles(county, admin);
  const rows = Array.from(
    { length: ROWS },
    (_, n) => `K-${String(n)},${BAISHU},柏树村第1网格,柏树村${String(n)}号,2026-01-05`,
  );
  const fileId = await sendFile(county, admin, ['户编号,村（社区）,网格,住址,登记日期', ...rows].join('\n'));
  // The processes go by today's clock: by that of the county the file expired long ago, and each hour such files are cleared away.
  await sql('update stored_file set expires_at = $1', [new Date(Date.now() + 86_400_000)]);
  const { data } = await ask(
    county,
    admin,
    `mutation Start($input: StartImportInput!) { started: startGridsImport(input: $input) { ... on StartImportSuccess { importRun { id } } } }`,
    { input: { table: 'households', fileId } },
  );
  const { id } = (data?.started as { importRun: { id: string } }).importRun;

  const first = await start();
  await until(async () => {
    const [run] = await sql('select rows_read, status from import_run where id = $1', [id]);
    return (run?.rows_read as number) > 0;
  });
  await first.stop('SIGKILL');
  expect(await importRun(county, admin, id)).toMatchObject({ status: 'RUNNING', inserted: null });
  expect(await sql('select count(*)::int as n from household')).toEqual([{ n: 0 }]);
  expect(await sql('select count(*)::int as n from outbox')).toEqual([{ n: 0 }]);

  const second = await start();
  try {
    await until(async () => (await importRun(county, admin, id)).status !== 'RUNNING');
    const ended = await importRun(county, admin, id);
    expect(ended).toMatchObject({ status: 'DONE', inserted: ROWS, rowsTotal: ROWS, problem: null });
    expect(await sql('select count(*)::int as n from household')).toEqual([{ n: ROWS }]);
    expect(await keptFigures(sql)).toEqual(await recount(sql, TODAY));
  } finally {
    await second.stop('SIGKILL');
  }
}, 300_000);
