import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InvalidRecord, openImport, RecordsContradict, type ImportSession } from '@gridloom/service-kit';
import { testAreaTree, type TestSubgraph } from '@gridloom/testkit';

import { snapshots } from '../snapshots.ts';
import { accounts, BAISHU, BEIBAO, id, societies, societyRecords, testCounty } from '../testing/test-county.ts';
import {
  importMatterItems,
  importMemberships,
  importOutcomes,
  importResolutions,
  importSocieties,
  type SocietyRecord,
} from './index.ts';

const context = { areas: testAreaTree() };

const society: SocietyRecord = {
  id: id('b', 50),
  name: '象棋社',
  kind: 'RECREATIONAL',
  legalForm: 'FILED',
  status: 'ACTIVE',
  areaCode: BAISHU,
  organizerAccountId: accounts.dance,
  organizerName: '王秀英',
  filedOn: '2024-01-01',
};

describe('Bringing societies in', () => {
  let county: TestSubgraph;
  let run = 0;
  beforeAll(async () => {
    county = await testCounty();
  });
  afterAll(() => county.stop());

  const refusalOf = async (work: (session: ImportSession) => Promise<unknown>): Promise<unknown> => {
    run += 1;
    const session = await openImport(county.appUrl, `run ${String(run)}`);
    try {
      return await work(session).then(
        () => undefined,
        (error: unknown) => error,
      );
    } finally {
      await session.close();
    }
  };

  const wrong: readonly (readonly [string, Partial<SocietyRecord>])[] = [
    ['id', { id: 'x' }],
    ['name', { name: ' ' }],
    ['areaCode', { areaCode: '110101' }],
    ['uscc', { legalForm: 'REGISTERED' }],
    ['uscc', { legalForm: 'REGISTERED', uscc: '91350100M000100Y44' }],
    ['dissolvedOn', { status: 'DISSOLVED' }],
    ['dissolvedOn', { status: 'DISSOLVED', dissolvedOn: '2023-01-01' }],
    ['filedOn', { filedOn: '2024-13-01' }],
  ];
  test.each(wrong)('a society whose %s is wrong is named by record and field', async (field, changes) => {
    const records = [society, { ...society, id: id('b', 51), name: '书法社', ...changes }];
    const refused = await refusalOf((session) => importSocieties(session, context, records));
    expect(refused).toBeInstanceOf(InvalidRecord);
    expect(refused).toMatchObject({ step: 'society', record: 2, field });
    const [row] = await county.sql('select count(*)::int as n from society');
    expect(row?.n).toBe(societyRecords.length);
  });

  test('records that contradict those they belong to leave nothing behind', async () => {
    const membership = { id: id('e', 50), residentId: id('d', 80), joinedOn: '2025-01-01' };
    expect(
      await refusalOf((session) =>
        importMemberships(session, context, [{ ...membership, societyId: societies.council, areaCode: BEIBAO }]),
      ),
    ).toBeInstanceOf(RecordsContradict);
    expect(
      await refusalOf((session) =>
        importMemberships(session, context, [{ ...membership, societyId: societies.dissolved, areaCode: BAISHU }]),
      ),
    ).toBeInstanceOf(RecordsContradict);
    expect(
      await refusalOf((session) =>
        importResolutions(session, context, [
          {
            id: id('f', 50),
            meetingId: id('f', 1),
            societyId: societies.council,
            areaCode: BAISHU,
            text: '修路',
            passed: true,
            votesFor: 31,
            votesAgainst: 0,
          },
        ]),
      ),
    ).toBeInstanceOf(RecordsContradict);
    expect(
      await refusalOf((session) =>
        importMatterItems(session, context, [
          {
            id: id('c', 300),
            matterId: id('c', 1),
            areaCode: BAISHU,
            position: 19,
            label: '第19户',
            status: 'PENDING',
          },
        ]),
      ),
    ).toBeInstanceOf(RecordsContradict);
    expect(
      await refusalOf((session) =>
        importOutcomes(session, context, [
          {
            id: id('f', 250),
            enrolmentId: id('f', 104),
            programmeId: id('e', 101),
            areaCode: BEIBAO,
            employed: false,
            recordedOn: '2025-05-01',
          },
        ]),
      ),
    ).toBeInstanceOf(RecordsContradict);
    expect(await county.sql('select 1 from membership where id = $1', [membership.id])).toEqual([]);
  });

  test('the state topics are filled from the rows, batch by batch', async () => {
    for (const snapshot of snapshots) {
      const total = await snapshot.countRows(county.sql);
      const keys: string[] = [];
      for (let after: string | null = null; ; after = keys.at(-1) ?? null) {
        const batch = await snapshot.selectBatch(county.sql, after, 2);
        for (const row of batch) snapshot.event.parseClosed(row.data);
        keys.push(...batch.map(({ key }) => key));
        if (batch.length < 2) break;
      }
      expect(keys).toHaveLength(total);
      expect(keys).toEqual([...keys].sort());
    }
  });
});
