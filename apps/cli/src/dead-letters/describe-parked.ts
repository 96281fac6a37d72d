import type { ParkedMessage, ParkedMessageDetails } from '@gridloom/messaging';

/** Parked messages of one service as lines of a table. */
export function describeList(service: string, messages: readonly ParkedMessage[]): string[] {
  return messages.map(({ id, state, type, key, groupId, attempts, parkedAt, error }) =>
    [
      service,
      id,
      state,
      type,
      key,
      groupId,
      `${attempts} tries again`,
      parkedAt.toISOString(),
      error.split('\n')[0] ?? '',
    ].join('  '),
  );
}

/** One parked message with all that is known of it. */
export function describeMessage(message: ParkedMessageDetails): string[] {
  return [
    `id        ${message.id}`,
    `state     ${message.state}`,
    `type      ${message.type}`,
    `event     ${message.eventId}`,
    `key       ${message.key}`,
    `from      ${message.topic}, partition ${message.partition}, offset ${message.offset}`,
    `group     ${message.groupId}`,
    `parked    ${message.parkedAt.toISOString()}, tried again ${message.attempts} times`,
    `error     ${message.error}`,
    '',
    ...Object.entries(message.headers).map(([name, value]) => `${name}: ${value}`),
    '',
    message.payload ?? '(no payload)',
    ...(message.stack === '' ? [] : ['', message.stack]),
  ];
}
