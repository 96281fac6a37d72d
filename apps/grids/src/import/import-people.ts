import { addDays, checkIdNumber, checkPhoneNumber } from '@gridloom/standards';
import { applyIncrements, type ImportOutcome, type ImportSession } from '@gridloom/service-kit';

import { incrementsAt, metrics, type Metric } from '../figures/metrics.ts';
import { personalNumbers } from '../personal-data/sealed.ts';
import {
  areaOfBasicGrid,
  importStep,
  loadGridPlaces,
  numbered,
  rejectFirst,
  type GridPlaces,
  type ImportContext,
  type OnProgress,
} from './import-context.ts';
import { ImportRejected } from './import-rejected.ts';
import type { DwellingRecord, HouseholdRecord, OccupancyRecord, ResidentRecord } from './records.ts';

/** Counts rows by grid; expanded to areas once, at the end. */
const countByGrid = (places: GridPlaces) => {
  const counts = new Map<string, Partial<Record<Metric, number>>>();
  return {
    add: (gridId: string, metric: Metric) => {
      let count = counts.get(gridId);
      if (!count) {
        count = {};
        counts.set(gridId, count);
      }
      count[metric] = (count[metric] ?? 0) + 1;
    },
    increments: ({ areas }: ImportContext) =>
      [...counts].flatMap(([gridId, deltas]) =>
        incrementsAt(areas, { gridId, areaCode: places.get(gridId)?.areaCode ?? '' }, deltas),
      ),
  };
};

export const importDwellings = async (
  session: ImportSession,
  _context: ImportContext,
  records: Iterable<DwellingRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const places = await loadGridPlaces(session.sql);
  return importStep(session, {
    step: 'dwellings',
    table: 'dwelling',
    columns: ['id', 'grid_id', 'area_code', 'address'],
    rows: numbered(records, ({ id, gridId, address }, n) => {
      if (address === '')
        throw new ImportRejected('dwelling', n, 'address', { zh: '地址不能为空', en: 'must not be empty' });
      return [id, gridId, areaOfBasicGrid(places, 'dwelling', n, gridId), address];
    }),
    onProgress,
  });
};

/** Due days from days, each worked out once. */
const dueDays = (interval: number) => {
  const known = new Map<string, string>();
  return (day: string): string => {
    let due = known.get(day);
    if (due === undefined) {
      due = addDays(day, interval);
      known.set(day, due);
    }
    return due;
  };
};

export const importHouseholds = async (
  session: ImportSession,
  context: ImportContext,
  records: Iterable<HouseholdRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const places = await loadGridPlaces(session.sql);
  const [rule] = await session.sql(
    'select interval_days from visit_interval_rule where care_kind is null and valid_until is null',
  );
  if (!rule)
    throw new ImportRejected('household', undefined, undefined, {
      zh: '请先导入本县规则（走访间隔）',
      en: 'the county’s rules (visit interval) come first',
    });
  const interval = rule.interval_days as number;
  const dueAfter = dueDays(interval);
  const counts = countByGrid(places);
  return importStep(session, {
    step: 'households',
    table: 'household',
    columns: [
      'id',
      'number',
      'grid_id',
      'area_code',
      'dwelling_id',
      'address',
      'registered_on',
      'visit_interval_days',
      'next_due_on',
    ],
    rows: numbered(records, ({ id, number, gridId, dwellingId, address, registeredOn }, n) => {
      if (number === '' || address === '')
        throw new ImportRejected('household', n, number === '' ? 'number' : 'address', {
          zh: '不能为空',
          en: 'must not be empty',
        });
      const areaCode = areaOfBasicGrid(places, 'household', n, gridId);
      counts.add(gridId, metrics.households);
      return [id, number, gridId, areaCode, dwellingId, address, registeredOn, interval, dueAfter(registeredOn)];
    }),
    onProgress,
    after: (sql) => applyIncrements(sql, counts.increments(context)),
  });
};

export const importResidents = async (
  session: ImportSession,
  context: ImportContext,
  records: Iterable<ResidentRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const places = await loadGridPlaces(session.sql);
  const numbers = personalNumbers(context.sealing);
  const counts = countByGrid(places);
  const { today } = context;
  const row = (resident: ResidentRecord, n: number) => {
    const { id, householdId, relation, gridId, name, populationKind, verifiedOn } = resident;
    const areaCode = areaOfBasicGrid(places, 'resident', n, gridId);
    if (name === '') throw new ImportRejected('resident', n, 'name', { zh: '姓名不能为空', en: 'must not be empty' });
    const idNumber = checkIdNumber(resident.idNumber, today);
    if (!idNumber.ok) throw new ImportRejected('resident', n, 'idNumber', idNumber.explanation);
    const phone = resident.phone === undefined ? undefined : checkPhoneNumber(resident.phone);
    if (phone && !phone.ok) throw new ImportRejected('resident', n, 'phone', phone.explanation);
    if (verifiedOn !== undefined && verifiedOn > today)
      throw new ImportRejected('resident', n, 'verifiedOn', { zh: '不能晚于今天', en: 'must not lie in the future' });
    counts.add(gridId, populationKind === 'FLOATING' ? metrics.floating : metrics.permanent);
    return [
      id,
      householdId,
      relation,
      gridId,
      areaCode,
      name,
      idNumber.birthDate,
      populationKind,
      numbers.sealIdNumber(idNumber.value),
      numbers.hashIdNumber(idNumber.value),
      phone ? numbers.sealPhone(phone.value) : undefined,
      verifiedOn,
    ];
  };
  return importStep(session, {
    step: 'residents',
    table: 'resident',
    columns: [
      'id',
      'household_id',
      'relation',
      'grid_id',
      'area_code',
      'name',
      'birth_date',
      'population_kind',
      'id_number_sealed',
      'id_number_hash',
      'phone_sealed',
      'verified_on',
    ],
    rows: numbered(records, row),
    onProgress,
    after: async (sql) => {
      await rejectFirst(
        sql,
        `select 1 from resident r left join household h on h.id = r.household_id
         where r.household_id is not null and h.grid_id is distinct from r.grid_id limit 1`,
        'resident',
        'householdId',
        { zh: '没有这一户，或与居民不在同一网格', en: 'there is no such household, or it lies in another grid' },
      );
      await rejectFirst(
        sql,
        `select household_id from resident where household_id is not null and departed_on is null
         group by household_id having count(*) filter (where relation = 'HEAD') <> 1 limit 1`,
        'resident',
        'relation',
        { zh: '每户应恰有一名户主', en: 'a household has exactly one HEAD' },
      );
      await applyIncrements(sql, counts.increments(context));
    },
  });
};

export const importOccupancies = (
  session: ImportSession,
  _context: ImportContext,
  records: Iterable<OccupancyRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> =>
  importStep(session, {
    step: 'occupancies',
    table: 'occupancy',
    columns: ['dwelling_id', 'resident_id', 'since', 'until', 'kind'],
    rows: numbered(records, ({ dwellingId, residentId, since, until, kind }, n) => {
      if (until !== undefined && until <= since)
        throw new ImportRejected('occupancy', n, 'until', { zh: '应晚于起始日', en: 'must come after since' });
      return [dwellingId, residentId, since, until, kind];
    }),
    onProgress,
    after: (sql) =>
      rejectFirst(
        sql,
        `select 1 from occupancy o where not exists (select 1 from resident r where r.id = o.resident_id)
           or not exists (select 1 from dwelling d where d.id = o.dwelling_id) limit 1`,
        'occupancy',
        'residentId, dwellingId',
        { zh: '没有这名居民或这处房屋', en: 'there is no such resident or dwelling' },
      ),
  });
