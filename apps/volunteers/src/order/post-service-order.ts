import { Refused } from '@gridloom/access';
import { orderPosted } from '@gridloom/contracts';
import { applyIncrements, invalidInput, notFound, runCommand, type InvalidInput } from '@gridloom/service-kit';

import { callerAccount } from '../caller-account.ts';
import { wrongCase } from '../case-view.ts';
import { outOfRange, unknownArea, wrongId, wrongLength, wrongSkills } from '../check-input.ts';
import type { Context } from '../context.ts';
import { countPosted } from '../figures.ts';
import type { PostServiceOrderInput } from '../generated/resolvers.ts';
import type { ResultOf } from '../result-of.ts';
import { orderDrafts } from './order-events.ts';
import { areasOfGrids } from './order-reach.ts';
import { ServiceOrder } from './service-order.ts';

const LONGEST_MS = 7 * 86_400_000;

const wrongTimes = (context: Context, { startsAt, endsAt }: PostServiceOrderInput): InvalidInput | undefined => {
  const now = context.now();
  if (endsAt > startsAt && endsAt > now && endsAt.getTime() - startsAt.getTime() <= LONGEST_MS) return undefined;
  return invalidInput(context.locale, 'input.endsAt', {
    zh: '结束时间须晚于开始时间和现在，且不超过开始后 7 天。',
    en: 'It ends after it begins, in the future, and within 7 days of its beginning.',
  });
};

const wrongInput = (context: Context, input: PostServiceOrderInput): InvalidInput | undefined =>
  wrongLength(context, 'input.title', input.title, 2, 100) ??
  wrongLength(context, 'input.description', input.description, 1, 2_000) ??
  unknownArea(context, 'input.areaCode', input.areaCode) ??
  wrongLength(context, 'input.place', input.place, 1, 200) ??
  wrongTimes(context, input) ??
  outOfRange(context, 'input.volunteersNeeded', input.volunteersNeeded, 1, 100) ??
  wrongSkills(context, 'input.skills', input.skills) ??
  wrongId(context, 'input.caseId', input.caseId) ??
  wrongId(context, 'input.societyId', input.societyId);

const mayPostIn = async (context: Context, areaCode: string): Promise<boolean> => {
  const reach = context.reach('POST_SERVICE_ORDER');
  if (reach.all || reach.areaCodes.includes(areaCode)) return true;
  return (await areasOfGrids(context, reach.gridIds)).includes(areaCode);
};

const organizes = async (context: Context, societyId: string): Promise<boolean> => {
  const rows = await context.sql(
    `select 1 from society_view where id = $1 and organizer_account_id = $2 and status <> 'DISSOLVED'`,
    [societyId, callerAccount(context)],
  );
  return rows.length > 0;
};

/** Posts an order within the caller's jurisdiction, in the own name or that of a society that the caller organizes. */
export const postServiceOrder = (context: Context, input: PostServiceOrderInput) =>
  runCommand<ResultOf<'PostServiceOrderResult'>>(context, {
    name: 'postServiceOrder',
    input,
    work: async (em, sql) => {
      const wrong = wrongInput(context, input);
      if (wrong) return { result: wrong };
      if (!(await mayPostIn(context, input.areaCode))) {
        throw new Refused(
          'FORBIDDEN',
          context.say({ zh: '只能在自己的辖区内发布接单。', en: 'You may post within your own jurisdiction only.' }),
        );
      }
      if (input.societyId != null && !(await organizes(context, input.societyId))) {
        return {
          result: notFound(context.locale, 'input.societyId', {
            zh: '您不是该组织的负责人，或该组织不存在。',
            en: 'You do not organize this society, or it does not exist.',
          }),
        };
      }
      const notItsCase = input.caseId == null ? undefined : await wrongCase(context, input.caseId);
      if (notItsCase) return { result: notItsCase };
      const now = context.now();
      const order = ServiceOrder.post({
        id: context.newId(),
        title: input.title.trim(),
        description: input.description?.trim() ?? null,
        areaCode: input.areaCode,
        place: input.place?.trim() ?? null,
        startsAt: input.startsAt,
        endsAt: input.endsAt,
        volunteersNeeded: input.volunteersNeeded,
        skills: input.skills ?? [],
        societyId: input.societyId ?? null,
        caseId: input.caseId ?? null,
        posterAccountId: callerAccount(context),
        postedAt: now,
      });
      em.persist(order);
      await em.flush();
      await applyIncrements(sql, countPosted(context.areas, order));
      return {
        result: { __typename: 'PostServiceOrderSuccess', serviceOrderId: order.id },
        events: await orderDrafts(sql, orderPosted, order, now),
      };
    },
  });
