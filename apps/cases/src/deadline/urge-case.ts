import { conflict, holdsRoleAt, type Conflict } from '@gridloom/service-kit';
import { instantOn, shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import type { UrgeCaseInput } from '../generated/resolvers.ts';
import { CaseDeadline } from './case-deadline.ts';
import { markClock } from './mark-clock.ts';
import { responsibleParty } from './responsible-party.ts';
import { hasEnded, runOnCase } from './run-on-case.ts';

/** Urges whoever has to act (催办): by those over the area of the case, once a day each. */
export const urgeCase = (context: Context, input: UrgeCaseInput) =>
  runOnCase<'UrgeCase', Conflict>(context, {
    name: 'UrgeCase',
    input,
    may: (file) =>
      holdsRoleAt(
        context,
        ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR', 'GRID_HEAD'],
        { areaCode: file.areaCode, gridId: file.gridId ?? null },
      ),
    work: async (file, tools) => {
      const { em, sql, by } = tools;
      if (!file.isOpen()) return hasEnded(context);
      const clock = await em.findOne(CaseDeadline, { caseId: file.id, endedAt: null, pausedAt: null });
      if (!clock) {
        const message = {
          zh: '该事件已挂账，时限暂停，不能催办。',
          en: 'The case waits and no clock runs: nobody is to be urged.',
        };
        return conflict(context.locale, message);
      }
      const urged = await sql(
        `select 1 from case_timeline_entry where case_id = $1 and step = 'URGED' and actor_account_id = $2 and at >= $3 limit 1`,
        [file.id, by.actorAccountId, instantOn(shanghaiDay(by.at))],
      );
      if (urged.length > 0) {
        const message = { zh: '您今天已催办过此事件。', en: 'You have urged this case today already.' };
        return conflict(context.locale, message);
      }
      await markClock(tools, file, clock, { urgedAt: by.at });
      const whose = { organizationId: clock.handlerId ?? null, reason: 'BY_HAND' };
      return file.note('URGED', by, [responsibleParty(clock)], whose);
    },
  });
