import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { aCounty, idNumberOf } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { account, atVisit, demandSheet, errandSheet, figuresAreRight } from './testing/paper-sheets.ts';
import { dataOf, exportOf, importOf } from './testing/run-transfer.ts';

const admin = people.administrator;

/** What people write into books, and how it ended. */
const word = fc.string({
  unit: fc.constantFrom('水', '路', '灯', 'a', ' ', '，', '"', '=', '-', '\n', '+'),
  minLength: 1,
  maxLength: 12,
});
const plain = word.map((text) => `事${text}`.trim());
const written = fc.record({
  demands: fc.uniqueArray(
    fc.record({ number: fc.nat({ max: 999 }), text: plain, settled: fc.boolean(), outcome: fc.option(plain) }),
    {
      selector: ({ number }) => number,
      minLength: 1,
      maxLength: 6,
    },
  ),
  errands: fc.uniqueArray(
    fc.record({ number: fc.nat({ max: 999 }), text: plain, end: fc.constantFrom('BEGUN', 'COMPLETED', 'WITHDRAWN') }),
    {
      selector: ({ number }) => number,
      minLength: 1,
      maxLength: 6,
    },
  ),
});
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe('Books taken out', () => {
  test('come back as they went out, whatever stands in them', async () => {
    await fc.assert(
      fc.asyncProperty(written, async (books) => {
        const county = await aCounty();
        try {
          const sheets = {
            visitDemands: demandSheet(
              ...books.demands.map(({ number, text, settled, outcome }) =>
                [
                  `N${String(number)},${atVisit},`,
                  cell(text),
                  '',
                  settled ? `已办结,2026-02-25,${cell(outcome ?? '')}` : '转为事件,,',
                ].join(','),
              ),
            ),
            errands: errandSheet(
              ...books.errands.map(({ number, text, end }) =>
                [
                  `N${String(number)},BUS_CARD,${idNumberOf(1)}`,
                  cell(text),
                  `书面,2026-02-10,,${end},2026-02-10 09:30,${account}`,
                  end === 'COMPLETED'
                    ? '2026-02-11 09:00,是,,'
                    : end === 'WITHDRAWN'
                      ? `,,2026-02-11 09:00,${cell(text)}`
                      : ',,,',
                ].join(','),
              ),
            ),
          };
          for (const [table, sheet] of Object.entries(sheets)) {
            expect(await importOf(county, admin, table, sheet)).toMatchObject({
              status: 'DONE',
              faults: [],
              problem: null,
            });
            const before = await dataOf(county);
            for (const format of ['CSV', 'XLSX'] as const) {
              const { run, bytes } = await exportOf(county, admin, { table, format });
              const recorded = { ...(await dataOf(county)), 'audit.export_record': before['audit.export_record'] };
              expect(recorded).toEqual(before);
              const again = await importOf(county, admin, table, bytes, { name: `${table}.${format.toLowerCase()}` });
              expect(again).toMatchObject({
                status: 'DONE',
                inserted: 0,
                updated: 0,
                unchanged: run.rowsTotal,
                faults: [],
              });
              expect({ ...(await dataOf(county)), 'audit.export_record': before['audit.export_record'] }).toEqual(
                before,
              );
            }
          }
          await figuresAreRight(county);
        } finally {
          await county.stop();
        }
      }),
      { numRuns: 3 },
    );
  }, 180_000);
});
