import { hotlineOrderAnswered, hotlineOrderState } from '@gridloom/contracts';
import { eventDraft } from '@gridloom/messaging';
import {
  notFound,
  runCommand,
  type Conflict,
  type InvalidInput,
  type KeyReused,
  type NotFound,
  type UserErrorCode,
} from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';

import type { CaseStatus } from '../case/case-flow.ts';
import { statusNames } from '../case/case-names.ts';
import { loadFlowOf } from '../case/case-policy.ts';
import { reaches } from '../case/case-reach.ts';
import { Case } from '../case/case.ts';
import { textProblem, type TransitionNotAllowed } from '../case/run-case-command.ts';
import type { Context } from '../context.ts';
import type { AnswerHotlineOrderInput } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { HotlineOrder } from './hotline-order.ts';

/** The answer was recorded. */
export interface HotlineOrderAnswered {
  readonly __typename: 'AnswerHotlineOrderSuccess';
  readonly hotlineOrderId: string;
}

type AnswerProblem = TransitionNotAllowed | InvalidInput | NotFound | KeyReused | Conflict;

/** Statuses in which there is something to answer. */
const answerable: readonly CaseStatus[] = ['REFUSED', 'RESOLVED', 'VERIFIED', 'CLOSED', 'VOID', 'MERGED'];
const LONGEST_REPLY = 4_000;

const tooEarly = async (context: Context, file: Case, answered: boolean): Promise<TransitionNotAllowed> => {
  const code: UserErrorCode = 'TRANSITION_NOT_ALLOWED';
  const { zh, en } = statusNames[file.status];
  return {
    __typename: 'TransitionNotAllowed',
    code,
    message: context.say(
      answered
        ? { zh: '该工单已回复。', en: 'The order was answered already.' }
        : { zh: `事件“${zh}”，尚无可回复的结果。`, en: `The case is ${en}: there is nothing to answer yet.` },
    ),
    currentStatus: file.status,
    allowedActions: file.allowedActions(await loadFlowOf(context, file), context.now()),
  };
};

/** Records what the hotline was answered (热线回复), once, when the case has an outcome. */
export const answerHotlineOrder = (
  context: Context,
  input: AnswerHotlineOrderInput,
): Promise<HotlineOrderAnswered | AnswerProblem> =>
  runCommand<HotlineOrderAnswered | AnswerProblem>(context, {
    name: 'AnswerHotlineOrder',
    input,
    work: async (em) => {
      const order = isUuid(input.hotlineOrderId)
        ? await em.findOne(
            HotlineOrder,
            { id: input.hotlineOrderId.toLowerCase() },
            { lockMode: LockMode.PESSIMISTIC_WRITE },
          )
        : null;
      const file = order && (await em.findOne(Case, { id: order.caseId }));
      if (!file || !reaches(context.caseReach, file)) {
        return { result: notFound(context.locale, 'input.hotlineOrderId') };
      }
      if (order.answeredAt || !answerable.includes(file.status)) {
        return { result: await tooEarly(context, file, !!order.answeredAt) };
      }
      const reply = (input.reply ?? file.outcome ?? '').trim();
      const problem = textProblem(context, 'input.reply', reply, LONGEST_REPLY);
      if (problem) return { result: problem };
      const now = context.now();
      order.answer(reply, now, context.caller.kind === 'account' ? context.caller.accountId : null);
      await em.flush();
      const { answeredAt: _answeredAt, ...data } = order.told();
      const common = {
        aggregateId: order.id,
        aggregateVersion: order.version,
        areaCode: order.areaCode,
        occurredAt: now,
      };
      return {
        result: { __typename: 'AnswerHotlineOrderSuccess', hotlineOrderId: order.id },
        events: [
          eventDraft({ ...common, event: hotlineOrderAnswered, data: { ...data, inTime: now <= order.upstreamDueAt } }),
          eventDraft({ ...common, event: hotlineOrderState, data: order.told() }),
        ],
      };
    },
  });
