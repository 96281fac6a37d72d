import { notFound, type Conflict, type InvalidInput, type KeyReused, type NotFound } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/postgresql';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { isUuid } from '../ids.ts';
import { runPeopleCommand } from '../people/people-command.ts';
import { PeopleProblem, refuseConflict } from '../people/people-problem.ts';
import type { PeopleWork } from '../people/people-work.ts';
import { lengthProblem, trimmed } from '../visit/check-visit-input.ts';
import { applyCorrection } from './apply-correction.ts';
import { CorrectionDecided, ProposedCorrection, type ProposedChange } from './proposed-correction.ts';

export interface DecideCorrectionInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly correctionId: string;
  readonly reason?: string | null | undefined;
}

/** What a decision gives back. */
export interface CorrectionDone {
  readonly correctionId: string;
}

interface Decided<T extends string> extends CorrectionDone {
  readonly __typename: T;
}

type Answer<T extends string> = Promise<Decided<T> | InvalidInput | NotFound | Conflict | KeyReused>;

const MAX_REASON = 500;

/** Whether a correction is the caller's to decide: the department's own facts, else those of the grid or village. */
const mayDecide = (context: Context, correction: ProposedCorrection): boolean => {
  const reach = context.peopleReach('DECIDE_CORRECTION');
  return isAbsent(correction.ownerId)
    ? isInTerritory(reach, correction)
    : reach.organizationIds.includes(correction.ownerId);
};

const accountOf = ({ caller }: Context) => (caller.kind === 'account' ? caller.accountId : '');

const lockCorrection = async (
  context: Context,
  work: PeopleWork,
  { correctionId }: DecideCorrectionInput,
  isMine: (correction: ProposedCorrection) => boolean,
): Promise<ProposedCorrection> => {
  const correction = isUuid(correctionId)
    ? await work.em.findOne(ProposedCorrection, { id: correctionId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!correction || !isMine(correction)) throw new PeopleProblem(notFound(context.locale, 'input.correctionId'));
  return correction;
};

const statusWords = { PROPOSED: '待处理', ACCEPTED: '已采纳', REFUSED: '未采纳', WITHDRAWN: '已撤回' } as const;

const decide = (
  context: Context,
  work: PeopleWork,
  correction: ProposedCorrection,
  status: 'ACCEPTED' | 'REFUSED' | 'WITHDRAWN',
  reason: string | null | undefined,
): void => {
  const problem = lengthProblem(context.locale, 'input.reason', reason, MAX_REASON, status === 'REFUSED' ? 1 : 0);
  if (problem) throw new PeopleProblem(problem);
  try {
    correction.decide(status, accountOf(context), work.now, trimmed(reason));
  } catch (error) {
    if (!(error instanceof CorrectionDecided)) throw error;
    refuseConflict(work, {
      zh: `该更正建议${statusWords[error.status]}。`,
      en: `The correction is ${error.status} already.`,
    });
  }
};

/** The record's owner accepts a correction: the change is made in the same transaction (采纳更正). */
export const acceptCorrection = (context: Context, input: DecideCorrectionInput): Answer<'AcceptCorrectionSuccess'> =>
  runPeopleCommand(context, {
    name: 'acceptCorrection',
    input,
    work: async (work) => {
      const correction = await lockCorrection(context, work, input, (each) => mayDecide(context, each));
      if (correction.proposedByAccountId === accountOf(context)) {
        refuseConflict(work, {
          zh: '不能采纳自己提出的更正建议，请由他人处理。',
          en: 'Who proposes a correction does not accept it.',
        });
      }
      decide(context, work, correction, 'ACCEPTED', input.reason);
      await applyCorrection(work, correction, context.numbers.openChange(correction.proposedSealed) as ProposedChange);
      return { __typename: 'AcceptCorrectionSuccess' as const, correctionId: correction.id };
    },
  });

/** The record's owner does not follow a correction, and says why (不采纳更正). */
export const refuseCorrection = (context: Context, input: DecideCorrectionInput): Answer<'RefuseCorrectionSuccess'> =>
  runPeopleCommand(context, {
    name: 'refuseCorrection',
    input,
    work: async (work) => {
      const correction = await lockCorrection(context, work, input, (each) => mayDecide(context, each));
      decide(context, work, correction, 'REFUSED', input.reason);
      return { __typename: 'RefuseCorrectionSuccess' as const, correctionId: correction.id };
    },
  });

/** Who proposed a correction takes it back (撤回更正建议). */
export const withdrawCorrection = (
  context: Context,
  input: DecideCorrectionInput,
): Answer<'WithdrawCorrectionSuccess'> =>
  runPeopleCommand(context, {
    name: 'withdrawCorrection',
    input,
    work: async (work) => {
      const mine = accountOf(context);
      const correction = await lockCorrection(context, work, input, (each) => each.proposedByAccountId === mine);
      decide(context, work, correction, 'WITHDRAWN', input.reason);
      return { __typename: 'WithdrawCorrectionSuccess' as const, correctionId: correction.id };
    },
  });
