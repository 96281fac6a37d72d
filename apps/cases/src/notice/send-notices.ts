import { noticeSent } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import type { AfterChange } from '../case/after-change.ts';
import type { Case } from '../case/case.ts';
import type { RecordTools } from '../case/record-change.ts';
import type { NewTimelineEntry } from '../case/timeline-entry.ts';
import { queueDeliveries } from '../webhook/queue-deliveries.ts';
import { findRecipients, type NoticeParty } from './find-recipients.ts';
import type { NoticeKind } from './notice-words.ts';

interface NewNotice {
  readonly kind: NoticeKind;
  readonly at: Date;
  /** Until when whoever is told has to act. */
  readonly dueAt?: Date | null;
  readonly reason?: string | null;
  /** Who did it, and so need not be told. */
  readonly actorAccountId?: string | null;
}

/**
 * Tells the parties of a case (通知), each account once, and whoever subscribed to it by webhook. Gives the event; none where nobody
 * is there to be told.
 */
export const sendNotice = async (
  { sql, newId, withAncestors }: Pick<RecordTools, 'sql' | 'newId' | 'withAncestors'>,
  file: Case,
  notice: NewNotice,
  parties: readonly NoticeParty[],
): Promise<EventDraft[]> => {
  if (parties.length === 0) return [];
  const areas = withAncestors(file.areaCode);
  const found = await findRecipients(sql, file, { parties: new Set(parties), areas, at: notice.at });
  const accountIds = found.filter((id) => id !== notice.actorAccountId);
  const noticeId = newId();
  const { kind, at } = notice;
  const told = { ...notice, noticeId, parties, areas };
  const row = [noticeId, file.id, kind, at, file.number, file.areaCode, file.handlerId, notice.dueAt, notice.reason];
  const insert = () =>
    sql(
      `insert into notice (id, case_id, kind, at, number, area_code, organization_id, due_at, reason)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      row.map((value) => value ?? null),
    );
  const delivered = await queueDeliveries({ sql, newId }, file, told, insert);
  if (accountIds.length === 0) return [];
  if (!delivered) await insert();
  await sql(`insert into notice_recipient (account_id, notice_id, at) select unnest($1::uuid[]), $2, $3`, [
    accountIds,
    noticeId,
    at,
  ]);
  return [
    eventDraft({
      event: noticeSent,
      aggregateId: noticeId,
      aggregateVersion: 1,
      areaCode: file.areaCode,
      occurredAt: at,
      data: {
        noticeId,
        caseId: file.id,
        number: file.number,
        kind,
        areaCode: file.areaCode,
        ...(file.handlerId ? { organizationId: file.handlerId } : {}),
        accountIds,
      },
    }),
  ];
};

/** Who is told besides those whom the flow names: of an emergency (应急) every level up to the county, at once. */
const besides = (file: Case, step: NewTimelineEntry['step']): readonly NoticeParty[] => {
  if (step === 'SUPERVISED') return ['COUNTY_OFFICE'];
  const ofEmergency = file.source === 'EMERGENCY' && (step === 'REPORTED' || step === 'OVERDUE');
  return ofEmergency || step === 'SITUATION_REPORTED' ? ['EVERY_OFFICE'] : [];
};

/** Tells those whom the flow names for the transition; what happened last is what they are told. */
export const sendNotices: AfterChange = async (tools, file, change) => {
  const entry = change.entries.at(-1);
  if (!entry) return [];
  const parties = [...change.notify, ...besides(file, entry.step)];
  const { step: kind, at, reason, actorAccountId } = entry;
  const notice = { kind, at, reason, actorAccountId, dueAt: file.dueAt ?? null };
  return sendNotice(tools, file, notice, parties);
};
