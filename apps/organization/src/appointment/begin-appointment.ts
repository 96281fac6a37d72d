import { appointmentMade } from '@gridloom/contracts';
import { eventDraft } from '@gridloom/messaging';
import {
  conflict,
  invalidInput,
  notFound,
  runCommand,
  type Conflict,
  type EntityManager,
  type InvalidInput,
  type KeyReused,
  type NotFound,
} from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/core';

import { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import type { BeginAppointmentInput } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { Organization } from '../organization/organization.ts';
import { keepRole } from '../role-assignment/keep-role.ts';
import { Appointment } from './appointment.ts';
import { postsOf, roleOfPost } from './post.ts';
import { Staff } from './staff.ts';

export interface AppointmentBegun {
  readonly __typename: 'BeginAppointmentSuccess';
  readonly appointmentId: string;
  readonly accountId: string;
}

type Problem = InvalidInput | NotFound | Conflict;

const NAME_LENGTH = 100;

const checkInput = (
  { accountId, name, since }: BeginAppointmentInput,
  { locale, now }: Context,
): Problem | undefined => {
  if ((accountId == null) === (name == null)) {
    return invalidInput(locale, 'input.accountId', {
      zh: 'accountId 与 name 须恰好填写一项：已有账号填 accountId，新人填 name。',
      en: 'Give either accountId, of somebody who has an account, or name, of somebody new; not both.',
    });
  }
  if (name != null && (name.trim() === '' || name.trim().length > NAME_LENGTH)) {
    return invalidInput(
      locale,
      'input.name',
      { zh: `姓名须为 1 到 ${NAME_LENGTH} 个字符。`, en: `A name has 1 to ${NAME_LENGTH} characters.` },
      `1–${NAME_LENGTH}`,
    );
  }
  const today = shanghaiDay(now());
  if (since != null && since > today) {
    return invalidInput(
      locale,
      'input.since',
      { zh: `任职日期不能晚于今天（${today}）。`, en: `The first day cannot be after today, ${today}.` },
      `<= ${today}`,
    );
  }
  return undefined;
};

/** Finds who is appointed, by account, or enters somebody new; the account's row is locked, so that nobody is entered twice. */
const staffOf = async (
  em: EntityManager,
  { accountId, name }: BeginAppointmentInput,
  { locale, newId }: Context,
): Promise<{ staff: Staff; accountId: string } | Problem> => {
  if (accountId == null) {
    const account = em.create(Account, { id: newId(), name: (name ?? '').trim() });
    // Flushed before what refers to it: the entities know ids of each other, not references that would tell the order.
    await em.flush();
    return {
      staff: em.create(Staff, { id: newId(), name: account.name ?? '', accountId: account.id }),
      accountId: account.id,
    };
  }
  const account = isUuid(accountId)
    ? await em.findOne(Account, accountId, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!account) return notFound(locale, 'input.accountId');
  const known = await em.findOne(Staff, { accountId: account.id });
  if (known) return { staff: known, accountId: account.id };
  if (account.name == null) {
    return conflict(locale, {
      zh: '该账号尚无姓名，不能任职。',
      en: 'The account has no name yet; it cannot be appointed.',
    });
  }
  return {
    staff: em.create(Staff, { id: newId(), name: account.name, accountId: account.id }),
    accountId: account.id,
  };
};

/** Appoints somebody to a post in a body, and gives the role that goes with the post. */
export const beginAppointment = (
  context: Context,
  input: BeginAppointmentInput,
): Promise<AppointmentBegun | Problem | KeyReused> =>
  runCommand<AppointmentBegun | Problem>(context, {
    name: 'beginAppointment',
    input,
    work: async (em) => {
      const { locale, newId, now } = context;
      const problem = checkInput(input, context);
      if (problem) return { result: problem };
      const organization = isUuid(input.organizationId)
        ? await em.findOne(Organization, input.organizationId, { lockMode: LockMode.PESSIMISTIC_WRITE })
        : null;
      const reach = context.reach('APPOINT');
      if (!organization || (!reach.all && !reach.areaCodes.includes(organization.areaCode))) {
        return { result: notFound(locale, 'input.organizationId') };
      }
      if (organization.isDissolved()) {
        return {
          result: conflict(locale, {
            zh: `${organization.name}已撤销，不能任职。`,
            en: `${organization.name} is dissolved; nobody can be appointed there.`,
          }),
        };
      }
      const role = roleOfPost(organization, input.post);
      if (!role) {
        const allowed = postsOf(organization.kind).join(', ');
        return {
          result: invalidInput(
            locale,
            'input.post',
            {
              zh: `${organization.name}没有 ${input.post} 职务；可选：${allowed}。`,
              en: `${organization.name} has no post ${input.post}; it has ${allowed}.`,
            },
            allowed,
          ),
        };
      }
      const found = await staffOf(em, input, context);
      if ('__typename' in found) return { result: found };
      const { staff, accountId } = found;
      const isHeld = await em.count(Appointment, {
        staffId: staff.id,
        organizationId: organization.id,
        post: input.post,
        until: null,
      });
      if (isHeld > 0) {
        return {
          result: conflict(locale, {
            zh: `${staff.name}已任此职。`,
            en: `${staff.name} holds this post already.`,
          }),
        };
      }
      await em.flush();
      const since = input.since ?? shanghaiDay(now());
      const appointment = em.create(Appointment, {
        id: newId(),
        staffId: staff.id,
        organizationId: organization.id,
        areaCode: organization.areaCode,
        post: input.post,
        since,
      });
      await em.flush();
      const drafts = await keepRole(
        em,
        { source: 'APPOINTMENT', sourceId: appointment.id, accountId, ...role, areaCode: organization.areaCode, since },
        { newId, occurredAt: now() },
      );
      return {
        result: { __typename: 'BeginAppointmentSuccess', appointmentId: appointment.id, accountId },
        events: [
          eventDraft({
            event: appointmentMade,
            aggregateId: appointment.id,
            aggregateVersion: appointment.version,
            areaCode: appointment.areaCode,
            occurredAt: now(),
            data: {
              appointmentId: appointment.id,
              accountId,
              organizationId: organization.id,
              post: appointment.post,
            },
          }),
          ...drafts,
        ],
      };
    },
  });
