import { appointmentEnded } from '@gridloom/contracts';
import { eventDraft } from '@gridloom/messaging';
import {
  conflict,
  invalidInput,
  notFound,
  runCommand,
  type Conflict,
  type InvalidInput,
  type KeyReused,
  type NotFound,
} from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/core';

import type { Context } from '../context.ts';
import type { EndAppointmentInput } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { Organization } from '../organization/organization.ts';
import { PeriodWrong } from '../period-wrong.ts';
import { keepRole } from '../role-assignment/keep-role.ts';
import { Appointment } from './appointment.ts';
import { roleOfPost } from './post.ts';
import { Staff } from './staff.ts';

export interface AppointmentEnded {
  readonly __typename: 'EndAppointmentSuccess';
  readonly appointmentId: string;
}

type Problem = InvalidInput | NotFound | Conflict;

/** Ends the appointment, or says why it cannot end so. */
const end = (appointment: Appointment, until: string, today: string, { locale }: Context): Problem | undefined => {
  const outOfRange = (zh: string, en: string) =>
    invalidInput(locale, 'input.until', { zh, en }, `${appointment.since} … ${today}`);
  if (until > today) {
    return outOfRange(`免职日期不能晚于今天（${today}）。`, `The appointment cannot end after today, ${today}.`);
  }
  try {
    appointment.end(until);
    return undefined;
  } catch (error) {
    if (!(error instanceof PeriodWrong)) throw error;
    return error.reason === 'ended before'
      ? conflict(locale, { zh: '该任职已经结束。', en: 'The appointment has ended already.' })
      : outOfRange(
          `免职日期不能早于任职日期（${appointment.since}）。`,
          `The appointment cannot end before its first day, ${appointment.since}.`,
        );
  }
};

/** Ends an appointment, and with it the role that goes with the post. */
export const endAppointment = (
  context: Context,
  input: EndAppointmentInput,
): Promise<AppointmentEnded | Problem | KeyReused> =>
  runCommand<AppointmentEnded | Problem>(context, {
    name: 'endAppointment',
    input,
    work: async (em) => {
      const { locale, newId, now } = context;
      const today = shanghaiDay(now());
      const appointment = isUuid(input.appointmentId)
        ? await em.findOne(Appointment, input.appointmentId, { lockMode: LockMode.PESSIMISTIC_WRITE })
        : null;
      const reach = context.reach('APPOINT');
      if (!appointment || (!reach.all && !reach.areaCodes.includes(appointment.areaCode))) {
        return { result: notFound(locale, 'input.appointmentId') };
      }
      const staff = await em.findOneOrFail(Staff, appointment.staffId);
      const { accountId } = staff;
      if (accountId == null) throw new TypeError(`Appointment ${appointment.id} belongs to staff without an account`);
      if (context.caller.kind === 'account' && context.caller.accountId === accountId) {
        return {
          result: conflict(locale, {
            zh: '不能免去自己的职务，请由另一位管理员办理。',
            en: 'Nobody ends an appointment of their own; ask another administrator.',
          }),
        };
      }
      const until = input.until ?? today;
      const problem = end(appointment, until, today, context);
      if (problem) return { result: problem };
      await em.flush();
      const organization = await em.findOneOrFail(Organization, appointment.organizationId);
      const role = roleOfPost(organization, appointment.post);
      const drafts = role
        ? await keepRole(
            em,
            {
              source: 'APPOINTMENT',
              sourceId: appointment.id,
              accountId,
              ...role,
              areaCode: appointment.areaCode,
              since: appointment.since,
              until,
            },
            { newId, occurredAt: now() },
          )
        : [];
      return {
        result: { __typename: 'EndAppointmentSuccess', appointmentId: appointment.id },
        events: [
          eventDraft({
            event: appointmentEnded,
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
