import { defineEntity, p } from '@mikro-orm/core';

import type { RunningClock } from '../deadline/stage-clock.ts';
import type { CaseParty } from '../flow/flow-words.ts';
import type { CaseAction, CaseStage, CaseStatus } from './case-flow.ts';
import type { CaseSource, CaseUrgency, RefusalReason } from './case-words.ts';
import type { NewTimelineEntry } from './timeline-entry.ts';

/** What a handler may ask for, and the office decides. */
export type RequestKind = 'EXTENSION' | 'DEFERRAL';

/** So many bodies assist at most. */
export const MOST_ASSISTANTS = 20;

export const CaseSchema = defineEntity({
  name: 'Case',
  tableName: 'case_file',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version(),
    number: p.text(),
    title: p.text(),
    status: p.text().$type<CaseStatus>(),
    /** The version of the flow that it began with, and where in it the case is. */
    flowVersion: p.integer(),
    state: p.text(),
    source: p.text().$type<CaseSource>(),
    urgency: p.text().$type<CaseUrgency>(),
    urgencyRank: p.smallint(),
    areaCode: p.text(),
    gridId: p.uuid().nullable(),
    /** The grid of now in which it counts, where its grid was split or merged since; else what happened counts where it happened. */
    countedGridId: p.uuid().nullable(),
    place: p.text().nullable(),
    serviceItemId: p.uuid().nullable(),
    serviceItemCode: p.text().nullable(),
    handlerId: p.uuid().nullable(),
    handlerKind: p.text().nullable(),
    /** The grid itself handles it; there is no handling body then. */
    inGrid: p.boolean(),
    /** It fell back on the territory, which does not send it back again. */
    coversTerritory: p.boolean(),
    disputeCount: p.integer(),
    returnBy: p.datetime().nullable(),
    assistantIds: p.array().columnType('uuid[]'),
    /** Bodies convened by a whistle that lasts. */
    convenedIds: p.array().columnType('uuid[]').default([]),
    complainantResidentIds: p.array().columnType('uuid[]'),
    demandId: p.uuid().nullable(),
    reportedByAccountId: p.uuid().nullable(),
    takenUpByAccountId: p.uuid().nullable(),
    resolvedByAccountId: p.uuid().nullable(),
    outcome: p.text().nullable(),
    refusalReason: p.text().$type<RefusalReason>().nullable(),
    dutyOfId: p.uuid().nullable(),
    /** The states that it goes on in when it is resumed, or split off again. */
    deferredIn: p.text().nullable(),
    mergedIn: p.text().nullable(),
    mergedIntoId: p.uuid().nullable(),
    /** The earlier case of the same person and matter; how often this one was brought up again; how urgent it was before. */
    repeatOfId: p.uuid().nullable(),
    repeatCount: p.integer().default(0),
    /** How often the same person has brought the matter up again by now. */
    repeatRank: p.integer().default(0),
    urgencyBeforeRepeat: p.text().$type<CaseUrgency>().nullable(),
    lookAgainOn: p.date().nullable(),
    pendingRequestId: p.uuid().nullable(),
    pendingRequestKind: p.text().$type<RequestKind>().nullable(),
    extensionCount: p.integer(),
    reopenCount: p.integer(),
    stage: p.text().$type<CaseStage>().nullable(),
    dueAt: p.datetime().nullable(),
    reportedAt: p.datetime(),
    acceptedAt: p.datetime().nullable(),
    resolvedAt: p.datetime().nullable(),
    closedAt: p.datetime().nullable(),
    archivedAt: p.datetime().nullable(),
    /** When the case reached the end that it is in. */
    endedAt: p.datetime().nullable(),
    satisfied: p.boolean().nullable(),
    /** Complainants of a closed or verified case who have not been asked since it was last resolved. */
    unaskedCount: p.integer(),
    timelineLength: p.integer(),
    deadlineCount: p.integer(),
  },
});

/** Who does a step, and when. */
export interface StepBy {
  readonly at: Date;
  /** None where it happens by itself. */
  readonly actorAccountId: string | null;
  readonly note?: string | null | undefined;
}

/** What became of a request for more time or for putting off. */
export type RequestChange =
  | {
      readonly outcome: 'ASKED';
      readonly id: string;
      readonly kind: RequestKind;
      readonly workingDays: number | null;
      readonly lookAgainOn: string | null;
    }
  | { readonly outcome: 'GRANTED'; readonly id: string; readonly workingDays: number | null }
  | { readonly outcome: 'REFUSED' | 'LAPSED'; readonly id: string };

/** What a step did, for whoever keeps the rows: entries to add, the clock to run from now on, the status to count. */
export interface CaseChange {
  /** None where something only happened to it. */
  readonly action: CaseAction | null;
  readonly from: CaseStatus | null;
  readonly to: CaseStatus;
  readonly entries: readonly NewTimelineEntry[];
  /** The clock that replaces the running one; `null`: none runs any more; `undefined`: the running one goes on. */
  readonly clock: RunningClock | null | undefined;
  readonly request?: RequestChange;
  /** The closing that counts no longer, as its entry was (ADR 35). */
  readonly undoesClosing?: Pick<NewTimelineEntry, 'at' | 'gridId' | 'handlerId'>;
  /** Who is to be told, by the flow. */
  readonly notify: readonly CaseParty[];
}

/** A body that is to handle a case. */
export interface HandlingBody {
  readonly id: string;
  readonly kind: string;
}

export interface CaseReport {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly source: CaseSource;
  readonly urgency: CaseUrgency;
  readonly areaCode: string;
  readonly gridId: string | null;
  readonly place: string | null;
}

/** How a case stands before anything was done with it. */
export const nothingYet = {
  countedGridId: null,
  serviceItemId: null,
  serviceItemCode: null,
  handlerId: null,
  handlerKind: null,
  inGrid: false,
  coversTerritory: false,
  disputeCount: 0,
  returnBy: null,
  takenUpByAccountId: null,
  resolvedByAccountId: null,
  outcome: null,
  refusalReason: null,
  dutyOfId: null,
  deferredIn: null,
  mergedIn: null,
  mergedIntoId: null,
  repeatOfId: null,
  repeatCount: 0,
  repeatRank: 0,
  urgencyBeforeRepeat: null,
  lookAgainOn: null,
  pendingRequestId: null,
  pendingRequestKind: null,
  extensionCount: 0,
  reopenCount: 0,
  stage: null,
  dueAt: null,
  acceptedAt: null,
  resolvedAt: null,
  closedAt: null,
  archivedAt: null,
  endedAt: null,
  satisfied: null,
  unaskedCount: 0,
  timelineLength: 0,
  deadlineCount: 0,
} as const;
