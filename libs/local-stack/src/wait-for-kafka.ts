import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Waits until a broker answers a metadata request with itself in it. */
export async function waitForKafka(
  broker: string,
  options: { patience: number; failedEarly?: () => Error | undefined },
): Promise<void> {
  const until = Date.now() + options.patience;
  for (;;) {
    const failure = options.failedEarly?.();
    if (failure !== undefined) throw failure;
    if (await brokerAnswers(broker)) return;
    if (Date.now() >= until)
      throw new Error(`Kafka at ${broker} did not answer within ${String(options.patience / 1000)} s`);
    await pause(40);
  }
}

/** Whether a broker is up and has let itself into its cluster: an open port alone comes earlier. */
export function brokerAnswers(broker: string): Promise<boolean> {
  const [host, port] = splitAddress(broker);
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    let received = Buffer.alloc(0);
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2000, () => {
      settle(false);
    });
    socket.once('error', () => {
      settle(false);
    });
    socket.once('close', () => {
      settle(false);
    });
    socket.once('connect', () => {
      socket.write(metadataRequest());
    });
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      // Size, correlation id, then the number of brokers.
      if (received.length >= 12) settle(received.readInt32BE(8) > 0);
    });
  });
}

/** Metadata v1 for no topic: size, api key 3, version 1, correlation id, client id, an empty list of topics. */
function metadataRequest(): Buffer {
  const client = Buffer.from('gridloom-probe');
  const request = Buffer.alloc(4 + 2 + 2 + 4 + 2 + client.length + 4);
  request.writeInt32BE(request.length - 4, 0);
  request.writeInt16BE(3, 4);
  request.writeInt16BE(1, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(client.length, 12);
  client.copy(request, 14);
  request.writeInt32BE(0, 14 + client.length);
  return request;
}

function splitAddress(broker: string): [string, number] {
  const colon = broker.lastIndexOf(':');
  return [broker.slice(0, colon), Number(broker.slice(colon + 1))];
}
