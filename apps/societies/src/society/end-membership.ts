import { membershipLeft, membershipState } from '@gridloom/contracts';
import { eventDraft, tombstoneDraft } from '@gridloom/messaging';
import { applyIncrements, conflict, invalidInput, isUuid, notFound, runCommand } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { countMember } from '../figures.ts';
import type { EndMembershipInput } from '../generated/resolvers.ts';
import type { ResultOf } from '../result-of.ts';
import { Membership } from './membership.ts';
import { lockOwnSociety } from './own-society.ts';
import { membershipData } from './society-events.ts';
import { Society } from './society.ts';

/** Ends a membership. The society's row is locked first, as when a member is entered. */
export const endMembership = (context: Context, input: EndMembershipInput) =>
  runCommand<ResultOf<'EndMembershipResult'>>(context, {
    name: 'endMembership',
    input,
    work: async (em, sql) => {
      const { locale } = context;
      const [row] = isUuid(input.membershipId)
        ? await sql('select society_id from membership where id = $1', [input.membershipId])
        : [];
      if (!row) return { result: notFound(locale, 'input.membershipId') };
      const society = await lockOwnSociety(context, em, row.society_id as string, 'input.membershipId');
      if (!(society instanceof Society)) return { result: society };
      const membership = await em.findOneOrFail(Membership, { id: input.membershipId });
      const now = context.now();
      const today = shanghaiDay(now);
      const leftOn = input.leftOn ?? today;
      const ended = leftOn > today ? 'AFTER_TODAY' : membership.end(leftOn);
      if (ended === 'ENDED_ALREADY') {
        return {
          result: conflict(locale, { zh: '该成员此前已退出。', en: 'The membership has ended before.' }),
        };
      }
      if (ended !== 'ENDED') {
        return {
          result: invalidInput(
            locale,
            'input.leftOn',
            { zh: '退出日期须在加入之后、今天之前。', en: 'Between the day of joining and today.' },
            `${membership.joinedOn} – ${today}`,
          ),
        };
      }
      await em.flush();
      await applyIncrements(sql, countMember(context.areas, membership, -1));
      const told = {
        aggregateId: membership.id,
        aggregateVersion: membership.version,
        areaCode: membership.areaCode,
        occurredAt: now,
      };
      return {
        result: { __typename: 'EndMembershipSuccess' as const, membershipId: membership.id, societyId: society.id },
        events: [
          eventDraft({ event: membershipLeft, ...told, data: membershipData(membership) }),
          tombstoneDraft({ event: membershipState, ...told }),
        ],
      };
    },
  });
