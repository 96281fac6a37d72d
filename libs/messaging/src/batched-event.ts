import { hash } from 'node:crypto';

/** An event as the outbox's column `batch` holds it: aggregate id, version, area code, data. */
export type BatchedEvent = readonly [
  id: string,
  version: number,
  areaCode: string | null,
  data: Readonly<Record<string, unknown>> | null,
];

/** The id of an event of a batch: the same each time that the batch is published. A UUID of version 8 (RFC 9562). */
export function batchedEventId(batchId: string, index: number): string {
  const digits = hash('sha256', `${batchId}/${index}`);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
