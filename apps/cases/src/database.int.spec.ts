import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase } from '@gridloom/service-kit';
import { schemaDrift, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { database } from './database.ts';
import { subgraph } from './subgraph.ts';

const ownTables = [
  'admission_rule',
  'grid_assignment_view',
  'whistle_rule',
  'calendar_day',
  'calendar_year',
  'case_figure',
  'case_number',
  'case_return_reason',
  'case_request',
  'case_origin',
  'withdrawn_errand',
  'case_flow_transition',
  'case_flow_state',
  'case_flow',
  'case_order',
  'deadline_rule',
  'webhook_delivery',
  'reminder_rule',
  'notice_recipient',
  'notice',
  'evaluation_reason',
  'evaluation_detail',
  'evaluation_code_failure',
  'evaluation_code',
  'call_back_attempt',
  'organization_view',
  'stored_file',
  'import_run',
  'import_row',
  'export_run',
];

/** The schema of what is only ever added has no entities: nothing in the service changes its rows. */
const isOfAudit = (statement: string) => statement.includes('"audit"');

describe('the database of cases', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph);
  });
  afterAll(() => test.stop());

  it('is equal to the entities after all migrations', async () => {
    const drift = (await schemaDrift(database, test.migratorUrl, ownTables)).split('\n');
    expect(drift.filter((statement) => statement !== '' && !isOfAudit(statement))).toEqual([]);
  });

  it('goes down to nothing, and up again', async () => {
    const orm = await connectDatabase(database, { url: test.migratorUrl, pool: 1 });
    try {
      await orm.migrator.down({ to: 0 });
      const tables = () =>
        test.sql(
          `select table_name from information_schema.tables where table_schema = current_schema() and table_name <> 'migration'`,
        );
      expect(await tables()).toEqual([]);
      await orm.migrator.up();
      expect((await tables()).length).toBeGreaterThan(20);
    } finally {
      await orm.close(true);
    }
  });
});
