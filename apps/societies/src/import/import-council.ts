import {
  fieldChecks,
  refuseIfAny,
  refuseStrayAreas,
  rowsOfRecords,
  runImportStep,
  type ImportOutcome,
  type ImportSession,
} from '@gridloom/service-kit';

import { matterItemStatuses } from '../council/matter.ts';
import type {
  CouncilMeetingRecord,
  MatterItemRecord,
  MatterRecord,
  ResolutionRecord,
  SocietyDemandRecord,
} from './records.ts';
import type { SocietiesImportContext } from './import-context.ts';

type OnProgress = (rows: number) => void;

/** Brings meetings in. */
export const importCouncilMeetings = (
  session: ImportSession,
  context: SocietiesImportContext,
  records: Iterable<CouncilMeetingRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> =>
  runImportStep(session, {
    step: 'council-meeting',
    table: 'council_meeting',
    columns: ['id', 'society_id', 'area_code', 'held_at', 'topic', 'attendance'],
    rows: rowsOfRecords('council-meeting', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.id('societyId', record.societyId);
      check.area('areaCode', record.areaCode);
      check.words('topic', record.topic, 200);
      check.count('attendance', record.attendance);
      return [record.id, record.societyId, record.areaCode, record.heldAt, record.topic, record.attendance];
    }),
    after: (sql) => refuseStrayAreas(sql, 'council-meeting', 'council_meeting', 'society', 'society_id'),
    ...(onProgress ? { onProgress } : {}),
  });

/** Brings resolutions in. */
export const importResolutions = (
  session: ImportSession,
  context: SocietiesImportContext,
  records: Iterable<ResolutionRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> =>
  runImportStep(session, {
    step: 'resolution',
    table: 'resolution',
    columns: ['id', 'meeting_id', 'society_id', 'area_code', 'text', 'passed', 'votes_for', 'votes_against'],
    rows: rowsOfRecords('resolution', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.id('meetingId', record.meetingId);
      check.id('societyId', record.societyId);
      check.area('areaCode', record.areaCode);
      check.words('text', record.text, 1_000);
      check.count('votesFor', record.votesFor);
      check.count('votesAgainst', record.votesAgainst);
      return [
        record.id,
        record.meetingId,
        record.societyId,
        record.areaCode,
        record.text,
        record.passed,
        record.votesFor,
        record.votesAgainst,
      ];
    }),
    after: async (sql) => {
      await refuseStrayAreas(sql, 'resolution', 'resolution', 'council_meeting', 'meeting_id');
      await refuseIfAny(
        sql,
        'resolution',
        `select r.id from resolution r join council_meeting m on m.id = r.meeting_id
         where r.society_id <> m.society_id or r.votes_for + r.votes_against > m.attendance`,
        {
          zh: '决议与会议不属于同一组织，或票数多于到会人数',
          en: 'the resolution is of another society than its meeting, or has more votes than people were there',
        },
      );
    },
    ...(onProgress ? { onProgress } : {}),
  });

/** Brings matters in; their items follow. */
export const importMatters = (
  session: ImportSession,
  context: SocietiesImportContext,
  records: Iterable<MatterRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> =>
  runImportStep(session, {
    step: 'matter',
    table: 'matter',
    columns: ['id', 'society_id', 'area_code', 'title', 'settled', 'total', 'opened_on', 'settled_on'],
    rows: rowsOfRecords('matter', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.id('societyId', record.societyId);
      check.area('areaCode', record.areaCode);
      check.words('title', record.title, 200);
      check.count('settled', record.settled);
      check.count('total', record.total);
      check.day('openedOn', record.openedOn);
      check.day('settledOn', record.settledOn);
      check.inOrder('settledOn', record.openedOn, record.settledOn);
      check.holds('settledOn', (record.settled === record.total) === (record.settledOn !== undefined), {
        zh: '全部子项办结的事项有办结日期，其余没有',
        en: 'a matter whose items are all settled has the day of it, others have none',
      });
      return [
        record.id,
        record.societyId,
        record.areaCode,
        record.title,
        record.settled,
        record.total,
        record.openedOn,
        record.settledOn,
      ];
    }),
    after: (sql) => refuseStrayAreas(sql, 'matter', 'matter', 'society', 'society_id'),
    ...(onProgress ? { onProgress } : {}),
  });

/** Brings the items of matters in. */
export const importMatterItems = (
  session: ImportSession,
  context: SocietiesImportContext,
  records: Iterable<MatterItemRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> =>
  runImportStep(session, {
    step: 'matter-item',
    table: 'matter_item',
    columns: ['id', 'matter_id', 'area_code', 'position', 'label', 'status'],
    rows: rowsOfRecords('matter-item', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.id('matterId', record.matterId);
      check.area('areaCode', record.areaCode);
      check.count('position', record.position);
      check.words('label', record.label, 100);
      check.oneOf('status', record.status, matterItemStatuses);
      return [record.id, record.matterId, record.areaCode, record.position, record.label, record.status];
    }),
    after: async (sql) => {
      await refuseStrayAreas(sql, 'matter-item', 'matter_item', 'matter', 'matter_id');
      await refuseIfAny(
        sql,
        'matter-item',
        `select m.id from matter m left join matter_item i on i.matter_id = m.id group by m.id
         having count(i.id) <> m.total or count(i.id) filter (where i.status = 'SETTLED') <> m.settled`,
        {
          zh: '事项的 settled 或 total 与子项不符',
          en: 'settled or total of the matter are not what its items say',
        },
      );
    },
    ...(onProgress ? { onProgress } : {}),
  });

/** Brings demands in that societies heard. The cases that came of them are brought into the cases subgraph. */
export const importSocietyDemands = (
  session: ImportSession,
  context: SocietiesImportContext,
  records: Iterable<SocietyDemandRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> =>
  runImportStep(session, {
    step: 'society-demand',
    table: 'society_demand',
    columns: [
      'id',
      'society_id',
      'area_code',
      'grid_id',
      'resident_id',
      'text',
      'place',
      'raised_by_account_id',
      'raised_at',
    ],
    rows: rowsOfRecords('society-demand', records, (record, refuse) => {
      const check = fieldChecks(context.areas, refuse);
      check.id('id', record.id);
      check.id('societyId', record.societyId);
      check.area('areaCode', record.areaCode);
      check.id('gridId', record.gridId);
      check.id('residentId', record.residentId);
      check.words('text', record.text, 2_000);
      check.id('raisedByAccountId', record.raisedByAccountId);
      return [
        record.id,
        record.societyId,
        record.areaCode,
        record.gridId,
        record.residentId,
        record.text,
        record.place,
        record.raisedByAccountId,
        record.raisedAt,
      ];
    }),
    after: (sql) => refuseStrayAreas(sql, 'society-demand', 'society_demand', 'society', 'society_id'),
    ...(onProgress ? { onProgress } : {}),
  });
