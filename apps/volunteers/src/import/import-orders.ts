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

import { countCompleted, countPosted } from '../figures.ts';
import { serviceOrderStatuses } from '../order/service-order.ts';
import type { VolunteersImportContext } from './import-volunteers.ts';
import type { ClaimRecord, ServiceOrderRecord } from './records.ts';

/** Brings service orders in; their claims follow. */
export const importServiceOrders = (
  session: ImportSession,
  context: VolunteersImportContext,
  records: Iterable<ServiceOrderRecord>,
  onProgress?: (rows: number) => void,
): Promise<ImportOutcome> => {
  const tally = createTally();
  return runImportStep(session, {
    step: 'service-order',
    table: 'service_order',
    columns: [
      'id',
      'title',
      'description',
      'status',
      'area_code',
      'place',
      'starts_at',
      'ends_at',
      'volunteers_needed',
      'skills',
      'society_id',
      'case_id',
      'poster_account_id',
      'posted_at',
      'completed_at',
      'cancelled_at',
    ],
    rows: rowsOfRecords('service-order', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.words('title', record.title, 100);
      check.words('description', record.description, 2_000);
      check.oneOf('status', record.status, serviceOrderStatuses);
      check.area('areaCode', record.areaCode);
      check.words('place', record.place, 200);
      check.holds('endsAt', record.endsAt > record.startsAt, {
        zh: '结束时间须晚于开始时间',
        en: 'it ends after it begins',
      });
      check.holds(
        'volunteersNeeded',
        Number.isInteger(record.volunteersNeeded) && record.volunteersNeeded >= 1 && record.volunteersNeeded <= 100,
        { zh: '需要人数为 1 到 100', en: '1 to 100 volunteers are needed' },
      );
      check.id('societyId', record.societyId);
      check.id('caseId', record.caseId);
      check.id('posterAccountId', record.posterAccountId);
      check.holds('completedAt', (record.status === 'COMPLETED') === (record.completedAt !== undefined), {
        zh: '仅已完成的接单有完成时间',
        en: 'a completed order has the time of it, others have none',
      });
      check.holds('cancelledAt', (record.status === 'CANCELLED') === (record.cancelledAt !== undefined), {
        zh: '仅已取消的接单有取消时间',
        en: 'a cancelled order has the time of it, others have none',
      });
      for (const { subject, metric, delta } of [
        ...countPosted(context.areas, record),
        ...(record.status === 'COMPLETED' ? countCompleted(context.areas, record) : []),
      ]) {
        tally.add(subject, metric, delta);
      }
      return [
        record.id,
        record.title,
        record.description,
        record.status,
        record.areaCode,
        record.place,
        record.startsAt,
        record.endsAt,
        record.volunteersNeeded,
        record.skills,
        record.societyId,
        record.caseId,
        record.posterAccountId,
        record.postedAt,
        record.completedAt,
        record.cancelledAt,
      ];
    }),
    after: (sql) => applyIncrements(sql, tally.increments()),
    ...(onProgress ? { onProgress } : {}),
  });
};

/** Brings claims in, all of them in one step: orders then know how many they have. */
export const importClaims = (
  session: ImportSession,
  context: VolunteersImportContext,
  records: Iterable<ClaimRecord>,
  onProgress?: (rows: number) => void,
): Promise<ImportOutcome> =>
  runImportStep(session, {
    step: 'claim',
    table: 'claim',
    columns: ['id', 'service_order_id', 'volunteer_id', 'area_code', 'claimed_at', 'completed_at'],
    rows: rowsOfRecords('claim', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.id('serviceOrderId', record.serviceOrderId);
      check.id('volunteerId', record.volunteerId);
      check.area('areaCode', record.areaCode);
      return [
        record.id,
        record.serviceOrderId,
        record.volunteerId,
        record.areaCode,
        record.claimedAt,
        record.completedAt,
      ];
    }),
    after: async (sql) => {
      const claims = `select o.id, o.status, o.area_code, o.volunteers_needed as needed,
           count(c.id)::int as claimed, count(c.completed_at)::int as completed,
           count(*) filter (where c.area_code <> o.area_code)::int as strayed
         from service_order o left join claim c on c.service_order_id = o.id group by o.id`;
      await refuseIfAny(
        sql,
        'claim',
        `select id from (${claims}) o
         where strayed > 0 or claimed > needed
            or (status = 'POSTED' and claimed = needed)
            or (status = 'CLAIMED' and (claimed < needed or completed = claimed))
            or (status = 'COMPLETED' and (claimed = 0 or completed < claimed))
            or (status = 'CANCELLED' and completed > 0)`,
        {
          zh: '接单的状态、区划或需要人数与认领不符',
          en: 'status, area or number needed of the order are not what its claims say',
        },
      );
      await sql(
        `update service_order o set claimed_count = c.claimed, completed_count = c.completed
         from (${claims}) c where c.id = o.id and c.claimed > 0`,
      );
    },
    ...(onProgress ? { onProgress } : {}),
  });
