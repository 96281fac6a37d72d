import { Refused, assignmentsFor } from '@gridloom/access';
import { invalidInput, runCommand, type InvalidInput } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';

import type { Context } from '../context.ts';
import type { ProposeServiceItemInput } from '../generated/resolvers.ts';
import { ServiceItem } from '../service-item/service-item.ts';
import { draftOf } from './check-content.ts';
import { mayProposeFor } from './proposal-reach.ts';
import { actorOf, answering, writeSteps, type ProposalDone, type ProposalProblem } from './run-proposal-command.ts';
import { ServiceItemProposal } from './service-item-proposal.ts';

const CODE_FORM = /^[A-Z0-9][A-Z0-9-]{1,63}$/u;

const rootOf = (context: Context): string => {
  const root = context.areas.all().find(({ parentCode }) => parentCode === null);
  if (!root) throw new Error('The county is not known here yet');
  return root.code;
};

/** The department that the caller proposes for: the one named, or the caller's own where there is only one. */
const sponsorOf = (context: Context, named: string | null | undefined, item: ServiceItem | null): string | null => {
  if (named) return named.toLowerCase();
  const own = assignmentsFor(context.caller, 'PROPOSE_SERVICE_ITEM').flatMap(({ jurisdiction }) =>
    jurisdiction.kind === 'ORGANIZATION' ? [jurisdiction.id] : [],
  );
  return own.length === 1 && own[0] ? own[0] : (item?.sponsorId ?? null);
};

const checkCode = (context: Context, input: ProposeServiceItemInput, item: ServiceItem | null): InvalidInput | null => {
  const wrong = (zh: string, en: string, allowed: string) =>
    invalidInput(context.locale, 'input.code', { zh, en }, allowed);
  if (input.kind !== 'ADMIT') {
    return item ? null : wrong('清单中没有此编码的事项。', 'The list has no item of this code.', 'Query.serviceItems');
  }
  if (item) return wrong('此编码已有事项；请申请变更。', 'There is an item of this code: propose a change.', 'CHANGE');
  return CODE_FORM.test(input.code)
    ? null
    : wrong(
        '编码为 2 到 64 位大写字母、数字和连字符。',
        'A code has 2 to 64 capitals, digits and hyphens.',
        CODE_FORM.source,
      );
};

/** A department proposes that an item be admitted, changed or withdrawn (提出申请). */
export const proposeServiceItem = (
  context: Context,
  input: ProposeServiceItemInput,
): Promise<ProposalDone<'ProposeServiceItem'> | ProposalProblem> =>
  answering(context, () =>
    runCommand<ProposalDone<'ProposeServiceItem'> | ProposalProblem>(context, {
      name: 'ProposeServiceItem',
      input,
      work: async (em, sql) => {
        const item = await em.findOne(ServiceItem, { code: input.code }, { lockMode: LockMode.PESSIMISTIC_READ });
        const areaCode = item?.areaCode ?? rootOf(context);
        const sponsorId = sponsorOf(context, input.sponsorId, item);
        if (sponsorId === null) {
          return {
            result: invalidInput(context.locale, 'input.sponsorId', {
              zh: '请指明申请单位。',
              en: 'Name the department that proposes.',
            }),
          };
        }
        if (!mayProposeFor(context, sponsorId, areaCode) || (item && item.sponsorId !== sponsorId)) {
          throw new Refused(
            'FORBIDDEN',
            context.say({
              zh: '只有事项的牵头单位可以提出。',
              en: 'Only the department whose item it is proposes this.',
            }),
          );
        }
        const problem = checkCode(context, input, item) ?? checkTemporary(context, input);
        if (problem) return { result: problem };
        const temporary = input.temporary ?? false;
        const draft = await draftOf(context, sql, input, { kind: input.kind, areaCode, sponsorId, temporary });
        if ('__typename' in draft) return { result: draft };
        const { proposal, step } = ServiceItemProposal.propose(
          {
            ...draft,
            id: context.newId(),
            kind: input.kind,
            areaCode,
            sponsorId,
            serviceItemId: item?.id ?? null,
            code: input.code,
            temporary,
          },
          actorOf(context, null),
        );
        em.persist(proposal);
        await writeSteps(em, [step]);
        return { result: { __typename: 'ProposeServiceItemSuccess', proposalId: proposal.id } };
      },
    }),
  );

const checkTemporary = (context: Context, input: ProposeServiceItemInput): InvalidInput | null =>
  input.temporary && input.kind !== 'ADMIT'
    ? invalidInput(
        context.locale,
        'input.temporary',
        { zh: '只有新准入的事项可以是临时事项。', en: 'Only a new item can be an emergency entry.' },
        'false',
      )
    : null;
