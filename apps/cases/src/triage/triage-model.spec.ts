import { beforeEach, describe, expect, it } from '@jest/globals';

import { TriageModel, WINDOW, type PastCase } from './triage-model.ts';

const village = '410326200200';
const roads = { id: 'roads', kind: 'COUNTY_DEPARTMENT' };
const committee = (id: string) => ({ id, kind: 'VILLAGE_COMMITTEE' });
const past = (id: string, text: string, serviceItemCode: string, more: Partial<PastCase> = {}): PastCase => ({
  id,
  text,
  serviceItemCode,
  areaCode: village,
  handler: roads,
  ...more,
});
const always = () => true;

describe('what past cases suggest', () => {
  let model: TriageModel;

  beforeEach(async () => {
    model = new TriageModel();
    await model.learn([
      past('lamp-1', '村口路灯不亮，晚上看不见', 'LIGHT'),
      past('lamp-2', '路灯坏了三盏', 'LIGHT'),
      past('water-1', '自来水停了两天', 'WATER', { handler: { id: 'water', kind: 'COUNTY_DEPARTMENT' } }),
      past('dog-1', '邻居家的狗夜里叫', 'QUARREL', { areaCode: '410326104209', handler: committee('beibao') }),
      past('dog-2', '狗叫扰民', 'QUARREL', { areaCode: '410326104209', handler: committee('beibao') }),
    ]);
  });

  it('is the item of cases with the same words, with those words and cases as reasons', () => {
    const [first] = model.suggest({ text: '我家门口的路灯不亮了', areaCode: village }, always);
    expect(first?.serviceItemCode).toBe('LIGHT');
    expect(first?.caseIds).toEqual(['lamp-1', 'lamp-2']);
    expect(first?.words).toContain('路灯');
    expect(first?.handler).toEqual({ id: 'roads' });
    expect(first?.share).toBeGreaterThan(0.5);
    expect(first?.share).toBeLessThanOrEqual(1);
  });

  it('is nothing where nothing is alike', () => {
    expect(model.suggest({ text: 'xyz', areaCode: village }, always)).toEqual([]);
  });

  it('leaves out items that are not in force', () => {
    const items = model.suggest({ text: '路灯不亮', areaCode: village }, (code) => code !== 'LIGHT');
    expect(items.map(({ serviceItemCode }) => serviceItemCode)).not.toContain('LIGHT');
  });

  it('names the kind of body where each place has its own', () => {
    const [first] = model.suggest({ text: '狗叫得睡不着', areaCode: village }, always);
    expect(first?.handler).toEqual({ ofKind: 'VILLAGE_COMMITTEE' });
  });

  it('does not take the matter itself for a reason', () => {
    const [first] = model.suggest({ text: '路灯坏了三盏', areaCode: village, exceptCaseId: 'lamp-2' }, always);
    expect(first?.caseIds).toEqual(['lamp-1']);
  });

  it('prefers cases of the same place among those that are equally alike', async () => {
    await model.learn([
      past('far', '水渠堵塞', 'FAR', { areaCode: '410326104209' }),
      past('near', '水渠堵塞', 'NEAR', { areaCode: village }),
    ]);
    const [first] = model.suggest({ text: '水渠堵塞', areaCode: village }, always);
    expect(first?.serviceItemCode).toBe('NEAR');
  });

  it('goes by what a case became last', async () => {
    await model.learn([past('lamp-1', '村口路灯不亮，晚上看不见', 'ROAD'), past('lamp-2', '路灯坏了三盏', 'ROAD')]);
    expect(model.size).toBe(5);
    const items = model.suggest({ text: '路灯不亮', areaCode: village }, always);
    expect(items.map(({ serviceItemCode }) => serviceItemCode)).toEqual(['ROAD']);
  });

  it('has shares that add up to one', () => {
    const items = model.suggest({ text: '路灯旁的水管和狗', areaCode: village }, always);
    expect(items.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  it('forgets the oldest beyond its window', async () => {
    await model.learn(Array.from({ length: WINDOW }, (_, n) => past(`new-${String(n)}`, '新事', 'NEW')));
    expect(model.size).toBe(WINDOW);
    expect(model.suggest({ text: '路灯', areaCode: village }, always)).toEqual([]);
  });
});
