import { describe, expect, test } from '@jest/globals';

import { wangpingDemands } from '../societies/demand-wording.ts';
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
