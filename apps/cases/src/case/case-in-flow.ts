import type { RunningClock } from '../deadline/stage-clock.ts';
import type { Flow, FlowTransition } from '../flow/flow.ts';
import { endStatuses, type CaseAction } from './case-flow.ts';
import type { CaseRules } from './case-rules.ts';
import { CaseSchema, type CaseChange, type HandlingBody, type RequestChange, type StepBy } from './case-schema.ts';
import type { CaseStep, NewTimelineEntry } from './timeline-entry.ts';
import { TransitionRefused } from './transition-refused.ts';

const DAY_MS = 86_400_000;

/** Steps that begin a stage anew even where the state stays the same: another body has the case. */
const beginsAnew: ReadonlySet<CaseAction> = new Set(['RETURN', 'TRANSFER', 'ESCALATE']);

type EntryExtra = Partial<
  Pick<NewTimelineEntry, 'organizationId' | 'complainantId' | 'satisfied' | 'solved' | 'handlerId' | 'reason' | 'note'>
>;

/** A way to be taken through the flow. */
interface Move {
  readonly action: CaseAction;
  /** DONE where there is only one. */
  readonly outcome?: string;
  /** Where it goes back to. */
  readonly target?: string | null;
}

interface Done {
  readonly entries: readonly NewTimelineEntry[];
  readonly request?: RequestChange;
  /** The clock as it runs from now on, where the step moves it. */
  readonly clock?: RunningClock;
}

/** Where a case is in its flow, and how any step moves it; what each step does is in `Case`. */
class Case extends CaseSchema.class {
  /** What the flow and what has happened allow now, whoever asks. */
  allowedActions(flow: Flow, at: Date): readonly CaseAction[] {
    return flow.actionsIn(this.state).filter((action) => !this.isBarred(action, flow, at));
  }

  /** The ways that an action may take from here; who asks decides nothing yet. */
  waysOf(flow: Flow, action: CaseAction): readonly FlowTransition[] {
    const ways = flow.ways(this.state, action);
    if (action !== 'DECIDE_EXTENSION' || this.pendingRequestKind !== 'EXTENSION') return ways;
    return ways.filter(({ outcome }) => outcome === this.extensionRound());
  }

  isOpen(): boolean {
    return !endStatuses.includes(this.status);
  }

  /** Whether this account took the case up or reported it done: it never verifies or evaluates it. */
  wasHandledBy(accountId: string): boolean {
    return this.takenUpByAccountId === accountId || this.resolvedByAccountId === accountId;
  }
  protected happened(entry: NewTimelineEntry, notify: CaseChange['notify']): CaseChange {
    return { action: null, from: this.status, to: this.status, entries: [entry], clock: undefined, notify };
  }

  /** Something was said of it, or happened by itself, that moves nothing: noted, whatever the state. */
  note(step: CaseStep, by: StepBy, notify: CaseChange['notify'], extra: EntryExtra = {}): CaseChange {
    return this.happened(this.entry(step, by, extra), notify);
  }

  private isBarred(action: CaseAction, flow: Flow, at: Date): boolean {
    switch (action) {
      case 'RETURN':
        return this.coversTerritory || (!!this.returnBy && at > this.returnBy);
      case 'ASK_EXTENSION':
        return (
          !!this.pendingRequestId ||
          !this.dueAt ||
          at > this.dueAt ||
          this.extensionCount >= flow.settings.mostExtensions
        );
      case 'DECIDE_EXTENSION':
        return this.pendingRequestKind !== 'EXTENSION';
      case 'ASK_DEFERRAL':
        return !!this.pendingRequestId;
      case 'REFUSE_DEFERRAL':
        return this.pendingRequestKind !== 'DEFERRAL';
      case 'EVALUATE':
        return this.status === 'CLOSED' && this.unaskedCount === 0;
      case 'REOPEN':
        return (
          !!this.archivedAt ||
          !this.closedAt ||
          at.getTime() > this.closedAt.getTime() + flow.settings.reopenWithinDays * DAY_MS
        );
      case 'ARCHIVE':
        return !!this.archivedAt;
      default:
        return false;
    }
  }

  protected step(move: Move, by: StepBy, rules: CaseRules, work: () => Done): CaseChange {
    const way = this.way(move, by.at, rules.flow);
    const from = this.status;
    const stays = way.from === way.to && !beginsAnew.has(move.action);
    this.state = way.to;
    this.status = rules.flow.state(way.to).status;
    const { entries, request, clock } = work();
    const told = request ?? this.lapse(move.action, stays);
    if (!stays) this.endedAt = this.isOpen() ? null : by.at;
    return {
      action: move.action,
      from,
      to: this.status,
      entries,
      clock: stays ? clock : this.startClock(by.at, rules),
      notify: way.notify,
      ...(told ? { request: told } : {}),
    };
  }

  /** A request that nobody has decided is void once the case moves on. */
  private lapse(action: CaseAction, stays: boolean): RequestChange | undefined {
    const id = this.pendingRequestId;
    if (!id || (stays && action !== 'ARCHIVE')) return undefined;
    this.forgetRequest();
    return { outcome: 'LAPSED', id };
  }

  protected forgetRequest(): void {
    this.pendingRequestId = null;
    this.pendingRequestKind = null;
  }

  protected way({ action, outcome = 'DONE', target }: Move, at: Date, flow: Flow): FlowTransition {
    const allowed = this.allowedActions(flow, at);
    const way = allowed.includes(action) ? flow.way(this.state, action, outcome, target) : undefined;
    if (!way) throw new TransitionRefused(action, this.status, allowed);
    return way;
  }

  protected extensionRound(): 'FIRST' | 'FURTHER' {
    return this.extensionCount === 0 ? 'FIRST' : 'FURTHER';
  }

  protected comeUnder(item: { readonly id: string; readonly code: string }, by: StepBy): NewTimelineEntry {
    this.serviceItemId = item.id;
    this.serviceItemCode = item.code;
    this.acceptedAt = by.at;
    return this.entry('ACCEPTED', by);
  }

  /** Another body has it from now on, the grid, or none. */
  protected giveTo(handler: HandlingBody | 'GRID' | null, by: StepBy, rules: CaseRules): void {
    const body = handler === 'GRID' ? null : handler;
    const hours = rules.flow.settings.returnWithinHours;
    this.handlerId = body?.id ?? null;
    this.handlerKind = body?.kind ?? null;
    this.inGrid = handler === 'GRID';
    this.coversTerritory = false;
    this.takenUpByAccountId = null;
    this.returnBy = handler === null || hours === null ? null : rules.clock.addWorkingHours(by.at, hours);
  }

  protected startClock(at: Date, { flow, clock }: CaseRules): RunningClock | null {
    const stage = flow.state(this.state).clock;
    const forBody = stage === 'TAKE_UP' || stage === 'HANDLE';
    const subject = {
      serviceItemCode: this.serviceItemCode ?? null,
      bodyKind: forBody ? (this.handlerKind ?? null) : null,
      source: this.source,
    };
    const running = stage === null ? null : clock.start(stage, subject, at);
    if (running) this.deadlineCount += 1;
    this.stage = running?.stage ?? null;
    this.dueAt = running?.dueAt ?? null;
    return running;
  }

  protected entry(step: CaseStep, by: StepBy, extra: EntryExtra = {}): NewTimelineEntry {
    this.timelineLength += 1;
    return {
      position: this.timelineLength,
      at: by.at,
      step,
      status: this.status,
      actorAccountId: by.actorAccountId,
      organizationId: null,
      complainantId: null,
      satisfied: null,
      solved: null,
      inTime: this.dueAt ? by.at <= this.dueAt : null,
      gridId: this.gridId ?? null,
      handlerId: this.handlerId ?? null,
      reason: null,
      note: by.note ?? null,
      ...extra,
    };
  }
}

/** Under another name in its own file, since the ORM passes over a parent only if it bears the entity's name. */
export { Case as CaseInFlow };
