import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSealingProvider } from '@gridloom/access';
import { callerAt, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { createSubgraph } from '../subgraph.ts';
import { testStorage } from '../testing/test-storage.ts';
import { county, seedCounty } from '../testing/seed.ts';
import { webhookSecrets } from './webhook-secret.ts';

const sealingBy = (...keys: readonly number[]) =>
  createSealingProvider({
    keys: keys.map((n) => ({ id: `k${String(n)}`, algorithm: 'aes-256-gcm', secret: Buffer.alloc(32, n) })),
    hashKey: { algorithm: 'sha256', secret: Buffer.alloc(32, 9) },
  });
const uuid = (n: number) => `77000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

describe('the secrets of webhooks', () => {
  let test: TestSubgraph;
  const secrets = webhookSecrets(sealingBy(2, 1));

  beforeAll(async () => {
    test = await testSubgraph(
      createSubgraph({ webhookAddresses: 'ANY', sealing: sealingBy(2, 1), storage: testStorage() }),
    );
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  const stored = async (id: string) => {
    const [row] = await test.sql('select secret from webhook_subscription where id = $1', [id]);
    return row?.secret as string;
  };
  const run = async (name: string, input: object) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { data, errors } = await test.execute(
      `mutation ($input: ${type}Input!) { it: ${name}(input: $input) { ... on ${type}Success { secret subscription { id } } } }`,
      { input },
      { as: callerAt('GRID_OFFICE', county) },
    );
    expect(errors).toEqual([]);
    return (data as unknown as { it: { secret: string; subscription: { id: string } } }).it;
  };

  it('are told once and stand in the database sealed by the newest key, each for its own row', async () => {
    const made = await run('createWebhookSubscription', { name: '短信', url: 'http://127.0.0.1/', areaCode: county });
    const { id } = made.subscription;
    expect(await stored(id)).toMatch(/^v1\.k2\./u);
    expect(secrets.open(id, await stored(id))).toBe(made.secret);
    expect(secrets.open(uuid(99), await stored(id))).toBeNull();
    const rotated = await run('rotateWebhookSecret', { subscriptionId: id });
    expect(await stored(id)).toMatch(/^v1\.k2\./u);
    expect(secrets.open(id, await stored(id))).toBe(rotated.secret);
    expect(rotated.secret).not.toBe(made.secret);
  });

  it('are sealed again where an older key sealed them or none, and left where no key opens them', async () => {
    const old = webhookSecrets(sealingBy(1)).seal(uuid(1), 'whsec_old');
    const lost = webhookSecrets(sealingBy(3)).seal(uuid(3), 'whsec_lost');
    await test.sql(
      `insert into webhook_subscription (id, name, url, secret, area_code, created_at)
       select id, '短信', 'http://127.0.0.1/', secret, $3, now() from unnest($1::uuid[], $2::text[]) as s (id, secret)`,
      [[uuid(1), uuid(2), uuid(3)], [old, 'whsec_plain', lost], county],
    );
    await test.runScheduledJob('seal-webhook-secrets');
    const onlyNewest = webhookSecrets(sealingBy(2));
    expect(onlyNewest.open(uuid(1), await stored(uuid(1)))).toBe('whsec_old');
    expect(await stored(uuid(2))).toMatch(/^v1\.k2\./u);
    expect(onlyNewest.open(uuid(2), await stored(uuid(2)))).toBe('whsec_plain');
    expect(await stored(uuid(3))).toBe(lost);
    const before = await stored(uuid(1));
    await test.runScheduledJob('seal-webhook-secrets');
    expect(await stored(uuid(1))).toBe(before);
  });
});
