import {
  applyIncrements,
  createTally,
  fieldChecks,
  refuseIfAny,
  rowsOfRecords,
  runImportStep,
  type ImportOutcome,
  type ImportSession,
} from '@gridloom/service-kit';

import { countHours } from '../figures.ts';
import { serviceHoursKinds, toHalfHours } from '../hours/service-hours.ts';
import { MOST_HALF_HOURS } from '../order/service-order.ts';
import type { VolunteersImportContext } from './import-volunteers.ts';
import type { ServiceHoursRecord } from './records.ts';

const isAllowed = (kind: ServiceHoursRecord['kind'], halfHours: number | undefined): halfHours is number =>
  halfHours !== undefined &&
  halfHours !== 0 &&
  Math.abs(halfHours) <= MOST_HALF_HOURS &&
  (kind === 'CORRECTION' || halfHours > 0);

/** Brings the ledger of hours in. */
export const importServiceHours = (
  session: ImportSession,
  context: VolunteersImportContext,
  records: Iterable<ServiceHoursRecord>,
  onProgress?: (rows: number) => void,
): Promise<ImportOutcome> => {
  const tally = createTally();
  return runImportStep(session, {
    step: 'service-hours',
    table: 'service_hours',
    columns: [
      'id',
      'volunteer_id',
      'service_order_id',
      'area_code',
      'half_hours',
      'kind',
      'corrects_id',
      'note',
      'recorded_by_account_id',
      'served_at',
      'recorded_at',
    ],
    rows: rowsOfRecords('service-hours', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.id('volunteerId', record.volunteerId);
      check.id('serviceOrderId', record.serviceOrderId);
      check.area('areaCode', record.areaCode);
      check.oneOf('kind', record.kind, serviceHoursKinds);
      check.id('correctsId', record.correctsId);
      check.words('note', record.note, 500);
      check.id('recordedByAccountId', record.recordedByAccountId);
      check.holds('correctsId', (record.kind === 'CORRECTION') === (record.correctsId !== undefined), {
        zh: '更正记录须指明所更正的记录，认定记录没有',
        en: 'a correction names the entry that it corrects, others name none',
      });
      const halfHours = toHalfHours(record.hours);
      if (!isAllowed(record.kind, halfHours)) {
        return refuse('hours', {
          zh: `时长须为 0.5 的倍数，0.5 到 24 小时（更正可为负），收到 ${String(record.hours)}`,
          en: `hours are 0.5 to 24 in steps of 0.5 (a correction may be below zero), got ${String(record.hours)}`,
        });
      }
      const entry = { areaCode: record.areaCode, volunteerId: record.volunteerId, halfHours };
      for (const { subject, metric, delta } of countHours(context.areas, entry)) tally.add(subject, metric, delta);
      return [
        record.id,
        record.volunteerId,
        record.serviceOrderId,
        record.areaCode,
        halfHours,
        record.kind,
        record.correctsId,
        record.note,
        record.recordedByAccountId,
        record.servedAt,
        record.recordedAt,
      ];
    }),
    after: async (sql) => {
      await refuseIfAny(
        sql,
        'service-hours',
        `select h.id from service_hours h left join service_hours e on e.id = h.corrects_id
         where (h.corrects_id is not null and e.volunteer_id <> h.volunteer_id)
            or (h.service_order_id is not null and h.kind = 'CERTIFIED' and not exists (
              select 1 from claim c where c.service_order_id = h.service_order_id
                and c.volunteer_id = h.volunteer_id and c.completed_at is not null))`,
        {
          zh: '更正的不是同一志愿者的记录，或该志愿者没有完成此接单',
          en: 'it corrects an entry of another volunteer, or the volunteer has not completed that order',
        },
      );
      await applyIncrements(sql, tally.increments());
    },
    ...(onProgress ? { onProgress } : {}),
  });
};
