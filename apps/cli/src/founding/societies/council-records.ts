import type {
  CouncilMeetingRecord,
  MatterItemRecord,
  MatterItemStatus,
  MatterRecord,
  ResolutionRecord,
} from '@gridloom/societies/import';
import { addDays, instantOn } from '@gridloom/standards';

import type { PlannedLife, Random } from '../planned-life.ts';
import { story } from '../stories.ts';
import {
  canalAgreed,
  canalHouseholds,
  canalMeetings,
  canalSettled,
  canalTitle,
  clubMeetingWording,
  matterPlans,
  meetingWording,
  type MeetingWording,
} from './council-wording.ts';
import { allSocieties, isCouncil, type NamedSociety } from './named-societies.ts';

interface PlannedMeeting {
  readonly record: CouncilMeetingRecord;
  readonly resolutions: readonly ResolutionRecord[];
}

const MEETING_YEARS_DAYS = 540;

const meetingOf = (
  life: PlannedLife,
  society: NamedSociety,
  nth: number,
  wording: MeetingWording,
  daysAgo: number,
  attendance: number,
  against: (random: Random) => number,
): PlannedMeeting => {
  const random = life.random('meeting', society.id, nth);
  const belongs = { societyId: society.id, areaCode: society.village.code };
  const id = life.id('meeting', society.id, nth);
  // After supper or on a free morning: people of the village work by day.
  const minutes = random.pick([9 * 60, 15 * 60, 19 * 60, 19 * 60 + 30]);
  const record = {
    id,
    ...belongs,
    heldAt: instantOn(addDays(life.today, -daysAgo), minutes),
    topic: wording.topic,
    attendance,
  };
  const resolutions = wording.resolutions.map((text, index) => {
    const votesAgainst = Math.min(against(random), Math.floor(attendance / 2));
    const abstained = Math.min(random.int(0, 2), attendance - votesAgainst);
    const votesFor = attendance - votesAgainst - abstained;
    return {
      id: life.id('resolution', society.id, nth, index),
      meetingId: id,
      ...belongs,
      text,
      passed: votesFor > votesAgainst,
      votesFor,
      votesAgainst,
    };
  });
  return { record, resolutions };
};

const canalCouncil = (society: NamedSociety): boolean => society.village.code === story.renzhuang && isCouncil(society);

function* meetingsOf(life: PlannedLife, society: NamedSociety): Generator<PlannedMeeting> {
  const random = life.random('meetings', society.id);
  if (canalCouncil(society)) {
    for (const [nth, told] of canalMeetings.entries())
      yield meetingOf(life, society, nth, told, told.daysAgo, 46 - nth * 2, () => told.against);
    return;
  }
  const often = isCouncil(society)
    ? random.int(3, 7)
    : random.chance(society.kind === 'SELF_GOVERNING' ? 0.3 : 0.12)
      ? 1
      : 0;
  const wording = society.kind === 'SELF_GOVERNING' ? meetingWording : clubMeetingWording;
  const first = random.int(0, wording.length - 1);
  for (let nth = 0; nth < often; nth += 1) {
    const said = wording[(first + nth) % wording.length];
    if (!said) continue;
    const daysAgo = Math.round(((often - nth) * MEETING_YEARS_DAYS) / (often + 1)) - random.int(0, 20);
    const attendance = society.kind === 'SELF_GOVERNING' ? random.int(12, 38) : random.int(5, 15);
    yield meetingOf(life, society, nth, said, Math.max(daysAgo, 2), attendance, (by) => by.int(0, 3));
  }
}

/** Meetings (议事会会议): councils meet often, clubs now and then. */
export function* councilMeetingRecords(life: PlannedLife): Generator<CouncilMeetingRecord> {
  for (const society of allSocieties(life)) for (const meeting of meetingsOf(life, society)) yield meeting.record;
}

export function* resolutionRecords(life: PlannedLife): Generator<ResolutionRecord> {
  for (const society of allSocieties(life)) for (const meeting of meetingsOf(life, society)) yield* meeting.resolutions;
}

interface PlannedMatter {
  readonly record: MatterRecord;
  readonly label: string;
  readonly agreed: number;
}

function* mattersOf(life: PlannedLife, society: NamedSociety): Generator<PlannedMatter> {
  const place = { societyId: society.id, areaCode: society.village.code };
  const id = life.id('matter', society.id, 0);
  if (canalCouncil(society)) {
    const openedOn = addDays(life.today, -(canalMeetings[0]?.daysAgo ?? 0));
    const record = { id, ...place, title: canalTitle, openedOn, settled: canalSettled, total: canalHouseholds };
    yield { record, label: '第{n}户', agreed: canalAgreed };
    return;
  }
  const random = life.random('matter', society.id);
  if (!isCouncil(society) || !random.chance(0.75)) return;
  const { title, label, least, most } = random.pick(matterPlans);
  const total = random.int(least, most);
  const daysAgo = random.int(60, 500);
  const settled = random.chance(0.35) ? total : random.int(0, total - 1);
  const openedOn = addDays(life.today, -daysAgo);
  const done = settled === total ? { settledOn: addDays(openedOn, random.int(30, daysAgo)) } : {};
  yield {
    record: { id, ...place, title, openedOn, settled, total, ...done },
    label,
    agreed: random.int(0, total - settled),
  };
}

/** Matters (议事事项), worked off one by one. */
export function* matterRecords(life: PlannedLife): Generator<MatterRecord> {
  for (const society of allSocieties(life)) for (const matter of mattersOf(life, society)) yield matter.record;
}

const statusOf = (position: number, { record, agreed }: PlannedMatter): MatterItemStatus => {
  if (position <= record.settled) return 'SETTLED';
  return position <= record.settled + agreed ? 'AGREED' : 'PENDING';
};

export function* matterItemRecords(life: PlannedLife): Generator<MatterItemRecord> {
  for (const society of allSocieties(life)) {
    for (const matter of mattersOf(life, society)) {
      for (let position = 1; position <= matter.record.total; position += 1) {
        yield {
          id: life.id('matter-item', matter.record.id, position),
          matterId: matter.record.id,
          areaCode: matter.record.areaCode,
          position,
          label: matter.label.replace('{n}', String(position)),
          status: statusOf(position, matter),
        };
      }
    }
  }
}
