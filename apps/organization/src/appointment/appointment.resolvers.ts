import { loadAccount } from '../account/load-account.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadEntity } from '../load-entity.ts';
import { Organization } from '../organization/organization.ts';
import { Appointment } from './appointment.ts';
import { beginAppointment } from './begin-appointment.ts';
import { endAppointment } from './end-appointment.ts';
import { loadAppointmentsOf } from './list-appointments.ts';
import { Staff } from './staff.ts';

export const appointmentResolvers = {
  Mutation: {
    beginAppointment: (_, { input }, context) => beginAppointment(context, input),
    endAppointment: (_, { input }, context) => endAppointment(context, input),
  },
  BeginAppointmentSuccess: {
    appointment: ({ appointmentId }, _, context) => loadEntity(context, Appointment, appointmentId),
    account: ({ accountId }, _, context) => loadAccount(context, accountId),
  },
  EndAppointmentSuccess: {
    appointment: ({ appointmentId }, _, context) => loadEntity(context, Appointment, appointmentId),
  },
  Staff: {
    __resolveReference: ({ id }, context) => loadEntity(context, Staff, id),
    account: (staff, _, context) => loadAccount(context, staff.accountId),
    appointments: (staff, _, context) => loadAppointmentsOf(context, staff.id),
  },
  Appointment: {
    staff: (appointment, _, context) => loadEntity(context, Staff, appointment.staffId),
    organization: (appointment, _, context) => loadEntity(context, Organization, appointment.organizationId),
  },
  AppointmentConnection: { totalCount: (page) => page.count() },
} satisfies Resolvers;
