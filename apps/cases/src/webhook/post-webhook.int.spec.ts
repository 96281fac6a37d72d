import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { describe, expect, it } from '@jest/globals';

import { postWebhook } from './post-webhook.ts';

const message = (url: string) => ({
  id: 'message',
  url,
  secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  body: '{}',
  at: new Date('2026-03-02T02:00:00Z'),
});

describe('a webhook that is posted', () => {
  it('never reaches an internal address by a name that was public when it was subscribed to', async () => {
    let connections = 0;
    const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    server.on('connection', () => (connections += 1));
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const rebound = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const outcome = await postWebhook(message(`https://sms.example.com:${String(port)}/`), 'PUBLIC', rebound);
    expect(outcome).toMatchObject({ kind: 'FAILED', status: null, error: expect.stringContaining('internal network') });
    expect(connections).toBe(0);
    server.close();
    await once(server, 'close');
  });

  it('fails where the name is not known', async () => {
    const unknown = () => Promise.reject(new Error('ENOTFOUND sms.example.com'));
    const outcome = await postWebhook(message('https://sms.example.com/'), 'PUBLIC', unknown);
    expect(outcome).toMatchObject({ kind: 'FAILED', error: expect.stringContaining('ENOTFOUND') });
  });

  it('fails with what went wrong where nobody listens', async () => {
    const outcome = await postWebhook(message('http://127.0.0.1:1/'), 'ANY');
    expect(outcome).toMatchObject({ kind: 'FAILED', status: null, error: expect.stringContaining('ECONNREFUSED') });
  });
});
