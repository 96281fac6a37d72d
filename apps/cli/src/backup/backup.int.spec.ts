import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { dropDatabase, provisionDatabase, readStackEnvironment, type DatabasePlan } from '@gridloom/local-stack';
import { migrateDatabase } from '@gridloom/service-kit';
import { database as definition } from '@gridloom/organization/import';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';

import { restore } from '../restore/restore.ts';
import { targetOf } from '../restore/target-of.ts';
import { backUp } from './back-up.ts';

const adminUrl = readStackEnvironment().external?.postgresUrl ?? '';

const planOf = (): DatabasePlan => {
  const database = `t${randomBytes(5).toString('hex')}`;
  return {
    database,
    migrator: { name: `${database}_migrator`, password: 'x' },
    app: { name: `${database}_app`, password: 'x' },
  };
};

const query = async (url: string, sql: string, params: unknown[] = []): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, params)).rows;
  } finally {
    await client.end();
  }
};

describe('a backup', () => {
  const [from, to] = [planOf(), planOf()];
  const folder = mkdtempSync(path.join(tmpdir(), 'gridloom-backup-'));
  const file = path.join(folder, 'county.backup');
  let source = '';
  const areas = (url: string) =>
    query(url, 'select code, name, ancestors, valid_from::text, version from area order by code');

  beforeAll(async () => {
    source = (await provisionDatabase(adminUrl, from)).migratorUrl;
    await migrateDatabase(definition, source);
    await query(
      source,
      `insert into area (code, name, level, parent_code, ancestors, valid_from) values
         ('410326', $1, 'COUNTY', null, '{}', '2020-01-01'), ('410326200', E'柏\\t树\\n\\\\.乡', 'TOWNSHIP', '410326', '{410326}', '2020-01-01')`,
      ['汝阳县'],
    );
    await query(
      source,
      `insert into outbox (id, aggregatetype, aggregateid, aggregate_version, type, topic, shard, occurred_at)
       values (gen_random_uuid(), 'a', 'b', 1, 't', 'topic', 0, now())`,
    );
    await backUp({ databases: { organization: source }, file });
  });
  afterAll(async () => {
    for (const plan of [from, to]) await dropDatabase(adminUrl, plan);
    rmSync(folder, { recursive: true });
  });

  it('comes back whole in another database, over what was there, and identities go on behind it', async () => {
    const target = await targetOf('organization', adminUrl, to);
    await restore({ file, targets: { organization: target } });
    await restore({ file, targets: { organization: target } });
    expect(await areas(target.adminUrl)).toEqual(await areas(source));
    expect(await query(target.adminUrl, 'select name from migration')).toEqual(
      await query(source, 'select name from migration'),
    );
    const [last] = await query(target.adminUrl, 'select max(seq)::int as seq from outbox');
    const [next] = await query(
      target.adminUrl,
      `insert into outbox (id, aggregatetype, aggregateid, aggregate_version, type, topic, shard, occurred_at)
       values (gen_random_uuid(), 'a', 'b', 2, 't', 'topic', 0, now()) returning seq::int as seq`,
    );
    expect((next as { seq: number }).seq).toBeGreaterThan((last as { seq: number }).seq);
  });

  it('that is damaged, cut short or from elsewhere changes nothing', async () => {
    const target = await targetOf('organization', adminUrl, to);
    const before = await areas(target.adminUrl);
    const text = gunzipSync(readFileSync(file)).toString();
    const broken = path.join(folder, 'broken.backup');
    for (const content of [
      Buffer.from('no backup at all'),
      readFileSync(file).subarray(0, 200),
      gzipSync(text.slice(0, text.lastIndexOf('\\.'))),
      gzipSync(text.replace('create-organization', 'from-the-future')),
      gzipSync(text.replaceAll('"service":"organization"', '"service":"elsewhere"')),
    ]) {
      writeFileSync(broken, content);
      await expect(restore({ file: broken, targets: { organization: target } })).rejects.toThrow(
        /cannot be restored.*nothing was changed/,
      );
    }
    expect(await areas(target.adminUrl)).toEqual(before);
  });
});
