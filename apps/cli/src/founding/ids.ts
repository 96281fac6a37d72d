import { hash } from 'node:crypto';

const uuidOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;

/** Gives ids (RFC 9562, version 8: made by our own rule) that are the same whenever the same county is founded again. */
export interface Ids {
  /** For the same kind and key. */
  id(kind: string, ...key: readonly (string | number)[]): string;
  /**
   * For kinds of which there are many: ids by number, in the order of the numbers, so that the database's indexes grow at their
   * end. Numbers reach up to 2^48 - 1.
   */
  numbered(kind: string): (n: number) => string;
}

/** @param namespace what makes a founding: other counties, scales and seeds have other ids */
export const createIds = (namespace: string): Ids => {
  const digest = (kind: string, key: string) => hash('sha256', `${namespace}\n${kind}\n${key}`, 'hex');
  return {
    id: (kind, ...key) => uuidOf(digest(kind, key.join('\n'))),
    numbered: (kind) => {
      const prefix = uuidOf(digest(kind, 'numbered')).slice(0, 24);
      return (n) => prefix + n.toString(16).padStart(12, '0');
    },
  };
};
