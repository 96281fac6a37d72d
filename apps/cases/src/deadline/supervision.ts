import { defineEntity, p } from '@mikro-orm/core';
import { applyIncrements } from '@gridloom/service-kit';

import type { Case } from '../case/case.ts';
import type { RecordTools } from '../case/record-change.ts';
import { subjectsOf, supervisionMetric } from './deadline-counters.ts';

/** How strictly a case is watched (督办), the mildest first. */
export const supervisionLevels = ['NORMAL', 'YELLOW', 'RED'] as const;
export type SupervisionLevel = (typeof supervisionLevels)[number];

/** Why a supervision ended. */
export type LiftReason = 'BY_HAND' | 'RAISED' | 'STAGE_ENDED' | 'CASE_ENDED';

const SupervisionSchema = defineEntity({
  name: 'Supervision',
  tableName: 'case_supervision',
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid(),
    /** The clock by which it came by itself; none where somebody ordered it. */
    deadlineId: p.uuid().nullable(),
    level: p.text().$type<SupervisionLevel>(),
    since: p.datetime(),
    actorAccountId: p.uuid().nullable(),
    note: p.text().nullable(),
    liftedAt: p.datetime().nullable(),
    liftReason: p.text().$type<LiftReason>().nullable(),
    liftedByAccountId: p.uuid().nullable(),
    liftNote: p.text().nullable(),
    countedFor: p.array(),
  },
});

/** A case under supervision: a card of a level, until it is lifted or a higher one takes its place. */
export class Supervision extends SupervisionSchema.class {}
SupervisionSchema.setClass(Supervision);

export const isStricter = (level: SupervisionLevel, than: SupervisionLevel): boolean =>
  supervisionLevels.indexOf(level) > supervisionLevels.indexOf(than);

export const findSupervision = (tools: Pick<RecordTools, 'em'>, caseId: string): Promise<Supervision | null> =>
  tools.em.findOne(Supervision, { caseId, liftedAt: null });

interface Lift {
  readonly at: Date;
  readonly reason: LiftReason;
  readonly accountId?: string | null;
  readonly note?: string | null;
}

/** Ends a supervision and takes back what it counts. */
export const endSupervision = async (
  { em, sql }: Pick<RecordTools, 'em' | 'sql'>,
  supervision: Supervision,
  lift: Lift,
): Promise<void> => {
  Object.assign(supervision, {
    liftedAt: lift.at,
    liftReason: lift.reason,
    liftedByAccountId: lift.accountId ?? null,
    liftNote: lift.note ?? null,
  });
  await em.flush();
  const metric = supervisionMetric(supervision.level);
  await applyIncrements(
    sql,
    supervision.countedFor.map((subject) => ({ subject, metric, delta: -1 })),
  );
};

/** Counts a supervision that lasts for other subjects than before: the case has another body, item or grid. */
export const countSupervisionFor = async (
  { em, sql }: Pick<RecordTools, 'em' | 'sql'>,
  supervision: Supervision,
  subjects: readonly string[],
): Promise<void> => {
  const before = supervision.countedFor;
  const metric = supervisionMetric(supervision.level);
  const changes = [
    ...before.filter((subject) => !subjects.includes(subject)).map((subject) => ({ subject, metric, delta: -1 })),
    ...subjects.filter((subject) => !before.includes(subject)).map((subject) => ({ subject, metric, delta: 1 })),
  ];
  if (changes.length === 0) return;
  supervision.countedFor = [...subjects];
  await em.flush();
  await applyIncrements(sql, changes);
};

interface NewSupervision {
  readonly level: SupervisionLevel;
  readonly at: Date;
  readonly deadlineId: string | null;
  readonly actorAccountId: string | null;
  readonly note: string | null;
}

/** Puts a case under supervision; one that is there already ends, raised. */
export const beginSupervision = async (tools: RecordTools, file: Case, wanted: NewSupervision): Promise<void> => {
  const { level, at, deadlineId, actorAccountId, note } = wanted;
  const before = await findSupervision(tools, file.id);
  if (before) await endSupervision(tools, before, { at, reason: 'RAISED', accountId: actorAccountId });
  const countedFor = subjectsOf(file, file.handlerId, tools.withAncestors);
  await tools.em.insert(Supervision, {
    id: tools.newId(),
    caseId: file.id,
    deadlineId,
    level,
    since: at,
    actorAccountId,
    note,
    countedFor,
  });
  const metric = supervisionMetric(level);
  await applyIncrements(
    tools.sql,
    countedFor.map((subject) => ({ subject, metric, delta: 1 })),
  );
};
