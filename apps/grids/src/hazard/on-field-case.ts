import {
  caseAccepted,
  caseClosed,
  caseDispatched,
  caseRefused,
  caseReported,
  caseResolved,
  caseReturned,
  caseReworked,
  caseTakenUp,
  caseVerified,
  caseVoided,
  type EventData,
} from '@gridloom/contracts';
import { appendEvents, subscription, type EventDraft, type Subscription } from '@gridloom/messaging';
import type { EntityManager, SqlExecutor } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/postgresql';

import { errandEvents } from '../errand/errand-events.ts';
import { Errand } from '../errand/errand.ts';
import { addErrandEntry } from '../errand/step-errand.ts';
import { hazardStateEvent } from './hazard-events.ts';
import { Hazard } from './hazard.ts';

/** Steps of a case that a hazard or an errand follows; all have the same fields. */
const followed = [
  caseReported,
  caseAccepted,
  caseRefused,
  caseDispatched,
  caseTakenUp,
  caseReturned,
  caseResolved,
  caseVerified,
  caseReworked,
  caseClosed,
  caseVoided,
] as const;

interface Step {
  readonly caseId: string;
  readonly demandId: string;
  readonly status: string;
  readonly sequence: number;
  readonly at: Date;
}

const followHazard = async (em: EntityManager, step: Step): Promise<EventDraft[]> => {
  const hazard = await em.findOne(Hazard, { id: step.demandId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!hazard?.followCase(step.caseId, step.status, step.sequence, shanghaiDay(step.at))) return [];
  await em.flush();
  return [hazardStateEvent(hazard, step.at)];
};

const followErrand = async (em: EntityManager, sql: SqlExecutor, step: Step): Promise<EventDraft[]> => {
  const errand = await em.findOne(Errand, { id: step.demandId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!errand || step.sequence <= errand.caseSequence) return [];
  const next = errand.followCase(step.caseId, step.status, step.sequence, step.at);
  await em.flush();
  if (next) await addErrandEntry(em, sql, errand, { step: next, at: step.at, byAccountId: null, note: null });
  return errandEvents(errand, next ?? 'REOPENED', step.at);
};

/** Hazards and errands follow the cases that they became (隐患、代办随事件推进). */
export const onFieldCases = (): Subscription<EntityManager>[] =>
  followed.map((event) =>
    subscription<EntityManager, typeof event>(event, async ({ data, sequence, time }, em, sql) => {
      const { caseId, demandId, status }: EventData<typeof caseReported> = data;
      if (demandId === undefined) return;
      const step = { caseId, demandId, status, sequence, at: time };
      const events = [...(await followHazard(em, step)), ...(await followErrand(em, sql, step))];
      if (events.length > 0) await appendEvents(sql, events);
    }),
  );
