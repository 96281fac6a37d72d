import {
  applyIncrements,
  conflict,
  invalidInput,
  notFound,
  type Conflict,
  type EntityManager,
  type Increment,
  type InvalidInput,
  type NotFound,
  type SqlExecutor,
} from '@gridloom/service-kit';
import type { EventDraft } from '@gridloom/messaging';
import { shanghaiDay } from '@gridloom/standards';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { activities, activityAt, addActivity, type ActivityIncrement } from '../figures/activity.ts';
import { incrementsAt, metrics, subjectsAt } from '../figures/metrics.ts';
import { isInTerritory } from '../household/household-reach.ts';
import type { Household } from '../household/household.ts';
import { residentVerifiedEvents } from '../resident/resident-events.ts';
import type { Resident } from '../resident/resident.ts';
import { checklistOn, type Checklist } from '../rules/checklist.ts';
import type { GridWorker } from '../worker/grid-worker.ts';
import {
  checksOf,
  contentHashOf,
  trimmed,
  visitInputProblem,
  type VisitDemandInput,
  type VisitInput,
} from './check-visit-input.ts';
import { demandEvents, visitEvents } from './visit-events.ts';
import { loadVisitGround, type VisitGround } from './visit-ground.ts';
import { claimVisitPhotos } from './visit-photos.ts';
import { Visit, VisitDemand } from './visit.ts';

/** A visit as it came, with the path of it in the input. */
export interface VisitSubmission {
  readonly input: VisitInput;
  readonly field: string;
}

/** What became of a submission. */
export type VisitOutcome =
  | { readonly kind: 'RECORDED' | 'DUPLICATE'; readonly visitId: string }
  | { readonly kind: 'REFUSED' }
  | { readonly kind: 'FAILED'; readonly error: InvalidInput | NotFound | Conflict };

interface NewDemand {
  readonly input: VisitDemandInput;
  readonly residentId: string;
}

const failed = (error: InvalidInput | NotFound | Conflict): VisitOutcome => ({ kind: 'FAILED', error });

/** Records visits of one worker; what it writes is gathered and written at the end, so that its cost does not grow by visit. */
class VisitBook {
  readonly context: Context;
  readonly em: EntityManager;
  readonly worker: GridWorker;
  readonly ground: VisitGround;
  readonly visits: { readonly visit: Visit; readonly hash: string }[] = [];
  readonly demands: VisitDemand[] = [];
  readonly verified = new Map<Resident, Date>();
  readonly verifications: { visitId: string; residentId: string; day: string; before: string | null }[] = [];
  readonly increments: Increment[] = [];
  readonly activity: ActivityIncrement[] = [];

  constructor(context: Context, em: EntityManager, worker: GridWorker, ground: VisitGround) {
    this.context = context;
    this.em = em;
    this.worker = worker;
    this.ground = ground;
  }

  /** The household, if the worker goes to it: in a grid of an assignment on the day of the visit, where it lies or lay. */
  householdOf({ input, field }: VisitSubmission): Household | VisitOutcome {
    const household = this.ground.household(input.householdId);
    const grids = household ? this.ground.gridsOf(household) : [];
    if (household && this.ground.workedIn(grids, shanghaiDay(input.recordedAt))) return household;
    if (household && isInTerritory(this.context.peopleReach('READ_HOUSEHOLDS'), household)) return { kind: 'REFUSED' };
    return failed(notFound(this.context.locale, `${field}.householdId`));
  }

  knownOf({ input, field }: VisitSubmission): VisitOutcome | undefined {
    const known = this.ground.knownVisit(input) ?? this.madeJustNow(input);
    if (!known) return undefined;
    if (known.same) return { kind: 'DUPLICATE', visitId: known.visit.id };
    if (isAbsent(input.clientKey) || known.visit.clientKey !== input.clientKey) {
      return failed(
        conflict(this.context.locale, {
          zh: '您在同一时刻已记录过该户的走访，内容不同；请核对 recordedAt。',
          en: 'You recorded a visit of this household at the same moment with another content; check recordedAt.',
        }),
      );
    }
    return failed(
      invalidInput(this.context.locale, `${field}.clientKey`, {
        zh: `${field}.clientKey 已用于内容不同的走访。`,
        en: `${field}.clientKey was used for another visit before.`,
      }),
    );
  }

  private madeJustNow(input: VisitInput): { readonly visit: Visit; readonly same: boolean } | undefined {
    const household = this.ground.household(input.householdId);
    const made = this.visits.find(
      ({ visit }) =>
        (!isAbsent(visit.clientKey) && visit.clientKey === input.clientKey) ||
        (visit.householdId === household?.id && visit.recordedAt.getTime() === input.recordedAt.getTime()),
    );
    return (
      made && {
        visit: made.visit,
        same: made.visit.householdId === household?.id && made.hash === contentHashOf(input),
      }
    );
  }

  checklistOf({ checklistVersion, recordedAt }: VisitInput): Checklist | undefined {
    const { checklists } = this.ground;
    return isAbsent(checklistVersion)
      ? checklistOn(checklists, shanghaiDay(recordedAt))
      : checklists.find(({ version }) => version === checklistVersion);
  }

  /** Whose demands they are; those that came with an earlier submission of the same device are left out. */
  newDemands(
    household: Household,
    demands: readonly VisitDemandInput[],
    field: string,
  ): readonly NewDemand[] | InvalidInput {
    const { locale } = this.context;
    const head = this.ground.membersOf(household).find(({ relation }) => relation === 'HEAD');
    const fresh: NewDemand[] = [];
    for (const [index, input] of demands.entries()) {
      const path = `${field}.demands.${index}`;
      const before = isAbsent(input.clientKey) ? undefined : this.demandOf(household, input.clientKey);
      if (before) {
        if (before.text === input.text.trim()) continue;
        return invalidInput(locale, `${path}.clientKey`, {
          zh: `${path}.clientKey 已用于内容不同的诉求。`,
          en: `${path}.clientKey was used for another demand before.`,
        });
      }
      const residentId = isAbsent(input.residentId)
        ? head?.id
        : this.ground.isOrWasMember(household, input.residentId.toLowerCase());
      if (residentId === undefined) {
        return invalidInput(locale, `${path}.residentId`, {
          zh: `${path}.residentId 应为被走访户的成员；该户没有户主时必须填写。`,
          en: `${path}.residentId is a member of the household visited; it must be given where the household has no head.`,
        });
      }
      fresh.push({ input, residentId });
    }
    return fresh;
  }

  private demandOf(household: Household, clientKey: string): VisitDemand | undefined {
    return (
      this.ground.knownDemand(household, clientKey) ??
      this.demands.find((demand) => demand.householdId === household.id && demand.clientKey === clientKey)
    );
  }

  add(
    household: Household,
    input: VisitInput,
    fresh: readonly NewDemand[],
    checklist: Checklist,
    visitId: string,
  ): void {
    const { context, em, worker } = this;
    const place = { householdId: household.id, gridId: household.gridId, areaCode: household.areaCode };
    const checks = checksOf(input);
    const hash = contentHashOf(input);
    const visit = em.create(Visit, {
      id: visitId,
      ...place,
      gridWorkerId: worker.id,
      recordedAt: input.recordedAt,
      receivedAt: context.now(),
      checks,
      note: trimmed(input.note),
      demandCount: fresh.length,
      clientKey: input.clientKey ?? null,
      contentHash: hash,
      checklistVersion: checklist.version,
    });
    this.visits.push({ visit, hash });
    for (const [index, { input: demand, residentId }] of fresh.entries()) {
      const made = new VisitDemand();
      Object.assign(made, {
        id: context.newId(),
        visitId,
        ...place,
        residentId,
        position: index + 1,
        text: demand.text.trim(),
        place: trimmed(demand.place),
        raisedByAccountId: worker.accountId,
        raisedAt: input.recordedAt,
        clientKey: demand.clientKey ?? null,
      });
      this.demands.push(made);
    }
    const day = shanghaiDay(input.recordedAt);
    household.visited(input.recordedAt);
    const verifying = new Set(checklist.items.filter(({ verifiesData }) => verifiesData).map(({ item }) => item));
    if (checks.some(({ item, passed }) => passed && verifying.has(item)))
      this.verify(household, visitId, day, input.recordedAt);
    const places = this.ground.visitedPlaces(household);
    const fresher = subjectsAt(context.areas, household).filter((subject) => !places.has(subject));
    for (const subject of fresher) {
      places.add(subject);
      this.increments.push({ subject, metric: metrics.householdsVisited, delta: 1 });
    }
    this.increments.push(
      ...incrementsAt(context.areas, household, { [metrics.visits]: 1, [metrics.demands]: fresh.length }),
    );
    this.activity.push(
      ...activityAt(context.areas, household, day, { [activities.visits]: 1, [activities.demands]: fresh.length }),
    );
  }

  private verify(household: Household, visitId: string, day: string, at: Date): void {
    for (const member of this.ground.membersOf(household)) {
      if (!isAbsent(member.movedInOn) && member.movedInOn > day) continue;
      this.verifications.push({ visitId, residentId: member.id, day, before: member.verifiedOn ?? null });
      if (member.verify(day)) this.verified.set(member, at);
    }
  }

  async write(sql: SqlExecutor): Promise<EventDraft[]> {
    // Rows are written in the order of their entities' definition, demands refer to the visits.
    await this.em.flush();
    this.em.persist(this.demands);
    await this.em.flush();
    if (this.verifications.length > 0) {
      await sql(
        `insert into visit_verification (visit_id, resident_id, day, before)
         select * from unnest($1::uuid[], $2::uuid[], $3::date[], $4::date[])`,
        [
          this.verifications.map(({ visitId }) => visitId),
          this.verifications.map(({ residentId }) => residentId),
          this.verifications.map(({ day }) => day),
          this.verifications.map(({ before }) => before),
        ],
      );
    }
    await applyIncrements(sql, this.increments);
    await addActivity(sql, this.activity);
    return [
      ...this.visits.flatMap(({ visit }) => [
        ...visitEvents(visit),
        ...this.demands.filter(({ visitId }) => visitId === visit.id).flatMap(demandEvents),
      ]),
      ...[...this.verified].flatMap(([resident, at]) => residentVerifiedEvents(resident, at, this.context.today)),
    ];
  }
}

const recordOne = async (book: VisitBook, sql: SqlExecutor, submission: VisitSubmission): Promise<VisitOutcome> => {
  const { context, ground, worker } = book;
  const { input, field } = submission;
  const { locale } = context;
  const before = book.knownOf(submission);
  if (before) return before;
  const household = book.householdOf(submission);
  if ('kind' in household) return household;
  const checklist = book.checklistOf(input);
  if (!checklist) {
    const allowed = ground.checklists.map(({ version }) => version).join(', ');
    return failed(
      invalidInput(
        locale,
        `${field}.checklistVersion`,
        {
          zh: `${field}.checklistVersion 应为本县走访清单的版本：${allowed}。`,
          en: `${field}.checklistVersion is a version of the county’s checklist: ${allowed}.`,
        },
        allowed,
      ),
    );
  }
  const problem = visitInputProblem(input, field, { locale, now: context.now(), rules: ground.rules, checklist });
  if (problem) return failed(problem);
  const fresh = book.newDemands(household, input.demands ?? [], field);
  if ('__typename' in fresh) return failed(fresh);
  const visitId = context.newId();
  const claim = await claimVisitPhotos(sql, context, {
    visitId,
    field,
    accountId: worker.accountId,
    checks: input.checks ?? [],
  });
  if (claim) return failed(claim);
  book.add(household, input, fresh, checklist, visitId);
  return { kind: 'RECORDED', visitId };
};

/**
 * Records visits of one worker, each for itself: a faulty one keeps none of the others out. What came before, in whatever order
 * and however often, is the same visit. They are taken in the order in which they were made, whatever the order of the input.
 */
export const recordVisitsOfWorker = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  worker: GridWorker,
  submissions: readonly VisitSubmission[],
): Promise<{ readonly outcomes: readonly VisitOutcome[]; readonly events: readonly EventDraft[] }> => {
  const ground = await loadVisitGround(
    em,
    sql,
    worker,
    submissions.map(({ input }) => input),
  );
  const book = new VisitBook(context, em, worker, ground);
  const outcomes = new Map<VisitSubmission, VisitOutcome>();
  const inOrder = [...submissions].sort(
    (a, b) =>
      a.input.recordedAt.getTime() - b.input.recordedAt.getTime() ||
      ((a.input.clientKey ?? '') < (b.input.clientKey ?? '') ? -1 : 1),
  );
  for (const submission of inOrder) outcomes.set(submission, await recordOne(book, sql, submission));
  const events = await book.write(sql);
  return { outcomes: submissions.map((submission) => outcomes.get(submission) ?? { kind: 'REFUSED' }), events };
};
