import { describe, expect, test } from '@jest/globals';
import { connectDatabase, migrateDatabase, sqlOf } from '@gridloom/service-kit';
import { createTestDatabase, schemaDrift } from '@gridloom/testkit';

import { database } from './database.ts';

const ownTables = [
  'county_rule',
  'visit_interval_rule',
  'visit_checklist',
  'visit_checklist_item',
  'staffing_rule',
  'case_outcome',
  'case_fact',
  'assessment_weight',
  'assessment_span',
  'assessment_row',
  'assessment_score',
  'assessment_exclusion',
  'visit_verification',
  'household_former_grid',
  'resident_former_household',
  'household_touch',
  'activity_figure',
  'hazard_class',
  'errand_kind',
  'grid_worker_presence',
  'case_reason',
  'case_reason_complainant',
  'people_change',
  'duplicate_candidate',
  'resident_merge',
  'data_contradiction',
  'stored_file',
  'import_run',
  'import_row',
  'export_run',
  'boundary_rule',
  'grid_former_code',
  'grid_operation_grid',
  'grid_lineage',
  'grid_move',
  'grid_last_figure',
];

/** The schema of what is only ever added has no entities: nothing in the service changes its rows. */
const isOfAudit = (statement: string) => statement.includes('"audit"');

describe('The migrations of grids', () => {
  test('make what the entities say, and go down again to nothing', async () => {
    const test = await createTestDatabase('grids');
    try {
      await migrateDatabase(database, test.migratorUrl);
      const drift = await schemaDrift(database, test.migratorUrl, ownTables);
      expect(drift.split('\n').filter((statement) => !isOfAudit(statement))).toEqual([]);
      const orm = await connectDatabase(database, { url: test.migratorUrl, pool: 1 });
      try {
        await orm.migrator.down({ to: 0 });
        const left = await sqlOf(orm.em.fork())(
          `select table_schema, table_name from information_schema.tables
           where table_schema in ('public', 'audit') and table_name <> 'migration'`,
        );
        expect(left).toEqual([]);
        await orm.migrator.up();
      } finally {
        await orm.close(true);
      }
    } finally {
      await test.drop();
    }
  });
});
