import type { Case } from '../case/case.ts';
import type { ToldNotice } from './queue-deliveries.ts';

/** What a subscriber gets, in the form of Standard Webhooks: ids and codes, never a name or a word that somebody wrote. */
export interface WebhookPayload {
  /** e.g. `case.dispatched`, `case.due-soon`. */
  readonly type: string;
  readonly timestamp: string;
  readonly data: {
    readonly noticeId: string;
    readonly caseId: string;
    readonly number: string;
    readonly status: string;
    readonly areaCode: string;
    readonly gridId?: string;
    readonly handlerId?: string;
    readonly dueAt?: string;
    readonly reason?: string;
    /** Who is to be told, e.g. `HANDLER`. */
    readonly parties: readonly string[];
    /** The complainants, where they are to be told. */
    readonly residentIds?: readonly string[];
    /** Where each complainant can say whether the outcome satisfies; made anew with each attempt. */
    readonly evaluationLinks?: readonly EvaluationLink[];
  };
}

export interface EvaluationLink {
  readonly complainantId: string;
  readonly residentId?: string;
  readonly url: string;
  readonly expiresAt: string;
}

export const webhookPayload = (file: Case, notice: ToldNotice): WebhookPayload => ({
  type: `case.${notice.kind.toLowerCase().replaceAll('_', '-')}`,
  timestamp: notice.at.toISOString(),
  data: {
    noticeId: notice.noticeId,
    caseId: file.id,
    number: file.number,
    status: file.status,
    areaCode: file.areaCode,
    ...(file.gridId ? { gridId: file.gridId } : {}),
    ...(file.handlerId ? { handlerId: file.handlerId } : {}),
    ...(notice.dueAt ? { dueAt: notice.dueAt.toISOString() } : {}),
    ...(notice.reason ? { reason: notice.reason } : {}),
    parties: notice.parties,
    ...(notice.parties.includes('COMPLAINANT') ? { residentIds: file.complainantResidentIds } : {}),
  },
});
