import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { messagingMigration } from '@gridloom/messaging';
import { createTestDatabase, type TestDatabase } from '@gridloom/testkit';
import { Command } from 'commander';
import pg from 'pg';
import { register } from './command.ts';

let database: TestDatabase;
let client: pg.Client;
let shown = '';
let complained = '';
let exitCode: typeof process.exitCode;

beforeAll(async () => {
  database = await createTestDatabase('dead_letters');
  client = new pg.Client({ connectionString: database.migratorUrl });
  await client.connect();
  for (const statement of messagingMigration()) await client.query(statement);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});
beforeEach(async () => {
  exitCode = process.exitCode;
  shown = '';
  complained = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    shown += String(text);
    return true;
  });
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += String(text);
    return true;
  });
  await client.query('truncate parked_message restart identity');
  for (const [offset, state] of ['PARKED', 'BEHIND', 'BEHIND'].entries()) {
    await client.query(
      `insert into parked_message (consumer_group, topic, message_key, event_id, type, source_partition, source_offset, headers, payload, state, error, stack)
       values ('cases.demands', 'gridloom.grids.visit-demand.restricted', 'k', $1, 'gridloom.grids.visit-demand.worded.v1', 2, $2, '{"ce_id":"e"}', '{"text":"路窄"}', $3, 'TypeError: no', 'at x')`,
      [`event-${offset}`, offset, state],
    );
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = exitCode;
});

async function gridloom(...args: string[]): Promise<void> {
  const program = new Command('gridloom').exitOverride();
  register(program);
  for (const topic of program.commands) for (const command of topic.commands) command.exitOverride();
  await program.parseAsync(['dead-letters', ...args, '--database', database.appUrl], { from: 'user' });
}

const states = async () =>
  (await client.query<{ state: string }>('select state from parked_message order by id')).rows.map(
    ({ state }) => state,
  );

describe('gridloom dead-letters', () => {
  test('lists what is parked and shows one message whole', async () => {
    await gridloom('list', 'cases');
    expect(shown.trim().split('\n')).toHaveLength(3);
    expect(shown).toMatch(
      /^cases {2}1 {2}PARKED {2}gridloom\.grids\.visit-demand\.worded\.v1 {2}k {2}cases\.demands .* TypeError: no\n/,
    );
    shown = '';
    await gridloom('show', 'cases', '1');
    expect(shown).toContain('from      gridloom.grids.visit-demand.restricted, partition 2, offset 0');
    expect(shown).toContain('{"text":"路窄"}');
    expect(shown).toContain('at x');
  });

  test('asks for a replay from the oldest message of the key on', async () => {
    await gridloom('replay', 'cases', '3', '2');
    expect(await states()).toEqual(['REPLAY', 'BEHIND', 'BEHIND']);
    expect(shown).toBe('cases will handle the messages of 1 key again, in their order, as soon as it runs.\n');
  });

  test('drops messages for good and lets go what waited behind', async () => {
    await gridloom('drop', 'cases', '1', '2');
    expect(await states()).toEqual(['DROPPED', 'DROPPED', 'REPLAY']);
    expect(shown).toBe('2 messages were dropped.\n');
    expect((await client.query('select payload from parked_message where id = 1')).rows).toEqual([{ payload: null }]);
  });

  test('says so when there is no such message', async () => {
    await gridloom('show', 'cases', '99');
    expect(complained).toBe('cases has no parked message 99.\n');
    expect(process.exitCode).toBe(1);
    await gridloom('drop', 'cases', '99');
    expect(complained).toContain('cases has none of these messages parked.');
    await expect(gridloom('show', 'cases', 'one')).rejects.toThrow('one is no id of a parked message');
  });

  test('says so when nothing is parked', async () => {
    await client.query('truncate parked_message');
    await gridloom('list', 'cases');
    expect(shown).toBe('No messages are parked.\n');
  });
});
