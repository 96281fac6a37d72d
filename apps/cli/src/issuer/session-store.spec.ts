import { describe, expect, it } from '@jest/globals';
import { SessionStore } from './session-store.ts';

describe('sign-ins under way', () => {
  it('are found by id and uid, and only among their own kind', async () => {
    const store = new SessionStore(() => 0);
    await store.adapter('Session').upsert('a', { uid: 'u' }, 60);
    expect(await store.adapter('Session').find('a')).toEqual({ uid: 'u' });
    expect(await store.adapter('Session').findByUid('u')).toEqual({ uid: 'u' });
    expect(await store.adapter('Grant').find('a')).toBeUndefined();
    expect(await store.adapter('Grant').findByUid('u')).toBeUndefined();
  });

  it('are gone when their time is up', async () => {
    let now = 0;
    const adapter = new SessionStore(() => now).adapter('AuthorizationCode');
    await adapter.upsert('code', { uid: 'u' }, 60);
    now = 59_999;
    expect(await adapter.find('code')).toBeDefined();
    now = 60_000;
    expect(await adapter.find('code')).toBeUndefined();
    expect(await adapter.findByUid('u')).toBeUndefined();
    await adapter.upsert('other', {}, 60);
    now = 0;
    expect(await adapter.find('code')).toBeUndefined();
  });

  it('remember that a code was used, and go with the consent that they stand on', async () => {
    const store = new SessionStore(() => 5000);
    const codes = store.adapter('AuthorizationCode');
    await codes.upsert('code', { grantId: 'g' }, 60);
    await codes.consume('code');
    expect(await codes.find('code')).toEqual({ grantId: 'g', consumed: 5 });
    await store.adapter('AccessToken').upsert('kept', { grantId: 'h' }, 60);
    await codes.revokeByGrantId('g');
    expect(await codes.find('code')).toBeUndefined();
    expect(await store.adapter('AccessToken').find('kept')).toBeDefined();
    await store.adapter('AccessToken').destroy('kept');
    expect(await store.adapter('AccessToken').find('kept')).toBeUndefined();
  });
});
