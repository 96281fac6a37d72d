import { Refused } from '@gridloom/access';
import type { EventDraft } from '@gridloom/messaging';
import {
  conflict,
  notFound,
  runCommand,
  type Bilingual,
  type CommandResult,
  type Conflict,
  type EntityManager,
  type InvalidInput,
  type KeyReused,
  type NotFound,
  type SqlExecutor,
  type UserErrorCode,
} from '@gridloom/service-kit';
import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { wordsProblem } from '../words-problem.ts';
import { ItemOpinion } from './item-opinion.ts';
import { mayTakeStep, proposalReachSql } from './proposal-reach.ts';
import { ProposalStepRefused } from './proposal-step-refused.ts';
import {
  ServiceItemProposal,
  ServiceItemProposalStep,
  type NewProposalStep,
  type ProposalAction,
  type ProposalBy,
  type ProposalStatus,
} from './service-item-proposal.ts';

/** A step was done; the resolver of the result's type loads the proposal again. */
export interface ProposalDone<Name extends string = string> {
  readonly __typename: `${Name}Success`;
  readonly proposalId: string;
}

export interface ProposalStepNotAllowed {
  readonly __typename: 'ProposalStepNotAllowed';
  readonly code: UserErrorCode;
  readonly message: string;
  readonly currentStatus: ProposalStatus;
  readonly allowedSteps: readonly ProposalAction[];
}

/** What every step may answer besides its success. */
export type ProposalProblem = ProposalStepNotAllowed | InvalidInput | NotFound | KeyReused | Conflict;

/** What the work of a step has at hand; the proposal's row is locked. */
export interface ProposalTools {
  readonly em: EntityManager;
  readonly sql: SqlExecutor;
  readonly by: ProposalBy;
  /** Opinions on the draft of now. */
  readonly opinions: readonly ItemOpinion[];
}

/** What a step did. */
export interface ProposalChange {
  readonly steps: readonly NewProposalStep[];
  readonly events?: readonly EventDraft[];
}

export const statusNames: Record<ProposalStatus, Bilingual> = {
  SUBMITTED: { zh: '已提交', en: 'handed in' },
  HEARING: { zh: '征求意见', en: 'with the townships' },
  CHANGES_ASKED: { zh: '退回修改', en: 'with its department, to be changed' },
  ADMITTED: { zh: '已通过', en: 'granted' },
  REFUSED: { zh: '未通过', en: 'refused' },
  WITHDRAWN: { zh: '已撤回', en: 'taken back' },
};

const actionNames: Record<ProposalAction, string> = {
  HEAR: '征求意见',
  GIVE_OPINION: '反馈意见',
  ADMIT: '通过',
  REFUSE: '不通过',
  ASK_FOR_CHANGES: '退回修改',
  REVISE: '重报',
  WITHDRAW: '撤回',
  RESTORE: '恢复',
};

const stepNotAllowed = (context: Context, refused: ProposalStepRefused): ProposalStepNotAllowed => ({
  __typename: 'ProposalStepNotAllowed',
  code: 'TRANSITION_NOT_ALLOWED',
  message: context.say({
    zh: `申请当前状态为“${statusNames[refused.currentStatus].zh}”，不能${actionNames[refused.action]}；此时允许：${
      refused.allowedSteps.map((action) => actionNames[action]).join('、') || '无（已结束）'
    }。`,
    en: `The proposal is ${statusNames[refused.currentStatus].en}: ${refused.action} is not allowed now. Allowed: ${
      refused.allowedSteps.join(', ') || 'nothing, it has ended'
    }.`,
  }),
  currentStatus: refused.currentStatus,
  allowedSteps: refused.allowedSteps,
});

/** Answers for what is expected to go wrong with a proposal; null for anything else. */
const problemOf = (context: Context, error: unknown): ProposalProblem | null => {
  if (error instanceof ProposalStepRefused) return stepNotAllowed(context, error);
  if (error instanceof UniqueConstraintViolationException && error.message.includes('service_item_proposal_open_key')) {
    return conflict(context.locale, {
      zh: '该事项编码已有一件未办结的申请，请先办结或撤回。',
      en: 'Another proposal for this code is not decided yet: decide it or take it back first.',
    });
  }
  return null;
};

/** Runs work and answers what is expected to go wrong. */
export const answering = async <R>(context: Context, work: () => Promise<R>): Promise<R | ProposalProblem> => {
  try {
    return await work();
  } catch (error) {
    const problem = problemOf(context, error);
    if (problem) return problem;
    throw error;
  }
};

export const actorOf = (context: Context, note: string | null | undefined): ProposalBy => {
  if (context.caller.kind !== 'account') throw new Refused('UNAUTHENTICATED', context.say(signIn));
  return { at: context.now(), accountId: context.caller.accountId, note: note?.trim() ?? null };
};

const signIn: Bilingual = { zh: '请先登录。', en: 'Sign in first.' };

export const writeSteps = async (em: EntityManager, steps: readonly NewProposalStep[]): Promise<void> => {
  await em.flush();
  await em.insertMany(ServiceItemProposalStep, [...steps]);
};

/**
 * Runs a step of a proposal as one transaction: lock, look whether it concerns the caller, whether the caller is one of those who do
 * this (else Refused), whether the state allows it (else ProposalStepNotAllowed), then the step, its rows and events.
 */
export const runProposalCommand = <Name extends string, Extra extends CommandResult>(
  context: Context,
  command: {
    readonly name: Name;
    readonly action: ProposalAction;
    readonly input: { readonly clientMutationKey?: string | null | undefined; readonly proposalId: string };
    readonly note?: { readonly field: string; readonly text: string | null | undefined; readonly needed: boolean };
    readonly work: (proposal: ServiceItemProposal, tools: ProposalTools) => Promise<ProposalChange | Extra>;
  },
): Promise<ProposalDone<Name> | ProposalProblem | Extra> =>
  answering(context, () =>
    runCommand<ProposalDone<Name> | ProposalProblem | Extra>(context, {
      name: command.name,
      input: command.input,
      work: async (em, sql) => {
        const { action, input, name, note } = command;
        const params: unknown[] = [input.proposalId];
        const concerned = isUuid(input.proposalId)
          ? await sql(
              `select 1 from service_item_proposal p where p.id = $1 and ${proposalReachSql(context, params)}`,
              params,
            )
          : [];
        const proposal =
          concerned.length > 0
            ? await em.findOne(
                ServiceItemProposal,
                { id: input.proposalId.toLowerCase() },
                { lockMode: LockMode.PESSIMISTIC_WRITE },
              )
            : null;
        if (!proposal) return { result: notFound(context.locale, 'input.proposalId') };
        const opinions = await em.find(ItemOpinion, { proposalId: proposal.id, revision: proposal.revision });
        const asked = opinions.map(({ areaCode }) => areaCode);
        if (!mayTakeStep(context, action, proposal, asked)) {
          throw new Refused(
            'FORBIDDEN',
            context.say({
              zh: `此申请不由您${actionNames[action]}。`,
              en: `It is not for you to do this with this proposal (${action}).`,
            }),
          );
        }
        if (!proposal.allowedActions().includes(action)) {
          throw new ProposalStepRefused(action, proposal.status, proposal.allowedActions());
        }
        const wrong = note ? wordsProblem(context, note.field, note.text, note.needed) : null;
        if (wrong) return { result: wrong };
        const change = await command.work(proposal, { em, sql, by: actorOf(context, note?.text), opinions });
        if ('__typename' in change) return { result: change };
        await writeSteps(em, change.steps);
        return {
          result: { __typename: `${name}Success` as const, proposalId: proposal.id },
          events: change.events ?? [],
        };
      },
    }),
  );
