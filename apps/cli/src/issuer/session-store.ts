import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  readonly payload: AdapterPayload;
  readonly expiresAt: number;
}

/**
 * Where the development issuer keeps sign-ins that are under way: codes of a minute, browser sessions, consents. Access tokens are
 * self-contained and are not in here, so that a restart costs nobody more than signing in again in the browser.
 */
export class SessionStore {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The view of one kind of record that oidc-provider works with. */
  adapter(kind: string): Adapter {
    const keyOf = (id: string): string => `${kind}:${id}`;
    const find = (key: string): AdapterPayload | undefined => this.#find(key);
    return {
      upsert: (id, payload, expiresIn) => {
        this.#forgetExpired();
        this.#entries.set(keyOf(id), {
          payload,
          expiresAt: expiresIn === undefined ? Number.POSITIVE_INFINITY : this.#now() + expiresIn * 1000,
        });
        return Promise.resolve();
      },
      find: (id) => Promise.resolve(find(keyOf(id))),
      findByUid: (uid) => Promise.resolve(this.#search(kind, (payload) => payload.uid === uid)),
      findByUserCode: (userCode) => Promise.resolve(this.#search(kind, (payload) => payload.userCode === userCode)),
      consume: (id) => {
        const payload = find(keyOf(id));
        if (payload !== undefined) payload.consumed = Math.floor(this.#now() / 1000);
        return Promise.resolve();
      },
      destroy: (id) => {
        this.#entries.delete(keyOf(id));
        return Promise.resolve();
      },
      revokeByGrantId: (grantId) => {
        for (const [key, { payload }] of this.#entries) if (payload.grantId === grantId) this.#entries.delete(key);
        return Promise.resolve();
      },
    };
  }

  #find(key: string): AdapterPayload | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.expiresAt > this.#now() ? entry.payload : undefined;
  }

  #search(kind: string, matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const [key, { payload }] of this.#entries) {
      if (key.startsWith(`${kind}:`) && matches(payload)) return this.#find(key);
    }
    return undefined;
  }

  #forgetExpired(): void {
    const now = this.#now();
    for (const [key, { expiresAt }] of this.#entries) if (expiresAt <= now) this.#entries.delete(key);
  }
}
