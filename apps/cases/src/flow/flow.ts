import type { Bilingual } from '@gridloom/service-kit';

import { caseActions, endStatuses, type CaseAction, type CaseStage, type CaseStatus } from '../case/case-flow.ts';
import type { CaseParty, FlowActor } from './flow-words.ts';

/** A state of the county's flow; the API shows the status that it is mapped to. */
export interface FlowState {
  readonly code: string;
  readonly status: CaseStatus;
  readonly name: Bilingual;
  /** The clock that runs in it; none in an end, and in a state that waits. */
  readonly clock: CaseStage | null;
}

/** A step that the flow allows. */
export interface FlowTransition {
  readonly action: CaseAction;
  /** What has to come out for this way to be taken; DONE where there is only one. */
  readonly outcome: string;
  readonly from: string;
  readonly to: string;
  readonly actors: readonly FlowActor[];
  /** Fields of the input that have to be filled in. */
  readonly required: readonly string[];
  readonly notify: readonly CaseParty[];
}

/** Numbers that a county sets with its flow. */
export interface FlowSettings {
  /** After so many disputes about whose duty it is, the territory covers (属地兜底). */
  readonly fallbackAfter: number;
  /** Working hours after a dispatch within which the handler may send the case back (退单时限); null: until it is done. */
  readonly returnWithinHours: number | null;
  /** How many extensions a case may get. */
  readonly mostExtensions: number;
  /** Working days that one extension may add at most. */
  readonly longestExtension: number;
  /** Days after closing within which a case may be reopened. */
  readonly reopenWithinDays: number;
  /** Days after its end when a case goes into the archive by itself; null: by hand alone. */
  readonly archiveAfterDays: number | null;
  /** Hours after which an overdue case goes up a level by itself; null: by hand alone. */
  readonly escalateAfterHours: number | null;
  /** From which repeat on a matter of the same person goes up a level by itself; null: by hand alone. */
  readonly escalateAfterRepeats: number | null;
}

/** A flow as a county writes it down. */
export interface FlowDefinition {
  readonly name: string;
  readonly start: string;
  readonly states: readonly FlowState[];
  readonly transitions: readonly FlowTransition[];
  readonly settings: FlowSettings;
}

const keyOf = (from: string, action: CaseAction, outcome: string) => `${from} ${action} ${outcome}`;

/** A flow (流程) in force: what may be done in which state, which clock runs in it, and where it ends. */
export class Flow {
  readonly version: number;
  readonly definition: FlowDefinition;
  readonly #states: ReadonlyMap<string, FlowState>;
  readonly #ways = new Map<string, FlowTransition[]>();
  readonly #actions = new Map<string, CaseAction[]>();

  /** @param definition one that `flowProblems` finds nothing wrong with */
  constructor(version: number, definition: FlowDefinition) {
    this.version = version;
    this.definition = definition;
    this.#states = new Map(definition.states.map((state) => [state.code, state]));
    for (const transition of definition.transitions) {
      const key = keyOf(transition.from, transition.action, transition.outcome);
      this.#ways.set(key, [...(this.#ways.get(key) ?? []), transition]);
    }
    for (const { code } of definition.states) {
      const there = new Set(definition.transitions.filter(({ from }) => from === code).map(({ action }) => action));
      this.#actions.set(
        code,
        caseActions.filter((action) => there.has(action)),
      );
    }
  }

  get settings(): FlowSettings {
    return this.definition.settings;
  }

  get start(): FlowState {
    return this.state(this.definition.start);
  }

  /** @throws Error where the flow has no such state: the version is not the one that the case runs by */
  state(code: string): FlowState {
    const state = this.#states.get(code);
    if (!state) throw new Error(`Version ${String(this.version)} of the flow has no state ${code}`);
    return state;
  }

  /** What the flow allows in a state, in the order of `caseActions`. */
  actionsIn(code: string): readonly CaseAction[] {
    return this.#actions.get(code) ?? [];
  }

  /** The way that an action takes; where it may go back to several states, the one to `target`. */
  way(from: string, action: CaseAction, outcome: string, target?: string | null): FlowTransition | undefined {
    const ways = this.#ways.get(keyOf(from, action, outcome));
    return target ? ways?.find(({ to }) => to === target) : ways?.[0];
  }

  /** All ways of an action out of a state. */
  ways(from: string, action: CaseAction): readonly FlowTransition[] {
    return this.definition.transitions.filter((way) => way.from === from && way.action === action);
  }

  /** Whether clocks stand still in a state that is no end. */
  waits(code: string): boolean {
    const { clock, status } = this.state(code);
    return clock === null && !endStatuses.includes(status);
  }
}
