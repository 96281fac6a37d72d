import { Readable } from 'node:stream';

import { applyRoleAssignments, receiveFile } from '@gridloom/service-kit';

import { makeIdNumber } from '@gridloom/standards';

import type { Context } from '../src/context.ts';
import { filePurposes } from '../src/files/file-purposes.ts';
import { importGrids } from '../src/import/index.ts';
import { anEmptyCounty, BAISHU, gridRecords, testStorage } from '../src/testing/county.ts';
import { people } from '../src/testing/people.ts';
import { ask } from '../src/testing/run.ts';

// Rows a second of an import as people make it, from the file in the storage to the commit. Usage: node import-bench.ts RESIDENTS;
// prints one line of JSON. Takes the databases of the tests.
const residents = Number(process.argv[2] ?? 420_000);
const households = Math.ceil(residents / 3);
const admin = people.administrator;

const county = await anEmptyCounty();
await importGrids(county.session, county.importContext, gridRecords);
await applyRoleAssignments(
  [
    {
      key: crypto.randomUUID(),
      sequence: 1,
      data: {
        accountId: admin.kind === 'account' ? admin.accountId : '',
        role: 'COUNTY_ADMINISTRATOR',
        jurisdictionKind: 'AREA',
        jurisdictionId: '410326',
        since: '2020-01-01',
      },
    },
  ],
  county.subgraph.sql,
);

function* lines(headings: string, count: number, line: (n: number) => string): Generator<Uint8Array> {
  yield Buffer.from(`${headings}\n`);
  for (let start = 0; start < count; start += 5_000) {
    const some = Array.from({ length: Math.min(5_000, count - start) }, (_, index) => line(start + index));
    yield Buffer.from(`${some.join('\n')}\n`);
  }
}

const bring = async (table: string, bytes: Iterable<Uint8Array>) => {
  const context = (await county.subgraph.context({ as: admin })) as Context;
  const { id } = await receiveFile(
    context,
    { storage: testStorage(), purposes: filePurposes },
    { purpose: 'IMPORT', name: 'bench.csv', length: undefined, bytes: Readable.from(bytes) },
  );
  await ask(
    county,
    admin,
    `mutation { startGridsImport(input: { table: "${table}", fileId: "${id}" }) { __typename } }`,
  );
  const begun = performance.now();
  const jobs = county.subgraph.runJobs();
  const outcome = async () => {
    const [run] = await county.subgraph.sql(
      'select status, inserted, problem, faults from import_run where table_name = $1',
      [table],
    );
    return run;
  };
  let run = await outcome();
  for (; run?.status === 'WAITING' || run?.status === 'RUNNING'; run = await outcome())
    await new Promise((resolve) => setTimeout(resolve, 20));
  const seconds = (performance.now() - begun) / 1_000;
  // What the import has ordered, such as a look for contradictions in its villages, comes after the commit.
  await jobs;
  if (run?.status !== 'DONE') throw new Error(JSON.stringify(run));
  return {
    rows: run.inserted,
    seconds: Math.round(seconds * 10) / 10,
    rowsASecond: Math.round((run.inserted as number) / seconds),
  };
};

/** As many valid numbers as are needed: days of birth and sequences. */
const numberOf = (n: number) =>
  makeIdNumber({
    areaDigits: '600000',
    birthDate: `19${String(30 + (Math.floor(n / 1_000) % 60)).padStart(2, '0')}-${String(1 + (Math.floor(n / 60_000) % 12)).padStart(2, '0')}-09`,
    sequence: n % 1_000,
  });

const result = {
  households: await bring(
    'households',
    lines(
      '户编号,村（社区）,网格,住址,登记日期',
      households,
      (n) => `B-${String(n)},${BAISHU},柏树村第1网格,柏树村${String(n)}号,2026-01-05`,
    ),
  ),
  residents: await bring(
    'residents',
    lines('户编号,与户主关系,姓名,公民身份号码,联系电话,人口类别', residents, (n) =>
      [
        `B-${String(Math.floor(n / 3))}`,
        ['户主', '配偶', '子'][n % 3],
        `王${String(n % 5_000)}`,
        numberOf(n),
        `138${String(n).padStart(8, '0')}`,
        '户籍人口',
      ].join(','),
    ),
  ),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
await county.stop();
