import { describe, expect, test } from '@jest/globals';

import { wangpingDemands } from '../societies/demand-wording.ts';
import { divisionOf } from './division-of-work.ts';
import { dutyListOf } from './duties.ts';
import { itemOf, titleOf, wordingOf } from './matters.ts';
import { serviceItems } from './service-items.ts';

describe('The list of matters', () => {
  test('has some forty items, each with a code of its own, a duty of the list, and words for it', () => {
    expect(serviceItems.length).toBeGreaterThanOrEqual(40);
    expect(new Set(serviceItems.map(({ code }) => code)).size).toBe(serviceItems.length);
    for (const item of serviceItems) {
      expect(item.bySponsor + item.byTownship).toBeLessThanOrEqual(10);
      const { demands, outcomes } = wordingOf(item.code);
      expect(demands.length).toBeGreaterThan(0);
      expect(outcomes.length).toBeGreaterThan(0);
    }
  });

  test('six duties in Ruyang, eleven in Wangcheng, six elsewhere; every item has one of each list', () => {
    const [ruyang, wangcheng, other] = [
      dutyListOf('410326', '汝阳县'),
      dutyListOf('430112', '望城区'),
      dutyListOf('410122', '中牟县'),
    ].map(({ duties }) => duties);
    expect(ruyang?.map(({ name }) => name)).toEqual([
      '政策宣传',
      '跑腿代办',
      '矛盾调解',
      '隐患排查',
      '民生服务',
      '民意收集',
    ]);
    expect(wangcheng).toHaveLength(11);
    expect(other).toHaveLength(6);
    const codes = new Set(wangcheng?.map(({ code }) => code));
    for (const { duty, finerDuty } of serviceItems) {
      expect(codes).toContain(duty);
      if (finerDuty !== undefined) expect(codes).toContain(finerDuty);
    }
  });

  test('some items have been renewed and one was there for an emergency alone', () => {
    expect(serviceItems.filter(({ before }) => before).length).toBeGreaterThanOrEqual(3);
    expect(serviceItems.filter(({ emergency }) => emergency)).toHaveLength(1);
  });

  test('a title is the first sentence, and words carry no numbers of people', () => {
    expect(titleOf('村口路灯不亮。请修一修。')).toBe('村口路灯不亮');
    for (const { code } of serviceItems) for (const text of wordingOf(code).demands) expect(text).not.toMatch(/\d{7,}/);
  });

  test('Wangping has 28 demands of matters on the list', () => {
    const demands = Object.values(wangpingDemands).flat();
    expect(demands).toHaveLength(28);
    for (const { item } of demands) expect(itemOf(item).emergency).toBeUndefined();
  });
});

describe('Who does what in the matters of the list', () => {
  const divided = serviceItems.map((item) => ({ item, ...divisionOf(item) }));

  test('is said of every item: the lead, the grid, and bodies that assist, each once and never the lead itself', () => {
    for (const { item, leadDoes, gridDoes, assistants } of divided) {
      expect([item.code, leadDoes.length > 0, gridDoes.length > 0]).toEqual([item.code, true, true]);
      const bodies = assistants.map(({ sponsor }) => sponsor);
      expect(new Set([item.sponsor, ...bodies]).size).toBe(bodies.length + 1);
    }
  });

  test('leaves to township and village what they settle themselves, so that no whistle is blown for it', () => {
    const leads = Map.groupBy(divided, ({ leadKind }) => leadKind);
    expect([...leads.keys()].sort()).toEqual(['COUNTY_DEPARTMENT', 'TOWNSHIP_GOVERNMENT', 'VILLAGE_COMMITTEE']);
    expect(leads.get('VILLAGE_COMMITTEE')?.map(({ item }) => item.code)).toContain('C-001');
    for (const code of ['B-003', 'A-004', 'B-001', 'B-006', 'A-001'])
      expect(leads.get('COUNTY_DEPARTMENT')?.map(({ item }) => item.code)).toContain(code);
  });

  test('is bound to roles by the duty lists; what nobody in particular has is everybody’s', () => {
    for (const [county, name] of [
      ['410326', '汝阳县'],
      ['430112', '望城区'],
    ] as const) {
      const { duties } = dutyListOf(county, name);
      expect(duties.find(({ code }) => code === 'ERRANDS')?.roles).not.toContain('SECRETARY');
      expect(duties.find(({ code }) => code === 'HAZARDS')?.roles).toContain('GRID_HEAD');
      for (const { roles } of duties) expect(roles ?? ['PART_TIME']).toContain('PART_TIME');
      for (const code of ['POLICY', 'MEDIATION', 'OPINIONS'])
        expect(duties.find((duty) => duty.code === code)?.roles).toBeUndefined();
    }
  });
});
