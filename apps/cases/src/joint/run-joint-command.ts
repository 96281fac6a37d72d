import { Refused } from '@gridloom/access';
import type { EventDraft } from '@gridloom/messaging';
import { notFound, runCommand, type CommandResult, type EntityManager, type SqlExecutor } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';

import type { CaseAction } from '../case/case-flow.ts';
import { actionNames } from '../case/case-names.ts';
import { loadCaseFacts, mayAct } from '../case/case-policy.ts';
import { reaches } from '../case/case-reach.ts';
import { loadCaseRules, type CaseRules } from '../case/case-rules.ts';
import { Case, type CaseChange, type StepBy } from '../case/case.ts';
import { recordChange, type RecordTools } from '../case/record-change.ts';
import { noteProblem, problemOf, recordToolsFor, stepBy, type CaseProblem } from '../case/run-case-command.ts';
import { TransitionRefused } from '../case/transition-refused.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';

/** It was done; the resolver of the result's type loads the case again. */
export interface JointDone<Name extends string = string> {
  readonly __typename: `${Name}Success`;
  readonly caseId: string;
}

export type JointProblem = CaseProblem;

/** What the work of a step over several cases has at hand; their rows are locked. */
export interface JointTools extends RecordTools {
  readonly em: EntityManager;
  readonly sql: SqlExecutor;
  readonly by: StepBy;
  /** One of the cases that are locked. */
  readonly find: (id: string | null | undefined) => Case | undefined;
  /** Writes what a step did to a case, and gives its events. */
  readonly record: (file: Case, change: CaseChange) => Promise<EventDraft[]>;
  /** Throws Refused or TransitionRefused where the caller may not do this with the case now; gives the rules it goes by. */
  readonly allow: (file: Case, action: CaseAction) => Promise<CaseRules>;
  /** Throws Refused unless the caller is one of those who do this with the case, whatever its state. */
  readonly requireActor: (file: Case, action: CaseAction) => Promise<CaseRules>;
}

interface NamedCase {
  /** The field of the input that names it. */
  readonly field: string;
  readonly id: string;
}

const jointTools = (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  locked: ReadonlyMap<string, Case>,
  note: string | null,
): JointTools => {
  const tools = recordToolsFor(context, em, sql);
  const requireActor = async (file: Case, action: CaseAction): Promise<CaseRules> => {
    const rules = await loadCaseRules(sql, file.flowVersion);
    if (mayAct(context, action, file, rules.flow, await loadCaseFacts(context, file))) return rules;
    throw new Refused(
      'FORBIDDEN',
      context.say({
        zh: `事件 ${file.number} 不由您${actionNames[action].zh}。`,
        en: `It is not for you to do this with the case ${file.number} (${action}).`,
      }),
    );
  };
  return {
    ...tools,
    em,
    sql,
    by: stepBy(context, note),
    find: (id) => (id ? locked.get(id) : undefined),
    record: (file, change) => recordChange(tools, file, change),
    requireActor,
    allow: async (file, action) => {
      const rules = await requireActor(file, action);
      const allowed = file.allowedActions(rules.flow, context.now());
      if (!allowed.includes(action)) throw new TransitionRefused(action, file.status, allowed);
      return rules;
    },
  };
};

/**
 * Runs a step over several cases as one transaction. All are locked in the order of their ids, so that two that cross never wait in
 * a circle; one that does not exist for the caller is NotFound under the field that names it.
 */
export const runJointCommand = async <Name extends string, Extra extends CommandResult>(
  context: Context,
  command: {
    readonly name: Name;
    readonly input: {
      readonly clientMutationKey?: string | null | undefined;
      readonly note?: string | null | undefined;
    };
    readonly cases: readonly NamedCase[];
    /** Further cases to lock, known only once those that are named are read. */
    readonly besides?: (files: readonly Case[]) => readonly string[];
    readonly work: (
      files: readonly Case[],
      tools: JointTools,
    ) => Promise<{ readonly caseId: string; readonly events: readonly EventDraft[] } | Extra>;
  },
): Promise<JointDone<Name> | JointProblem | Extra> => {
  const { cases, input, name } = command;
  try {
    return await runCommand<JointDone<Name> | JointProblem | Extra>(context, {
      name,
      input,
      work: async (em, sql) => {
        const named = cases.map(({ field, id }) => ({ field, id: id.toLowerCase() }));
        const ids = named.map(({ id }) => id).filter(isUuid);
        const glimpsed = command.besides ? await em.fork().find(Case, { id: { $in: ids } }) : [];
        const all = [...new Set([...ids, ...(command.besides?.(glimpsed) ?? [])])];
        const locked = await em.find(
          Case,
          { id: { $in: all } },
          { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
        );
        const byId = new Map(locked.map((file) => [file.id, file]));
        const files: Case[] = [];
        for (const { field, id } of named) {
          const file = byId.get(id);
          if (!file || !reaches(context.caseReach, file)) return { result: notFound(context.locale, field) };
          files.push(file);
        }
        const tooLong = noteProblem(context, input.note);
        if (tooLong) return { result: tooLong };
        const outcome = await command.work(files, jointTools(context, em, sql, byId, input.note?.trim() ?? null));
        if ('__typename' in outcome) return { result: outcome };
        return {
          result: { __typename: `${name}Success` as const, caseId: outcome.caseId },
          events: outcome.events,
        };
      },
    });
  } catch (error) {
    const problem = problemOf(context, error);
    if (problem) return problem;
    throw error;
  }
};
