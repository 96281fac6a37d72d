import { describe, expect, test } from '@jest/globals';
import { checkUscc } from '@gridloom/standards';

import { story } from '../stories.ts';
import { lifeOnPaper } from '../../testing/found-on-paper.ts';
import {
  centreRecords,
  enrolmentRecords,
  mealServiceRecords,
  outcomeRecords,
  programmeRecords,
} from './centre-records.ts';
import { councilMeetingRecords, matterItemRecords, matterRecords, resolutionRecords } from './council-records.ts';
import { membershipRecords, societyRecords } from './society-records.ts';

const life = await lifeOnPaper();
const societies = [...societyRecords(life)];

describe('The societies of a county', () => {
  test('are 2,966 in three kinds, each with a name of its own in its village', () => {
    const ofKind = (kind: string) => societies.filter((society) => society.kind === kind).length;
    expect([ofKind('SELF_GOVERNING'), ofKind('RECREATIONAL'), ofKind('VOLUNTEER')]).toEqual([1_322, 501, 1_143]);
    expect(new Set(societies.map(({ areaCode, name }) => `${areaCode} ${name}`)).size).toBe(2_966);
  });

  test('some are registered under a valid code of their own, most are filed', () => {
    const codes = societies.flatMap(({ uscc }) => (uscc === undefined ? [] : [uscc]));
    expect(codes.length).toBeGreaterThan(100);
    expect(codes.length).toBeLessThan(500);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(checkUscc(code).ok).toBe(true);
  });

  test('25,192 memberships are in force, three at least in each, nobody twice in one; some have left', () => {
    const sizes = new Map<string, Set<string>>();
    let left = 0;
    for (const { societyId, residentId, leftOn } of membershipRecords(life)) {
      if (leftOn !== undefined) left += 1;
      else sizes.set(societyId, (sizes.get(societyId) ?? new Set()).add(residentId));
    }
    expect([...sizes.values()].reduce((sum, { size }) => sum + size, 0)).toBe(25_192);
    expect(sizes.size).toBe(2_966);
    expect(Math.min(...[...sizes.values()].map(({ size }) => size))).toBeGreaterThanOrEqual(3);
    expect(left).toBeGreaterThan(500);
  });

  test('are the same on every run', async () => {
    const again = await lifeOnPaper();
    expect([...societyRecords(again)]).toEqual(societies);
    expect([...matterItemRecords(again)]).toEqual([...matterItemRecords(life)]);
    expect([...outcomeRecords(again)]).toEqual([...outcomeRecords(life)]);
  });

  test('those of the stories bear their names', () => {
    const namesIn = (code: string) => societies.filter(({ areaCode }) => areaCode === code).map(({ name }) => name);
    expect(namesIn(story.xiaosi)).toContain('寺帮帮');
    expect(namesIn(story.renzhuang)).toContain('任庄村村民议事会');
    expect(namesIn(story.wangping)).toEqual(expect.arrayContaining(['王坪村舞蹈队', '王坪村戏曲社', '王坪村健步走队']));
    expect(namesIn(life.villages.find(({ name }) => name === '东街社区')?.code ?? '')).toContain('东街社区居民议事会');
  });
});

describe('Councils', () => {
  test('that of Renzhuang has met five times about the 18 households of the canal', () => {
    const [matter] = [...matterRecords(life)].filter(({ areaCode }) => areaCode === story.renzhuang);
    expect(matter).toMatchObject({ title: '修渠搬迁18户', settled: 12, total: 18 });
    const items = [...matterItemRecords(life)].filter(({ matterId }) => matterId === matter?.id);
    expect(items.map(({ label }) => label)).toEqual(Array.from({ length: 18 }, (_, n) => `第${String(n + 1)}户`));
    expect(new Set(items.map(({ status }) => status))).toEqual(new Set(['SETTLED', 'AGREED', 'PENDING']));
    const meetings = [...councilMeetingRecords(life)].filter(({ societyId }) => societyId === matter?.societyId);
    expect(meetings).toHaveLength(5);
  });

  test('votes are never more than people at the meeting, and meetings are held before now', () => {
    const attendance = new Map([...councilMeetingRecords(life)].map((meeting) => [meeting.id, meeting]));
    for (const { meetingId, votesFor, votesAgainst } of resolutionRecords(life)) {
      const meeting = attendance.get(meetingId);
      expect(votesFor + votesAgainst).toBeLessThanOrEqual(meeting?.attendance ?? 0);
      expect((meeting?.heldAt ?? life.now) < life.now).toBe(true);
    }
  });
});

describe('Centres', () => {
  const programmes = new Map([...programmeRecords(life)].map((programme) => [programme.id, programme]));

  test('are some thirty, in communities and villages', () => {
    const centres = [...centreRecords(life)];
    expect(centres).toHaveLength(30);
    expect(centres.some(({ areaCode, kind }) => areaCode === story.beibao && kind === 'VILLAGE')).toBe(true);
    expect(centres.some(({ areaCode, kind }) => areaCode === story.shuangquan && kind === 'TRAINING')).toBe(true);
    expect(centres.some(({ kind }) => kind === 'NEIGHBOURHOOD')).toBe(true);
  });

  test('exactly one programme has 143 people in work, at 8,000 yuan a month on average', () => {
    const wages = new Map<string, number[]>();
    for (const { programmeId, monthlyWage } of outcomeRecords(life))
      if (monthlyWage !== undefined) wages.set(programmeId, [...(wages.get(programmeId) ?? []), monthlyWage]);
    const found = [...wages].filter(([, each]) => each.length === 143);
    expect(found).toHaveLength(1);
    const [id, each] = found[0] ?? ['', []];
    expect(programmes.get(id)?.areaCode).toBe(story.shuangquan);
    expect(each.reduce((sum, wage) => sum + wage, 0) / 143).toBe(8_000);
    expect(new Set(each).size).toBeGreaterThan(10);
  });

  test('outcomes belong to completed enrolments, each person once a course', () => {
    const enrolments = new Map([...enrolmentRecords(life)].map((enrolment) => [enrolment.id, enrolment]));
    for (const { enrolmentId, programmeId } of outcomeRecords(life))
      expect(enrolments.get(enrolmentId)).toMatchObject({ programmeId, completed: true });
    const people = [...enrolments.values()].map(({ programmeId, residentId }) => `${programmeId} ${residentId}`);
    expect(new Set(people).size).toBe(people.length);
  });

  test('Beibao has cooked for more than a year', () => {
    const meals = [...mealServiceRecords(life)].filter(({ areaCode }) => areaCode === story.beibao);
    expect(meals.length).toBeGreaterThan(330);
    expect(meals.reduce((sum, each) => sum + each.meals, 0)).toBeGreaterThan(20_000);
    expect(Math.max(...meals.map((each) => each.meals))).toBeLessThan(130);
  });
});
