import type { ImportOutcome, ImportSession } from '@gridloom/service-kit';

import { whistleStatusOf } from '../whistle/whistle.ts';
import { checkArea, checkId, checkOneOf } from './checks.ts';
import { importRecords, type CasesImportContext, type OnProgress } from './import-context.ts';
import type { WhistleRecord } from './records.ts';

/** Whistles belong to cases: import those first. */
export const importWhistles = (
  session: ImportSession,
  { areas, organizations }: CasesImportContext,
  records: Iterable<WhistleRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> =>
  importRecords(session, {
    step: 'whistles',
    tables: {
      whistle: {
        name: 'whistle',
        columns: ['id', 'case_id', 'area_code', 'kind', 'status', 'blown_at', 'released_at'],
      },
      answer: {
        name: 'whistle_answer',
        columns: ['id', 'whistle_id', 'position', 'organization_id', 'role', 'due_at', 'answered_at', 'arrived_at'],
      },
    },
    records,
    onProgress,
    after: async (sql) => {
      await sql(
        `update case_file set convened_ids = lasting.ids from (
           select w.case_id, array_agg(a.organization_id order by a.position) as ids
           from whistle w join whistle_answer a on a.whistle_id = w.id
           where w.status in ('BLOWN', 'ANSWERED', 'ARRIVED') group by w.case_id) lasting
         where case_file.id = lasting.case_id`,
      );
    },
    rowsOf: (whistle, add, refuse) => {
      checkId(refuse, 'id', whistle.id);
      checkId(refuse, 'caseId', whistle.caseId);
      checkArea(refuse, areas, 'areaCode', whistle.areaCode);
      checkOneOf(refuse, 'kind', whistle.kind, ['BEYOND_POWER', 'JOINT_ENFORCEMENT', 'EMERGENCY']);
      if (whistle.answers.length === 0) {
        refuse('answers', { zh: '至少召集一个单位', en: 'at least one body is convened' });
      }
      const status = whistleStatusOf(whistle.releasedAt, whistle.answers);
      add('whistle', [
        whistle.id,
        whistle.caseId,
        whistle.areaCode,
        whistle.kind,
        status,
        whistle.blownAt,
        whistle.releasedAt,
      ]);
      whistle.answers.forEach((answer, index) => {
        if (!organizations.has(answer.organizationId)) {
          refuse(`answers.${String(index)}.organizationId`, {
            zh: '没有这个单位',
            en: 'there is no such organization',
          });
        }
        const { id, organizationId, dueAt, answeredAt, arrivedAt } = answer;
        const role = index === 0 ? 'LEAD' : 'ASSIST';
        add('answer', [id, whistle.id, index + 1, organizationId, role, dueAt, answeredAt, arrivedAt]);
      });
    },
  });
