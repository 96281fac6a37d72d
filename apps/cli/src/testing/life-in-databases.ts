import { database as casesDatabase } from '@gridloom/cases/import';
import { migrateDatabase, openImport, type ImportSession } from '@gridloom/service-kit';
import { database as societiesDatabase } from '@gridloom/societies/import';
import { createTestDatabase, type TestDatabase } from '@gridloom/testkit';
import { database as volunteersDatabase } from '@gridloom/volunteers/import';

import type { CountyPlan } from '../founding/county-plan.ts';
import { lifeOfPlan } from '../founding/life-of-plan.ts';
import { lifeSteps, type LifeStep } from '../founding/life-steps.ts';
import { areasOnPaper, bodiesOnPaper } from './found-on-paper.ts';

const databases = { societies: societiesDatabase, volunteers: volunteersDatabase, cases: casesDatabase } as const;
type Service = LifeStep['service'];
type Row = Record<string, unknown>;

/** Databases of the three subgraphs into which a plan's life is brought by the real importers. */
export interface LifeInDatabases {
  /** Runs every step; gives which of them were skipped because an earlier run had finished them. */
  runAll(): Promise<readonly boolean[]>;
  rows(service: Service, text: string, params?: readonly unknown[]): Promise<Row[]>;
  row(service: Service, text: string, params?: readonly unknown[]): Promise<Row | undefined>;
  /** A kept figure. */
  counter(service: Service, subject: string, metric: string): Promise<unknown>;
  drop(): Promise<void>;
}

export const lifeInDatabases = async (plan: CountyPlan): Promise<LifeInDatabases> => {
  const opened = new Map<Service, { readonly database: TestDatabase; readonly session: ImportSession }>();
  for (const service of ['societies', 'volunteers', 'cases'] as const) {
    const database = await createTestDatabase(`life_${service}`);
    await migrateDatabase(databases[service], database.migratorUrl);
    opened.set(service, { database, session: await openImport(database.appUrl, 'founding') });
  }
  const sessionOf = (service: Service): ImportSession => {
    const place = opened.get(service);
    if (!place) throw new TypeError(`there is no database of ${service}`);
    return place.session;
  };
  const steps = lifeSteps(lifeOfPlan(plan));
  const context = { areas: areasOnPaper(plan), organizations: bodiesOnPaper(plan) };
  const rows: LifeInDatabases['rows'] = (service, text, params = []) => sessionOf(service).sql(text, params);
  const row: LifeInDatabases['row'] = async (service, text, params) => (await rows(service, text, params))[0];
  return {
    rows,
    row,
    counter: async (service, subject, metric) => {
      const kept = 'select value::int as value from counter where subject = $1 and metric = $2';
      return (await row(service, kept, [subject, metric]))?.value;
    },
    runAll: async () => {
      const skipped: boolean[] = [];
      for (const step of steps) skipped.push((await step.run(sessionOf(step.service), context)).skipped);
      return skipped;
    },
    drop: async () => {
      for (const { database, session } of opened.values()) {
        await session.close();
        await database.drop();
      }
    },
  };
};
