import { meetingHeld, resolutionPassed } from '@gridloom/contracts';
import { eventDraft } from '@gridloom/messaging';
import { invalidInput, runCommand, type InvalidInput } from '@gridloom/service-kit';

import { outOfRange, wrongLength } from '../check-input.ts';
import type { Context } from '../context.ts';
import type { RecordCouncilMeetingInput, ResolutionInput } from '../generated/resolvers.ts';
import type { ResultOf } from '../result-of.ts';
import { lockActiveSociety } from '../society/own-society.ts';
import { Society } from '../society/society.ts';
import { CouncilMeeting, Resolution } from './council-meeting.ts';

const MOST_RESOLUTIONS = 20;
const MOST_PEOPLE = 10_000;

const wrongResolution = (
  context: Context,
  field: string,
  resolution: ResolutionInput,
  attendance: number,
): InvalidInput | undefined =>
  wrongLength(context, `${field}.text`, resolution.text, 2, 1_000) ??
  outOfRange(context, `${field}.votesFor`, resolution.votesFor, 0, attendance) ??
  outOfRange(context, `${field}.votesAgainst`, resolution.votesAgainst, 0, attendance - resolution.votesFor);

const wrongInput = (context: Context, input: RecordCouncilMeetingInput): InvalidInput | undefined => {
  const resolutions = input.resolutions ?? [];
  if (input.heldAt > context.now()) {
    return invalidInput(context.locale, 'input.heldAt', {
      zh: '召开时间不能晚于现在。',
      en: 'It cannot be later than now.',
    });
  }
  return (
    wrongLength(context, 'input.topic', input.topic, 2, 200) ??
    outOfRange(context, 'input.attendance', input.attendance, 0, MOST_PEOPLE) ??
    outOfRange(context, 'input.resolutions', resolutions.length, 0, MOST_RESOLUTIONS) ??
    resolutions
      .map((each, at) => wrongResolution(context, `input.resolutions.${String(at)}`, each, input.attendance))
      .find((wrong) => wrong !== undefined)
  );
};

/** Records a meeting that was held, with what it voted on. */
export const recordCouncilMeeting = (context: Context, input: RecordCouncilMeetingInput) =>
  runCommand<ResultOf<'RecordCouncilMeetingResult'>>(context, {
    name: 'recordCouncilMeeting',
    input,
    work: async (em) => {
      const society = await lockActiveSociety(context, em, input.societyId, 'input.societyId');
      if (!(society instanceof Society)) return { result: society };
      const wrong = wrongInput(context, input);
      if (wrong) return { result: wrong };
      const place = { societyId: society.id, areaCode: society.areaCode };
      const meeting = em.create(CouncilMeeting, {
        id: context.newId(),
        ...place,
        heldAt: input.heldAt,
        topic: input.topic.trim(),
        attendance: input.attendance,
        version: 1,
      });
      await em.flush();
      const resolutions = (input.resolutions ?? []).map(({ text, passed, votesFor, votesAgainst }) =>
        em.create(Resolution, {
          id: context.newId(),
          meetingId: meeting.id,
          ...place,
          text: text.trim(),
          passed,
          votesFor,
          votesAgainst,
        }),
      );
      return {
        result: { __typename: 'RecordCouncilMeetingSuccess' as const, meetingId: meeting.id },
        events: [
          eventDraft({
            event: meetingHeld,
            aggregateId: meeting.id,
            aggregateVersion: meeting.version,
            areaCode: society.areaCode,
            occurredAt: meeting.heldAt,
            data: { meetingId: meeting.id, ...place, attendance: meeting.attendance },
          }),
          ...resolutions
            .filter(({ passed }) => passed)
            .map(({ id }) =>
              eventDraft({
                event: resolutionPassed,
                aggregateId: id,
                aggregateVersion: 1,
                areaCode: society.areaCode,
                occurredAt: meeting.heldAt,
                data: { resolutionId: id, meetingId: meeting.id, ...place },
              }),
            ),
        ],
      };
    },
  });
