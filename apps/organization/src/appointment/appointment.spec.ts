import { describe, expect, it } from '@jest/globals';

import { organizationKinds } from '../organization/organization.ts';
import { PeriodWrong } from '../period-wrong.ts';
import { Appointment } from './appointment.ts';
import { postsOf, roleOfPost } from './post.ts';

const anAppointment = (since: string) => Object.assign(new Appointment({}), { since, until: null });

describe('a post in a body', () => {
  it('gives an officer of a department the role over the department', () => {
    expect(roleOfPost({ id: 'water', kind: 'COUNTY_DEPARTMENT', areaCode: '410326' }, 'OFFICER')).toEqual({
      role: 'DEPARTMENT_OFFICER',
      jurisdictionKind: 'ORGANIZATION',
      jurisdictionId: 'water',
    });
  });

  it('gives the secretary of a village committee the role over the village', () => {
    expect(roleOfPost({ id: 'committee', kind: 'VILLAGE_COMMITTEE', areaCode: '410326200200' }, 'SECRETARY')).toEqual({
      role: 'COMMUNITY_SECRETARY',
      jurisdictionKind: 'AREA',
      jurisdictionId: '410326200200',
    });
  });

  it('is not one that the kind of body does not have', () => {
    expect(roleOfPost({ id: 'committee', kind: 'VILLAGE_COMMITTEE', areaCode: '410326200200' }, 'ADMINISTRATOR')).toBe(
      undefined,
    );
  });

  it('is there in every kind of body', () => {
    expect(organizationKinds.filter((kind) => postsOf(kind).length === 0)).toEqual([]);
  });
});

describe('an appointment', () => {
  it('ends on a day, also on its first', () => {
    const appointment = anAppointment('2026-03-01');
    appointment.end('2026-03-01');
    expect(appointment.until).toBe('2026-03-01');
  });

  it('does not end before its first day', () => {
    expect(() => {
      anAppointment('2026-03-01').end('2026-02-28');
    }).toThrow(new PeriodWrong('before since'));
  });

  it('ends only once', () => {
    const appointment = anAppointment('2026-03-01');
    appointment.end('2026-03-02');
    expect(() => {
      appointment.end('2026-03-03');
    }).toThrow(new PeriodWrong('ended before'));
  });
});
