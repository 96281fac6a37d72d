import { Refused } from '@gridloom/access';
import {
  conflict,
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

import type { Case, CaseChange, StepBy } from '../case/case.ts';
import { recordChange, type RecordTools } from '../case/record-change.ts';
import { lockCase, noteProblem, recordToolsFor, stepBy, type CaseDone } from '../case/run-case-command.ts';
import type { Context } from '../context.ts';

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
      const file = await lockCase(context, em, input.caseId);
      if (!file) return { result: notFound(context.locale, 'input.caseId') };
      if (!(await may(file))) {
        throw new Refused(
          'FORBIDDEN',
          context.say({ zh: '此事件不由您处理此项。', en: 'It is not for you to do this with this case.' }),
        );
      }
      const tooLong = noteProblem(context, input.note);
      if (tooLong) return { result: tooLong };
      const tools = { ...recordToolsFor(context, em, sql), by: stepBy(context, input.note) };
      const outcome = await work(file, tools);
      if (outcome && '__typename' in outcome) return { result: outcome };
      const events = outcome ? await recordChange(tools, file, outcome) : [];
      return { result: { __typename: `${name}Success` as const, caseId: file.id }, events };
    },
  });
