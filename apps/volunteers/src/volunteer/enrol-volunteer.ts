import { assignmentsFor, Refused } from '@gridloom/access';
import { volunteerEnrolled, volunteerState } from '@gridloom/contracts';
import { eventDraft } from '@gridloom/messaging';
import { applyIncrements, conflict, runCommand } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { callerAccount } from '../caller-account.ts';
import { unknownArea, wrongLength, wrongSkills } from '../check-input.ts';
import type { Context } from '../context.ts';
import { countVolunteer } from '../figures.ts';
import type { EnrolVolunteerInput } from '../generated/resolvers.ts';
import type { ResultOf } from '../result-of.ts';
import { volunteerNumber } from './volunteer-number.ts';
import { Volunteer } from './volunteer.ts';

/** Where the caller is a resident. */
const homeOf = (context: Context): string => {
  const home = assignmentsFor(context.caller, 'ENROL_AS_VOLUNTEER').find(
    ({ jurisdiction }) => jurisdiction.kind === 'AREA',
  );
  return home?.jurisdiction.kind === 'AREA' ? home.jurisdiction.code : '';
};

/** Enrols the caller as a volunteer where one is a resident; organization derives the role from the event. */
export const enrolVolunteer = (context: Context, input: EnrolVolunteerInput) =>
  runCommand<ResultOf<'EnrolVolunteerResult'>>(context, {
    name: 'enrolVolunteer',
    input,
    work: async (em, sql) => {
      const accountId = callerAccount(context);
      const areaCode = input.areaCode ?? homeOf(context);
      const wrong =
        wrongLength(context, 'input.name', input.name, 2, 50) ??
        wrongSkills(context, 'input.skills', input.skills) ??
        unknownArea(context, 'input.areaCode', areaCode);
      if (wrong) return { result: wrong };
      const reach = context.reach('ENROL_AS_VOLUNTEER');
      if (!reach.all && !reach.areaCodes.includes(areaCode)) {
        throw new Refused(
          'FORBIDDEN',
          context.say({ zh: '只能在自己居住的村（社区）登记。', en: 'You may enrol where you are a resident only.' }),
        );
      }
      // Two submissions of one account at once must not make two volunteers.
      await sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`volunteer ${accountId}`]);
      if (await em.findOne(Volunteer, { accountId })) {
        return {
          result: conflict(context.locale, { zh: '您已登记为志愿者。', en: 'You are enrolled already.' }),
        };
      }
      const now = context.now();
      const [drawn] = await sql(`select nextval('volunteer_number')::int as running`);
      const volunteer = em.create(Volunteer, {
        id: context.newId(),
        accountId,
        residentId: context.caller.kind === 'account' ? (context.caller.residentId ?? null) : null,
        name: input.name.trim(),
        number: volunteerNumber(areaCode, drawn?.running as number),
        areaCode,
        skills: [...(input.skills ?? [])],
        enrolledOn: shanghaiDay(now),
        version: 1,
      });
      await em.flush();
      await applyIncrements(sql, countVolunteer(context.areas, volunteer));
      const told = {
        aggregateId: volunteer.id,
        aggregateVersion: volunteer.version,
        areaCode,
        occurredAt: now,
        data: { volunteerId: volunteer.id, accountId, number: volunteer.number, areaCode },
      };
      return {
        result: { __typename: 'EnrolVolunteerSuccess', volunteerId: volunteer.id },
        events: [eventDraft({ event: volunteerEnrolled, ...told }), eventDraft({ event: volunteerState, ...told })],
      };
    },
  });
