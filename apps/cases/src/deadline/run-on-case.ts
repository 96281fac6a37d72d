import { Refused } from '@gridloom/access';
import {
  conflict,
  invalidInput,
  notFound,
  runCommand,
  type CommandResult,
  type Conflict,
  type EntityManager,
  type InvalidInput,
  type KeyReused,
  type NotFound,
  type SqlExecutor,
} from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';

import { reaches } from '../case/case-reach.ts';
import { Case, type CaseChange, type StepBy } from '../case/case.ts';
import { recordChange, type RecordTools } from '../case/record-change.ts';
import type { CaseDone } from '../case/run-case-command.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';

const NOTE_LIMIT = 1_000;

export interface OnCaseTools extends RecordTools {
  readonly em: EntityManager;
  readonly sql: SqlExecutor;
  readonly by: StepBy;
}

interface OnCaseCommand<Name extends string, Extra extends CommandResult> {
  /** The result's type without `Success`. */
  readonly name: Name;
  readonly input: {
    readonly clientMutationKey?: string | null | undefined;
    readonly caseId: string;
    readonly note?: string | null | undefined;
  };
  /** Whether the caller does this with cases of this place. */
  readonly may: (file: Case) => boolean | Promise<boolean>;
  /** A change to be recorded, nothing more to be recorded, or an expected error. */
  readonly work: (file: Case, tools: OnCaseTools) => Promise<CaseChange | Extra | null>;
}

type OnCaseProblem = InvalidInput | NotFound | KeyReused | Conflict;

/** The answer where a case has ended and nobody has to act any more. */
export const hasEnded = (context: Context): Conflict =>
  conflict(context.locale, { zh: '该事件已结束。', en: 'The case has ended.' });

/**
 * Runs what somebody does to a case besides the steps of its flow as one transaction: lock, look whether it exists for the caller and
 * whether it is for the caller to do, then the work, its entry and events.
 */
export const runOnCase = <Name extends string, Extra extends CommandResult>(
  context: Context,
  { name, input, may, work }: OnCaseCommand<Name, Extra>,
): Promise<CaseDone<Name> | OnCaseProblem | Extra> =>
  runCommand<CaseDone<Name> | OnCaseProblem | Extra>(context, {
    name,
    input,
    work: async (em, sql) => {
      const file = isUuid(input.caseId)
        ? await em.findOne(Case, { id: input.caseId.toLowerCase() }, { lockMode: LockMode.PESSIMISTIC_WRITE })
        : null;
      if (!file || !reaches(context.caseReach, file)) return { result: notFound(context.locale, 'input.caseId') };
      if (!(await may(file))) {
        throw new Refused(
          'FORBIDDEN',
          context.say({ zh: '此事件不由您处理此项。', en: 'It is not for you to do this with this case.' }),
        );
      }
      if (input.note && input.note.length > NOTE_LIMIT) {
        const message = { zh: '备注过长。', en: 'The note is too long.' };
        return { result: invalidInput(context.locale, 'input.note', message, `≤ ${String(NOTE_LIMIT)}`) };
      }
      const by: StepBy = {
        at: context.now(),
        actorAccountId: context.caller.kind === 'account' ? context.caller.accountId : null,
        note: input.note,
      };
      const withAncestors = (code: string) => context.areas.withAncestors(code);
      const tools = { em, sql, newId: context.newId, withAncestors, by };
      const outcome = await work(file, tools);
      if (outcome && '__typename' in outcome) return { result: outcome };
      const events = outcome ? await recordChange(tools, file, outcome) : [];
      return { result: { __typename: `${name}Success` as const, caseId: file.id }, events };
    },
  });
