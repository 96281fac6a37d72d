import { manyByKey, type PageArgs } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { byDay, readListOf, type List, type ListPage } from '../list-page.ts';
import { loadEntity } from '../load-entity.ts';
import { Appointment } from './appointment.ts';

export type AppointmentPage = ListPage<Appointment>;

const appointments: List<Appointment> = {
  name: 'appointments',
  table: 'appointment',
  id: 'id',
  keys: byDay('since', 'asc'),
  load: (context, id) => loadEntity(context, Appointment, id),
};

/** Appointments in a body that hold today. */
export const listAppointments = (context: Context, organizationId: string, args: PageArgs): Promise<AppointmentPage> =>
  readListOf(context, appointments, { id: organizationId, column: 'organization_id', type: 'uuid' }, args, (bind) => {
    const today = bind(shanghaiDay(context.now()));
    return [`t.since <= ${today}::date and (t.until is null or t.until > ${today}::date)`];
  });

/** The posts that somebody holds today; a person has few. */
export const loadAppointmentsOf = (context: Context, staffId: string): Promise<Appointment[]> =>
  context.batches.load('Staff.appointments', null, staffId, async (ids) => {
    const today = shanghaiDay(context.now());
    const found = await context.em.find(
      Appointment,
      { staffId: { $in: [...ids] }, since: { $lte: today }, $or: [{ until: null }, { until: { $gt: today } }] },
      { orderBy: { since: 'asc', id: 'asc' }, disableIdentityMap: true },
    );
    return manyByKey(ids, found, (appointment) => appointment.staffId);
  });
