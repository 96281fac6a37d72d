import { membershipJoined, membershipState } from '@gridloom/contracts';
import { eventDraft } from '@gridloom/messaging';
import { applyIncrements, conflict, invalidInput, isUuid, runCommand } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { wrongId } from '../check-input.ts';
import type { Context } from '../context.ts';
import { countMember } from '../figures.ts';
import type { RegisterMembershipInput } from '../generated/resolvers.ts';
import type { ResultOf } from '../result-of.ts';
import { Membership } from './membership.ts';
import { lockActiveSociety } from './own-society.ts';
import { membershipData } from './society-events.ts';
import { Society } from './society.ts';

/** Enters a member. The society's row is locked, so that nobody is entered twice. */
export const registerMembership = (context: Context, input: RegisterMembershipInput) =>
  runCommand<ResultOf<'RegisterMembershipResult'>>(context, {
    name: 'registerMembership',
    input,
    work: async (em, sql) => {
      const society = await lockActiveSociety(context, em, input.societyId, 'input.societyId');
      if (!(society instanceof Society)) return { result: society };
      if (!isUuid(input.residentId)) return { result: wrongId(context, 'input.residentId') };
      const now = context.now();
      const today = shanghaiDay(now);
      const joinedOn = input.joinedOn ?? today;
      if (joinedOn > today || joinedOn < society.filedOn) {
        const allowed = `${society.filedOn} – ${today}`;
        return {
          result: invalidInput(
            context.locale,
            'input.joinedOn',
            { zh: '加入日期须在组织备案之后、今天之前。', en: 'Between the filing of the society and today.' },
            allowed,
          ),
        };
      }
      const known = await em.findOne(Membership, {
        societyId: society.id,
        residentId: input.residentId,
        leftOn: null,
      });
      if (known) {
        return {
          result: conflict(context.locale, { zh: '该居民已是在册成员。', en: 'The resident is a member already.' }),
        };
      }
      const membership = Membership.begin({
        id: context.newId(),
        societyId: society.id,
        areaCode: society.areaCode,
        residentId: input.residentId,
        joinedOn,
      });
      em.persist(membership);
      await em.flush();
      await applyIncrements(sql, countMember(context.areas, membership, 1));
      const told = {
        aggregateId: membership.id,
        aggregateVersion: membership.version,
        areaCode: membership.areaCode,
        occurredAt: now,
        data: membershipData(membership),
      };
      return {
        result: {
          __typename: 'RegisterMembershipSuccess' as const,
          membershipId: membership.id,
          societyId: society.id,
        },
        events: [eventDraft({ event: membershipJoined, ...told }), eventDraft({ event: membershipState, ...told })],
      };
    },
  });
