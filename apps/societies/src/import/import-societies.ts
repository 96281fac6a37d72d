import {
  applyIncrements,
  createTally,
  fieldChecks,
  refuseIfAny,
  refuseStrayAreas,
  rowsOfRecords,
  runImportStep,
  type ImportOutcome,
  type ImportSession,
  type Increment,
} from '@gridloom/service-kit';
import { checkUscc } from '@gridloom/standards';

import { countMember, countSociety } from '../figures.ts';
import { legalForms, societyKinds, societyStatuses } from '../society/society.ts';
import type { MembershipRecord, SocietyRecord } from './records.ts';
import type { SocietiesImportContext } from './import-context.ts';

type OnProgress = (rows: number) => void;

const tallied = () => {
  const tally = createTally();
  return {
    add: (increments: readonly Increment[]) => {
      for (const { subject, metric, delta } of increments) tally.add(subject, metric, delta);
    },
    increments: tally.increments,
  };
};

/** Brings societies in. */
export const importSocieties = (
  session: ImportSession,
  context: SocietiesImportContext,
  records: Iterable<SocietyRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const tally = tallied();
  return runImportStep(session, {
    step: 'society',
    table: 'society',
    columns: [
      'id',
      'name',
      'kind',
      'legal_form',
      'uscc',
      'status',
      'area_code',
      'grid_id',
      'organizer_account_id',
      'organizer_name',
      'filed_on',
      'registered_on',
      'dissolved_on',
    ],
    rows: rowsOfRecords('society', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.words('name', record.name, 200);
      check.oneOf('kind', record.kind, societyKinds);
      check.oneOf('legalForm', record.legalForm, legalForms);
      check.oneOf('status', record.status, societyStatuses);
      check.area('areaCode', record.areaCode);
      check.id('gridId', record.gridId);
      check.id('organizerAccountId', record.organizerAccountId);
      check.words('organizerName', record.organizerName, 100);
      check.day('filedOn', record.filedOn);
      check.day('registeredOn', record.registeredOn);
      check.day('dissolvedOn', record.dissolvedOn);
      check.inOrder('registeredOn', record.filedOn, record.registeredOn);
      check.inOrder('dissolvedOn', record.filedOn, record.dissolvedOn);
      check.holds('uscc', (record.legalForm === 'REGISTERED') === (record.uscc !== undefined), {
        zh: '登记的组织须有统一社会信用代码，备案的组织没有',
        en: 'a registered society has a credit code, one that is only filed has none',
      });
      if (record.uscc !== undefined) {
        const uscc = checkUscc(record.uscc);
        if (!uscc.ok) refuse('uscc', uscc.explanation);
      }
      check.holds('dissolvedOn', (record.status === 'DISSOLVED') === (record.dissolvedOn !== undefined), {
        zh: '仅已解散的组织有解散日期',
        en: 'a dissolved society has the day of it, others have none',
      });
      if (record.status !== 'DISSOLVED') tally.add(countSociety(context.areas, record, 1));
      return [
        record.id,
        record.name,
        record.kind,
        record.legalForm,
        record.uscc,
        record.status,
        record.areaCode,
        record.gridId,
        record.organizerAccountId,
        record.organizerName,
        record.filedOn,
        record.registeredOn,
        record.dissolvedOn,
      ];
    }),
    after: (sql) => applyIncrements(sql, tally.increments()),
    ...(onProgress ? { onProgress } : {}),
  });
};

/** Brings memberships in. */
export const importMemberships = (
  session: ImportSession,
  context: SocietiesImportContext,
  records: Iterable<MembershipRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const tally = tallied();
  return runImportStep(session, {
    step: 'membership',
    table: 'membership',
    columns: ['id', 'society_id', 'area_code', 'resident_id', 'joined_on', 'left_on'],
    rows: rowsOfRecords('membership', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.id('societyId', record.societyId);
      check.area('areaCode', record.areaCode);
      check.id('residentId', record.residentId);
      check.day('joinedOn', record.joinedOn);
      check.day('leftOn', record.leftOn);
      check.inOrder('leftOn', record.joinedOn, record.leftOn);
      if (record.leftOn === undefined) tally.add(countMember(context.areas, record, 1));
      return [record.id, record.societyId, record.areaCode, record.residentId, record.joinedOn, record.leftOn];
    }),
    after: async (sql) => {
      await refuseStrayAreas(sql, 'membership', 'membership', 'society', 'society_id');
      await refuseIfAny(
        sql,
        'membership',
        `select m.id from membership m join society s on s.id = m.society_id
         where s.status = 'DISSOLVED' and m.left_on is null`,
        { zh: '已解散的组织没有在册成员', en: 'a dissolved society has no membership in force' },
      );
      await applyIncrements(sql, tally.increments());
    },
    ...(onProgress ? { onProgress } : {}),
  });
};
