import { defineEntity, p } from '@mikro-orm/core';

import { PeriodWrong } from '../period-wrong.ts';
import type { AppointmentPost } from './post.ts';

const AppointmentSchema = defineEntity({
  name: 'Appointment',
  tableName: 'appointment',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    staffId: p.uuid(),
    organizationId: p.uuid(),
    areaCode: p.text(),
    post: p.text().$type<AppointmentPost>(),
    since: p.date(),
    /** First day on which it is no longer held. */
    until: p.date().nullable(),
  },
});

/** A dated post of somebody in a body (任职). */
export class Appointment extends AppointmentSchema.class {
  /** @param until first day on which the post is no longer held. @throws PeriodWrong */
  end(until: string): void {
    if (this.until != null) throw new PeriodWrong('ended before');
    if (until < this.since) throw new PeriodWrong('before since');
    this.until = until;
  }
}
AppointmentSchema.setClass(Appointment);
