import { openImport } from '@gridloom/service-kit';

import { multiplyHistories } from './multiply-histories.ts';

// Fills a county with ten years of cases. Usage: node multiply-bench.ts URL CASES; prints one line of JSON.
const [url = '', cases = '0'] = process.argv.slice(2);
/** A prime, so that every week of the ten years gets its round before one gets a second. */
const WEEKS = 521;
const STEP = 37;

const { client, sql, close } = await openImport(url, 'multiply');
const begun = performance.now();
await client.query('begin');
await client.query(`set local maintenance_work_mem = '512MB'; set local work_mem = '256MB'`);
const [there] = await sql('select count(*)::int as n from case_file');
const rounds = Math.max(0, Math.ceil(Number(cases) / (there?.n as number)) - 1);
const made = await multiplyHistories(sql, rounds, (round) => 1 + ((round * STEP) % WEEKS));
await client.query('commit');
await close();
process.stdout.write(`${JSON.stringify({ cases: made, seconds: (performance.now() - begun) / 1_000 })}\n`);
