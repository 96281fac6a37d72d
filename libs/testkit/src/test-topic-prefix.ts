import { randomBytes } from 'node:crypto';

/** A word that no other test uses: put it before topic names, group ids and transactional ids. Ends with a dot. */
export function testTopicPrefix(label = 'test'): string {
  return `${label.replaceAll(/[^A-Za-z0-9_-]/g, '-')}-${randomBytes(6).toString('hex')}.`;
}
