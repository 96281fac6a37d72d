import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createSealingProvider } from '@gridloom/access';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';
import { Webhook } from 'standardwebhooks';

import { createSubgraph } from '../subgraph.ts';
import { testStorage } from '../testing/test-storage.ts';
import { seedAccounts } from '../testing/seed-accounts.ts';
import { aHistory, caseId, county, ids, seedCases, seedCounty, township, village } from '../testing/seed.ts';
import { retryPauses } from './deliver-webhook.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver on this machine that answers as it is told. */
const startReceiver = async () => {
  const received: Received[] = [];
  let answer = 204;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      if (answer === 0) request.destroy();
      else
        response
          .writeHead(answer, answer === 302 ? { location: 'http://127.0.0.1:1/' } : {})
          .end('a body that nobody reads');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/hook`,
    received,
    answerWith: (status: number) => (answer = status),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

const sealingBy = (...keys: readonly number[]) =>
  createSealingProvider({
    keys: keys.map((n) => ({ id: `k${String(n)}`, algorithm: 'aes-256-gcm', secret: Buffer.alloc(32, n) })),
    hashKey: { algorithm: 'sha256', secret: Buffer.alloc(32, 9) },
  });
const sealing = sealingBy(1);

const office = callerAt('GRID_OFFICE', county);
const secretary = callerAt('COMMUNITY_SECRETARY', village);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const worker = callerOfGrid('GRID_WORKER', ids.grid15);
const start = new Date('2026-03-02T02:00:00Z');

describe('webhooks', () => {
  let test: TestSubgraph;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let n = 0;

  beforeAll(async () => {
    test = await testSubgraph(createSubgraph({ webhookAddresses: 'ANY', sealing, storage: testStorage() }), {
      now: start,
    });
    receiver = await startReceiver();
    await seedCounty(test);
    await seedAccounts(test.sql, [secretary, officer]);
  });
  afterAll(async () => {
    await receiver.stop();
    await test.stop();
  });
  afterEach(async () => {
    await test.sql(`update webhook_subscription set ended_at = now()`);
    await test.runJobs();
    receiver.received.length = 0;
    receiver.answerWith(204);
    test.setNow(start);
  });

  const mutate = async (name: string, input: object, as = office, locale: 'zh' | 'en' = 'zh') => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const fields =
      name === 'redeliverWebhook'
        ? 'delivery { id status attempts }'
        : `subscription { id url area { code } kinds endedAt } ${name === 'endWebhookSubscription' ? '' : 'secret'}`;
    const { data, codes } = await test.execute(
      `mutation ($input: ${type}Input!) { it: ${name}(input: $input) { __typename ... on ${type}Success { ${fields} } ... on UserError { code message } ... on InvalidInput { field allowed } ... on NotFound { field } } }`,
      { input },
      { as, locale },
    );
    return { codes, ...(data as { it?: Record<string, unknown> } | null)?.it } as Record<string, unknown> & {
      codes: unknown[];
    };
  };

  const subscribe = async (options: object = {}) => {
    const made = await mutate('createWebhookSubscription', {
      name: '短信平台',
      url: receiver.url,
      areaCode: county,
      ...options,
    });
    expect(made.__typename).toBe('CreateWebhookSubscriptionSuccess');
    return { id: (made.subscription as { id: string }).id, secret: made.secret as string };
  };

  /** A new case after so many steps, taken one step further by a mutation. */
  const aCaseAt = async (length: number) => {
    n += 1;
    await seedCases(test, [aHistory(n, { length, reportedAt: new Date('2026-02-20T01:00:00Z') })], `case-${String(n)}`);
    return caseId(n);
  };
  const step = async (name: string, input: object, as = officer) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { data } = await test.execute(
      `mutation ($input: ${type}Input!) { it: ${name}(input: $input) { __typename } }`,
      { input },
      { as },
    );
    expect(data).toEqual({ it: { __typename: `${type}Success` } });
  };
  const deliveries = async (subscriptionId: string) => {
    const { data, errors } = await test.execute(
      `query { webhookSubscriptions(ended: true, first: 100) { edges { node { id deliveries { edges { node { id messageId kind status attempts nextAttemptAt lastStatus lastError deliveredAt } } } } } } }`,
      {},
      { as: office },
    );
    expect(errors).toEqual([]);
    const { edges } = (
      data as unknown as {
        webhookSubscriptions: {
          edges: { node: { id: string; deliveries: { edges: { node: Record<string, unknown> }[] } } }[];
        };
      }
    ).webhookSubscriptions;
    return (edges.find(({ node }) => node.id === subscriptionId)?.node.deliveries.edges ?? []).map(({ node }) => node);
  };

  it('carry a notice, signed, without a name or a word that somebody wrote', async () => {
    const { id, secret } = await subscribe();
    const theCase = await aCaseAt(2);
    await step('takeUpCase', { caseId: theCase, note: '已联系 13812345678 王小明' });
    await test.runJobs();
    expect(receiver.received).toHaveLength(1);
    const [message] = receiver.received;
    const payload = new Webhook(secret).verify(message?.body ?? '', {
      'webhook-id': String(message?.headers['webhook-id']),
      'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(
        String(message?.headers['webhook-id']),
        new Date(),
        message?.body ?? '',
      ),
    });
    expect(payload).toMatchObject({
      type: 'case.taken-up',
      data: { caseId: theCase, areaCode: village, parties: ['COMPLAINANT'] },
    });
    const at = new Date(Number(message?.headers['webhook-timestamp']) * 1_000);
    expect(at).toEqual(start);
    expect(message?.headers['webhook-signature']).toBe(
      new Webhook(secret).sign(String(message?.headers['webhook-id']), at, message?.body ?? ''),
    );
    expect(message?.body).not.toMatch(/1381\d{7}|王小明|诉求|件事/u);
    expect(await deliveries(id)).toMatchObject([
      { kind: 'TAKEN_UP', status: 'DELIVERED', attempts: 1, lastStatus: 204, lastError: null },
    ]);
  });

  it('are refused by a receiver with another secret, and when they are old', async () => {
    const { secret } = await subscribe();
    await step('takeUpCase', { caseId: await aCaseAt(2) });
    await test.runJobs();
    const { headers, body } = receiver.received[0] ?? { headers: {}, body: '' };
    const signed = {
      'webhook-id': String(headers['webhook-id']),
      'webhook-timestamp': String(headers['webhook-timestamp']),
      'webhook-signature': String(headers['webhook-signature']),
    };
    expect(() => new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`).verify(body, signed)).toThrow();
    expect(() => new Webhook(secret).verify(body, signed)).toThrow(/timestamp/iu);
  });

  it('are tried again with growing pauses under the same message id, then parked, and delivered when asked', async () => {
    const { id } = await subscribe();
    receiver.answerWith(500);
    await step('takeUpCase', { caseId: await aCaseAt(2) });
    let now = start.getTime();
    for (const pause of retryPauses) {
      await test.runJobs();
      const [waiting] = await deliveries(id);
      expect(waiting).toMatchObject({
        status: 'WAITING',
        lastStatus: 500,
        nextAttemptAt: new Date(now + pause).toISOString(),
      });
      now += pause;
      test.setNow(new Date(now - 1));
      await test.runJobs();
      test.setNow(new Date(now));
    }
    await test.runJobs();
    expect(receiver.received).toHaveLength(retryPauses.length + 1);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const [parked] = await deliveries(id);
    expect(parked).toMatchObject({ status: 'PARKED', attempts: retryPauses.length + 1, nextAttemptAt: null });
    test.setNow(new Date(now + 86_400_000 * 30));
    expect(await test.runJobs()).not.toContain('deliver-webhook');

    receiver.answerWith(200);
    expect(await mutate('redeliverWebhook', { deliveryId: parked?.id })).toMatchObject({
      delivery: { status: 'WAITING', attempts: 0 },
    });
    expect(await mutate('redeliverWebhook', { deliveryId: parked?.id })).toMatchObject({ __typename: 'Conflict' });
    await test.runJobs();
    expect(await deliveries(id)).toMatchObject([{ status: 'DELIVERED', attempts: 1 }]);
  });

  it.each([
    ['a connection that breaks', 0, null],
    ['a redirect, which is not followed', 302, 302],
  ])('note %s and try again', async (_, answer, lastStatus) => {
    const { id } = await subscribe();
    receiver.answerWith(answer);
    await step('takeUpCase', { caseId: await aCaseAt(2) });
    await test.runJobs();
    const [waiting] = await deliveries(id);
    expect(waiting).toMatchObject({ status: 'WAITING', attempts: 1, lastStatus });
    expect(waiting?.lastError).toEqual(expect.any(String));
  });

  it('are parked at once where the receiver says that it is gone', async () => {
    const { id } = await subscribe();
    receiver.answerWith(410);
    await step('takeUpCase', { caseId: await aCaseAt(2) });
    await test.runJobs();
    expect(await deliveries(id)).toMatchObject([{ status: 'PARKED', attempts: 1, lastStatus: 410 }]);
  });

  it('go only to those whose area, body and kinds they are', async () => {
    const wanted = await subscribe({ areaCode: township, organizationId: ids.roads, kinds: ['TAKEN_UP'] });
    const others = [
      await subscribe({ areaCode: '410326104' }),
      await subscribe({ organizationId: ids.gridOffice }),
      await subscribe({ kinds: ['OVERDUE'] }),
    ];
    await step('takeUpCase', { caseId: await aCaseAt(2) });
    await test.runJobs();
    expect(await deliveries(wanted.id)).toHaveLength(1);
    for (const { id } of others) expect(await deliveries(id)).toEqual([]);
  });

  it('stop when the subscription ends, also those that wait', async () => {
    const { id } = await subscribe();
    receiver.answerWith(500);
    await step('takeUpCase', { caseId: await aCaseAt(2) });
    await test.runJobs();
    expect(await mutate('endWebhookSubscription', { subscriptionId: id })).toMatchObject({
      __typename: 'EndWebhookSubscriptionSuccess',
    });
    expect(await mutate('endWebhookSubscription', { subscriptionId: id })).toMatchObject({ __typename: 'Conflict' });
    test.setNow(new Date(start.getTime() + 3_600_000));
    await test.runJobs();
    expect(receiver.received).toHaveLength(1);
    expect(await deliveries(id)).toMatchObject([{ status: 'DROPPED' }]);
    await step('takeUpCase', { caseId: await aCaseAt(2) });
    expect(await deliveries(id)).toHaveLength(1);
  });

  it('bring complainants a link with a one-time code, which is stored nowhere', async () => {
    await subscribe({ kinds: ['EVALUATION_INVITED'], evaluationPageUrl: 'https://county.example.cn/evaluate' });
    const theCase = await aCaseAt(4);
    await step('verifyCase', { caseId: theCase, passed: true }, worker);
    await test.runJobs();
    const payload = JSON.parse(receiver.received[0]?.body ?? '{}') as {
      data: { evaluationLinks: { url: string; residentId: string }[] };
    };
    const [link] = payload.data.evaluationLinks;
    expect(link).toMatchObject({ residentId: ids.resident });
    const code = link?.url.split('#')[1] ?? '';
    expect(link?.url).toMatch(/^https:\/\/county\.example\.cn\/evaluate#[2-9A-Z]{4}(-[2-9A-Z]{4}){3}$/u);
    const stored = await test.sql(
      `select to_jsonb(c) as row from evaluation_code c union all select to_jsonb(d) from webhook_delivery d union all select to_jsonb(n) from notice n`,
    );
    const proof = code.replaceAll('-', '').slice(8);
    expect(JSON.stringify(stored)).not.toContain(proof);
    const { data } = await test.execute(
      `mutation ($input: EvaluateByCodeInput!) { evaluateByCode(input: $input) { __typename } }`,
      { input: { code, satisfied: true } },
    );
    expect(data).toEqual({ evaluateByCode: { __typename: 'EvaluateByCodeSuccess' } });
  });

  it('tell the secret once, and another one when asked', async () => {
    const input = { name: '一次', url: receiver.url, areaCode: county, clientMutationKey: 'once' };
    const first = await mutate('createWebhookSubscription', input);
    const again = await mutate('createWebhookSubscription', input);
    expect(first.secret).toMatch(/^whsec_/u);
    expect(again).toMatchObject({
      __typename: 'CreateWebhookSubscriptionSuccess',
      subscription: first.subscription,
      secret: null,
    });
    const kept = await test.sql(`select result from mutation_key where key = 'once'`);
    expect(JSON.stringify(kept)).not.toContain('whsec_');
    const rotated = await mutate('rotateWebhookSecret', { subscriptionId: (first.subscription as { id: string }).id });
    expect(rotated.secret).toMatch(/^whsec_/u);
    expect(rotated.secret).not.toBe(first.secret);
  });

  it.each([
    ['input.url', { url: 'ftp://example.cn/' }],
    ['input.name', { name: ' ' }],
    ['input.kinds', { kinds: ['NONSENSE'] }],
    ['input.kinds', { kinds: [] }],
    ['input.evaluationPageUrl', { evaluationPageUrl: 'nonsense' }],
    ['input.areaCode', { areaCode: '999999' }],
    ['input.organizationId', { organizationId: crypto.randomUUID() }],
  ])('are not made with a wrong %s', async (field, wrong) => {
    expect(
      await mutate('createWebhookSubscription', { name: '短信', url: receiver.url, areaCode: county, ...wrong }),
    ).toMatchObject({ field });
  });

  it('are for the grid office alone', async () => {
    expect(
      (await mutate('createWebhookSubscription', { name: '短信', url: receiver.url, areaCode: county }, secretary))
        .codes,
    ).toEqual(['FORBIDDEN']);
    expect(await mutate('redeliverWebhook', { deliveryId: crypto.randomUUID() })).toMatchObject({
      __typename: 'NotFound',
      field: 'input.deliveryId',
    });
  });
});

describe('a county that allows the internet alone', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(createSubgraph({ webhookAddresses: 'PUBLIC', sealing, storage: testStorage() }), {
      now: start,
    });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  it.each(['http://127.0.0.1:8080/', 'https://169.254.169.254/', 'https://localhost/', 'https://10.0.0.1/'])(
    'takes no subscription to %s',
    async (url) => {
      const { data } = await test.execute(
        `mutation ($input: CreateWebhookSubscriptionInput!) { it: createWebhookSubscription(input: $input) { __typename ... on InvalidInput { field } } }`,
        { input: { name: '短信', url, areaCode: county } },
        { as: office },
      );
      expect(data).toEqual({ it: { __typename: 'InvalidInput', field: 'input.url' } });
    },
  );
});
