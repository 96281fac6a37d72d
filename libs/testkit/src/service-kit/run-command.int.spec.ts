import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { callerAt } from '../callers.ts';
import { testSubgraph, type TestSubgraph } from '../test-subgraph.ts';
import { smallSubgraph } from './small-subgraph.ts';

const mutation = `mutation($key: ID, $text: String!) { writeNote(clientMutationKey: $key, text: $text) {
  __typename ... on WriteNoteSuccess { noteId } ... on UserError { code message } } }`;

describe('a command', () => {
  let small: TestSubgraph;
  const officer = callerAt('TOWNSHIP_OFFICER', '410326');

  beforeAll(async () => {
    small = await testSubgraph(smallSubgraph);
  });
  afterAll(() => small.stop());

  const write = async (text: string, key?: string, as = officer) =>
    (await small.execute(mutation, { text, key }, { as, locale: 'en' })).data?.writeNote as unknown as Record<
      string,
      string
    >;
  const counted = async () =>
    (
      await small.sql(
        'select (select count(*)::int from note) as notes, (select coalesce(sum(value), 0)::int from counter) as figure',
      )
    )[0];

  it('writes rows, figures and events in one transaction', async () => {
    expect(await write('410326101101')).toMatchObject({ __typename: 'WriteNoteSuccess' });
    expect(await counted()).toEqual({ notes: 1, figure: 1 });
    expect(await small.outbox()).toMatchObject([
      { key: '410326101101', type: 'gridloom.organization.area.established.v1' },
    ]);
  });

  it('gives the same result for the same key, to two at once as well, and runs nothing twice', async () => {
    const key = crypto.randomUUID();
    const answers = await Promise.all([
      write('410326101102', key),
      write('410326101102', key),
      write('410326101102', key),
    ]);
    expect(new Set(answers.map((answer) => answer.noteId)).size).toBe(1);
    expect(await counted()).toEqual({ notes: 2, figure: 2 });
    expect(await write('410326101103', key)).toMatchObject({ code: 'KEY_REUSED' });
    expect(await write('410326101103', key, callerAt('TOWNSHIP_OFFICER', '410326'))).toMatchObject({
      __typename: 'WriteNoteSuccess',
    });
  });

  it('leaves nothing behind after an expected error, and the key may be used again', async () => {
    const before = await counted();
    const key = crypto.randomUUID();
    expect(await write('too late', key)).toEqual({ __typename: 'Conflict', code: 'CONFLICT', message: 'Too late' });
    expect(await counted()).toEqual(before);
    expect(await write('410326101104', key)).toMatchObject({ __typename: 'WriteNoteSuccess' });
  });

  it('leaves nothing behind after a bug', async () => {
    const before = await counted();
    const { errors } = await small.execute(mutation, { text: 'broken' }, { as: officer });
    expect(errors).toEqual(['a bug']);
    expect(await counted()).toEqual(before);
  });
});
