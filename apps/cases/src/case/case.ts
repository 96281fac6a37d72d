import type { RunningClock } from '../deadline/stage-clock.ts';
import { CaseInFlow } from './case-in-flow.ts';
import type { CaseRules } from './case-rules.ts';
import {
  CaseSchema,
  MOST_ASSISTANTS,
  nothingYet,
  type CaseChange,
  type CaseReport,
  type HandlingBody,
  type StepBy,
} from './case-schema.ts';
import type { CaseUrgency, RefusalReason } from './case-words.ts';
import { complainantToAsk, type Complainant } from './complainant.ts';
import { directionOf, levelOfBody } from './handling-level.ts';

export type { CaseChange, CaseReport, HandlingBody, StepBy } from './case-schema.ts';

export const urgencyRanks: Record<CaseUrgency, number> = { ORDINARY: 0, URGENT: 1, EXTRA_URGENT: 2 };

/**
 * One matter from report to archive (事件). Its methods are the only steps there are; each says what it did. The ORM makes its
 * objects without the constructor, so that members are private by TypeScript's word, not by `#`.
 */
export class Case extends CaseInFlow {
  /** A matter becomes a case. The complainants are at least one. */
  static report(
    report: CaseReport,
    complainants: readonly Complainant[],
    by: StepBy,
    rules: CaseRules,
  ): { readonly reported: Case; readonly change: CaseChange } {
    const [first] = complainants;
    if (!first) throw new TypeError('A case has at least one complainant');
    const { code, status } = rules.flow.start;
    const residents = complainants.flatMap(({ residentId }) => (residentId ? [residentId] : []));
    const reported = new Case();
    Object.assign(reported, nothingYet, report, {
      urgencyRank: urgencyRanks[report.urgency],
      flowVersion: rules.flow.version,
      state: code,
      status,
      assistantIds: [],
      convenedIds: [],
      complainantResidentIds: [...new Set(residents)],
      demandId: complainants.find(({ demandId }) => demandId)?.demandId ?? null,
      reportedByAccountId: by.actorAccountId,
      reportedAt: by.at,
      version: 1,
    });
    return {
      reported,
      change: {
        action: null,
        from: null,
        to: status,
        entries: [reported.entry('REPORTED', by, { complainantId: first.id })],
        clock: reported.startClock(by.at, rules),
        notify: [],
      },
    };
  }
  accept(
    by: StepBy,
    item: { readonly id: string; readonly code: string },
    urgency: CaseUrgency | null,
    rules: CaseRules,
  ): CaseChange {
    return this.step({ action: 'ACCEPT' }, by, rules, () => {
      if (urgency) {
        this.urgency = urgency;
        this.urgencyRank = urgencyRanks[urgency];
      }
      return { entries: [this.comeUnder(item, by)] };
    });
  }

  refuse(by: StepBy, reason: RefusalReason, dutyOfId: string | null, rules: CaseRules): CaseChange {
    return this.step({ action: 'REFUSE' }, by, rules, () => {
      this.refusalReason = reason;
      this.dutyOfId = dutyOfId;
      return { entries: [this.entry('REFUSED', by, { reason, organizationId: dutyOfId })] };
    });
  }

  /** A worker of the grid settles it without sending it anywhere (自办). */
  selfHandle(by: StepBy, item: { readonly id: string; readonly code: string } | null, rules: CaseRules): CaseChange {
    return this.step({ action: 'SELF_HANDLE' }, by, rules, () => {
      const accepted = item ? [this.comeUnder(item, by)] : [];
      this.giveTo('GRID', by, rules);
      this.takenUpByAccountId = by.actorAccountId;
      return { entries: [...accepted, this.entry('SELF_HANDLED', item ? { ...by, note: null } : by)] };
    });
  }

  /** To one body, or several: the first one leads (首接负责), the others assist. */
  dispatch(by: StepBy, handler: HandlingBody, assistantIds: readonly string[], rules: CaseRules): CaseChange {
    return this.step({ action: 'DISPATCH' }, by, rules, () => {
      this.giveTo(handler, by, rules);
      this.assistantIds = [...assistantIds];
      const reason = `TO_${levelOfBody(handler.kind)}`;
      return { entries: [this.entry('DISPATCHED', by, { organizationId: handler.id, reason })] };
    });
  }

  /** To the grid itself. */
  dispatchToGrid(by: StepBy, rules: CaseRules): CaseChange {
    return this.step({ action: 'DISPATCH_TO_GRID' }, by, rules, () => {
      this.giveTo('GRID', by, rules);
      this.assistantIds = [];
      return { entries: [this.entry('DISPATCHED', by, { reason: 'TO_GRID' })] };
    });
  }

  takeUp(by: StepBy, rules: CaseRules): CaseChange {
    return this.step({ action: 'TAKE_UP' }, by, rules, () => {
      this.takenUpByAccountId = by.actorAccountId;
      return { entries: [this.entry('TAKEN_UP', by, { organizationId: this.handlerId ?? null })] };
    });
  }

  /**
   * The handler sends it back (退单). Where whose duty it is was disputed too often, it falls back on the territory (属地兜底),
   * if there is a body to take it.
   */
  sendBack(
    by: StepBy,
    reason: { readonly code: string; readonly dispute: boolean },
    territory: HandlingBody | null,
    rules: CaseRules,
  ): CaseChange {
    const disputes = this.disputeCount + (reason.dispute ? 1 : 0);
    const covers = reason.dispute && disputes >= rules.flow.settings.fallbackAfter ? territory : null;
    return this.step({ action: 'RETURN', outcome: covers ? 'FALLBACK' : 'DONE' }, by, rules, () => {
      const organizationId = this.handlerId ?? null;
      this.disputeCount = disputes;
      this.giveTo(covers, by, rules);
      this.assistantIds = [];
      const returned = this.entry('RETURNED', by, { reason: reason.code, organizationId, handlerId: organizationId });
      if (!covers) return { entries: [returned] };
      this.coversTerritory = true;
      return { entries: [returned, this.entry('FELL_BACK', { ...by, note: null }, { organizationId: covers.id })] };
    });
  }

  /** On to another body (转办). */
  transfer(by: StepBy, handler: HandlingBody, rules: CaseRules): CaseChange {
    return this.step({ action: 'TRANSFER' }, by, rules, () => {
      const reason = this.directionTo(handler);
      this.giveTo(handler, by, rules);
      this.assistantIds = this.assistantIds.filter((id) => id !== handler.id);
      return { entries: [this.entry('TRANSFERRED', by, { organizationId: handler.id, reason })] };
    });
  }

  /** Up a level (升级). Where a matter came again, the body that had it stays on it (首接负责). */
  escalate(by: StepBy, handler: HandlingBody, rules: CaseRules, why: 'BY_HAND' | 'OVERDUE' | 'REPEATED'): CaseChange {
    return this.step({ action: 'ESCALATE' }, by, rules, () => {
      const stays = why === 'REPEATED' && this.handlerId ? [this.handlerId] : [];
      this.giveTo(handler, by, rules);
      const assistants = new Set([...stays, ...this.assistantIds].filter((id) => id !== handler.id));
      this.assistantIds = [...assistants].slice(0, MOST_ASSISTANTS);
      return { entries: [this.entry('ESCALATED', by, { organizationId: handler.id, reason: why })] };
    });
  }

  askExtension(
    by: StepBy,
    request: { readonly id: string; readonly workingDays: number },
    rules: CaseRules,
  ): CaseChange {
    return this.step({ action: 'ASK_EXTENSION' }, by, rules, () => {
      this.pendingRequestId = request.id;
      this.pendingRequestKind = 'EXTENSION';
      return {
        entries: [this.entry('EXTENSION_ASKED', by, { organizationId: this.handlerId ?? null })],
        request: { outcome: 'ASKED', kind: 'EXTENSION', lookAgainOn: null, ...request },
      };
    });
  }

  /** @param granted the clock as it runs from now on; null where the extension is refused */
  decideExtension(
    by: StepBy,
    granted: { readonly clock: RunningClock; readonly workingDays: number } | null,
    rules: CaseRules,
  ): CaseChange {
    return this.step({ action: 'DECIDE_EXTENSION', outcome: this.extensionRound() }, by, rules, () => {
      const id = this.pendingRequestId ?? '';
      this.forgetRequest();
      if (!granted) return { entries: [this.entry('EXTENSION_REFUSED', by)], request: { outcome: 'REFUSED', id } };
      const { clock, workingDays } = granted;
      this.extensionCount += 1;
      this.dueAt = clock.dueAt;
      return { entries: [this.entry('EXTENDED', by)], request: { outcome: 'GRANTED', id, workingDays }, clock };
    });
  }

  askDeferral(
    by: StepBy,
    request: { readonly id: string; readonly lookAgainOn: string | null },
    rules: CaseRules,
  ): CaseChange {
    return this.step({ action: 'ASK_DEFERRAL' }, by, rules, () => {
      this.pendingRequestId = request.id;
      this.pendingRequestKind = 'DEFERRAL';
      return {
        entries: [this.entry('DEFERRAL_ASKED', by, { organizationId: this.handlerId ?? null })],
        request: { outcome: 'ASKED', kind: 'DEFERRAL', workingDays: null, ...request },
      };
    });
  }

  refuseDeferral(by: StepBy, rules: CaseRules): CaseChange {
    return this.step({ action: 'REFUSE_DEFERRAL' }, by, rules, () => {
      const id = this.pendingRequestId ?? '';
      this.forgetRequest();
      return { entries: [this.entry('DEFERRAL_REFUSED', by)], request: { outcome: 'REFUSED', id } };
    });
  }

  /** Put off (挂账), with a day on which it is looked at again. */
  defer(by: StepBy, lookAgainOn: string | null, rules: CaseRules): CaseChange {
    const deferredIn = this.state;
    return this.step({ action: 'DEFER' }, by, rules, () => {
      this.deferredIn = deferredIn;
      this.lookAgainOn = lookAgainOn;
      const asked = this.pendingRequestKind === 'DEFERRAL' ? this.pendingRequestId : null;
      if (asked) this.forgetRequest();
      return {
        entries: [this.entry('DEFERRED', by)],
        ...(asked ? { request: { outcome: 'GRANTED', id: asked, workingDays: null } as const } : {}),
      };
    });
  }

  resume(by: StepBy, rules: CaseRules): CaseChange {
    return this.step({ action: 'RESUME', target: this.deferredIn ?? '' }, by, rules, () => {
      this.deferredIn = null;
      this.lookAgainOn = null;
      return { entries: [this.entry('RESUMED', by)] };
    });
  }

  declareVoid(by: StepBy, rules: CaseRules): CaseChange {
    return this.step({ action: 'VOID' }, by, rules, () => {
      this.deferredIn = null;
      this.lookAgainOn = null;
      return { entries: [this.entry('VOIDED', by)] };
    });
  }

  /** It goes on within another case (并案). */
  merge(by: StepBy, intoCaseId: string, rules: CaseRules): CaseChange {
    const mergedIn = this.state;
    return this.step({ action: 'MERGE' }, by, rules, () => {
      this.mergedIn = mergedIn;
      this.mergedIntoId = intoCaseId;
      return { entries: [this.entry('MERGED', by)] };
    });
  }

  /** It goes on by itself again, where it was when it was merged. */
  split(by: StepBy, rules: CaseRules): CaseChange {
    return this.step({ action: 'SPLIT', target: this.mergedIn ?? '' }, by, rules, () => {
      this.mergedIn = null;
      this.mergedIntoId = null;
      return { entries: [this.entry('SPLIT', by)] };
    });
  }

  /** Done, says the handler (办结); each complainant is told. */
  resolve(by: StepBy, outcome: string, complainants: readonly Complainant[], rules: CaseRules): CaseChange {
    return this.step({ action: 'RESOLVE' }, by, rules, () => {
      this.resolvedByAccountId = by.actorAccountId;
      this.resolvedAt = by.at;
      this.outcome = outcome;
      this.unaskedCount = complainants.length;
      for (const complainant of complainants) complainant.reply(outcome, by.at);
      const extra = { organizationId: this.handlerId ?? null, note: by.note ?? outcome };
      return { entries: [this.entry('RESOLVED', by, extra)] };
    });
  }

  /** Seen on the spot, or asked by telephone; a failed check is rework. */
  verify(
    by: StepBy,
    passed: boolean,
    rules: CaseRules,
    action: 'VERIFY' | 'VERIFY_BY_CALL_BACK' = 'VERIFY',
  ): CaseChange {
    return this.step({ action, outcome: passed ? 'PASSED' : 'FAILED' }, by, rules, () => {
      const how = action === 'VERIFY' ? {} : { reason: 'BY_CALL_BACK' };
      const whose = passed ? {} : { organizationId: this.handlerId ?? null };
      return { entries: [this.entry(passed ? 'VERIFIED' : 'REWORKED', by, { ...how, ...whose })] };
    });
  }

  /**
   * A complainant is asked: satisfied closes the case, not satisfied is rework. The other complainants of a closed case may be
   * asked once each; their answers are kept and counted.
   */
  evaluate(
    by: StepBy,
    answer: { readonly satisfied: boolean; readonly solved?: boolean; readonly comment: string | null },
    complainantId: string | null,
    complainants: readonly Complainant[],
    rules: CaseRules,
  ): CaseChange {
    const later = this.status === 'CLOSED';
    const move = {
      action: 'EVALUATE',
      outcome: later ? 'LATER' : answer.satisfied ? 'SATISFIED' : 'UNSATISFIED',
    } as const;
    this.way(move, by.at, rules.flow);
    const complainant = complainantToAsk(complainants, complainantId);
    return this.step(move, by, rules, () => {
      complainant.evaluate(answer.satisfied, answer.comment, by.at);
      this.satisfied = answer.satisfied;
      this.unaskedCount -= 1;
      const { satisfied, solved = satisfied, comment } = answer;
      const said = { complainantId: complainant.id, satisfied, solved, note: comment };
      const evaluated = this.entry('EVALUATED', by, said);
      if (later) return { entries: [evaluated] };
      if (answer.satisfied) this.closedAt = by.at;
      return { entries: [evaluated, this.entry(answer.satisfied ? 'CLOSED' : 'REWORKED', { ...by, note: null })] };
    });
  }

  /** Not satisfied for a reason that the office decides on first: the answer is kept, the case stays where it is. */
  answerForDecision(
    by: StepBy,
    { solved, comment }: { readonly solved: boolean; readonly comment: string | null },
    complainantId: string | null,
    complainants: readonly Complainant[],
    rules: CaseRules,
  ): CaseChange {
    this.way({ action: 'EVALUATE', outcome: 'UNSATISFIED' }, by.at, rules.flow);
    const complainant = complainantToAsk(complainants, complainantId);
    complainant.evaluate(false, comment, by.at);
    this.satisfied = false;
    this.unaskedCount -= 1;
    const said = { complainantId: complainant.id, satisfied: false, solved, note: comment };
    return this.happened(this.entry('EVALUATED', by, said), ['OFFICE']);
  }

  /** The office has decided: done again for good reason, else closed. */
  decideEvaluation(by: StepBy, wellFounded: boolean, rules: CaseRules): CaseChange {
    return this.step({ action: 'EVALUATE', outcome: wellFounded ? 'UNSATISFIED' : 'SATISFIED' }, by, rules, () => {
      if (!wellFounded) this.closedAt = by.at;
      const reason = wellFounded ? 'WELL_FOUNDED' : 'UNFOUNDED';
      return { entries: [this.entry(wellFounded ? 'REWORKED' : 'CLOSED', by, { reason })] };
    });
  }

  /** Closed by the office where nobody can be asked. */
  close(by: StepBy, rules: CaseRules): CaseChange {
    return this.step({ action: 'CLOSE' }, by, rules, () => {
      this.closedAt = by.at;
      return { entries: [this.entry('CLOSED', by)] };
    });
  }

  /** Open again after it was closed, to be taken up once more. */
  reopen(by: StepBy, rules: CaseRules, complainantId: string | null): CaseChange {
    const closing = { at: this.closedAt ?? by.at, gridId: this.gridId ?? null, handlerId: this.handlerId ?? null };
    const change = this.step({ action: 'REOPEN' }, by, rules, () => {
      this.reopenCount += 1;
      this.closedAt = null;
      this.unaskedCount = 0;
      this.takenUpByAccountId = null;
      return { entries: [this.entry('REOPENED', by, { complainantId, organizationId: this.handlerId ?? null })] };
    });
    return { ...change, undoesClosing: closing };
  }

  /** Into the archive (归档): a date on a case that has ended. */
  archive(by: StepBy, rules: CaseRules): CaseChange {
    return this.step({ action: 'ARCHIVE' }, by, rules, () => {
      this.archivedAt = by.at;
      return { entries: [this.entry('ARCHIVED', by)] };
    });
  }

  /** The day on which a deferred case is to be looked at again has come. */
  fallDue(by: StepBy): CaseChange {
    this.lookAgainOn = null;
    return this.happened(this.entry('DEFERRAL_DUE', by), ['OFFICE', 'HANDLER']);
  }

  /** A volunteer's order for the case was completed: noted, whatever the state. */
  noteService(by: StepBy): CaseChange {
    return this.happened(this.entry('SERVED', by), []);
  }

  private directionTo(handler: HandlingBody): string {
    return directionOf(this.inGrid ? 'GRID' : levelOfBody(this.handlerKind ?? ''), levelOfBody(handler.kind));
  }
}
CaseSchema.setClass(Case);
