import { describe, expect, test } from '@jest/globals';

import { Matter, MatterItem, type MatterItemStatus } from '../council/matter.ts';
import { Membership } from './membership.ts';
import { Society } from './society.ts';

const filing = {
  id: '1',
  name: '舞蹈队',
  kind: 'RECREATIONAL',
  areaCode: '410326204200',
  organizerAccountId: '2',
  organizerName: '王秀英',
  filedOn: '2026-03-02',
} as const;

describe('A society', () => {
  test('is only filed without a credit code, and registered with one', () => {
    expect(Society.file(filing)).toMatchObject({
      legalForm: 'FILED',
      status: 'ACTIVE',
      uscc: null,
      registeredOn: null,
    });
    expect(Society.file({ ...filing, uscc: '91350100M000100Y43' })).toMatchObject({
      legalForm: 'REGISTERED',
      registeredOn: '2026-03-02',
    });
  });

  test('takes part in things until it is dissolved', () => {
    const society = Society.file(filing);
    expect(society.takesPart).toBe(true);
    society.status = 'DORMANT';
    expect(society.takesPart).toBe(true);
    society.status = 'DISSOLVED';
    expect(society.takesPart).toBe(false);
  });
});

describe('A membership', () => {
  const begun = () =>
    Membership.begin({ id: '1', societyId: '1', areaCode: '410326204200', residentId: '3', joinedOn: '2026-01-01' });

  test('ends once, not before it began', () => {
    const membership = begun();
    expect(membership.end('2025-12-31')).toBe('BEFORE_IT_BEGAN');
    expect(membership.inForce).toBe(true);
    expect(membership.end('2026-01-01')).toBe('ENDED');
    expect(membership.inForce).toBe(false);
    expect(membership.end('2026-02-01')).toBe('ENDED_ALREADY');
  });
});

describe('A matter', () => {
  const item = (status: MatterItemStatus) =>
    Object.assign(new MatterItem(), { id: '1', matterId: '1', areaCode: '4', position: 1, label: '第1户', status });
  const open = () =>
    Matter.open({ id: '1', societyId: '1', areaCode: '410326101203', title: '搬迁', total: 2, openedOn: '2026-01-01' });

  test('is settled with its last item, and open again when one falls back', () => {
    const matter = open();
    const [first, second] = [item('PENDING'), item('AGREED')];
    expect(matter.move(first, 'AGREED', '2026-02-01')).toBe('MOVED');
    expect(matter.move(first, 'SETTLED', '2026-02-02')).toBe('PROGRESSED');
    expect(matter.status).toBe('OPEN');
    expect(matter.move(second, 'SETTLED', '2026-02-03')).toBe('SETTLED');
    expect(matter).toMatchObject({ settled: 2, settledOn: '2026-02-03', status: 'SETTLED' });
    expect(matter.move(second, 'SETTLED', '2026-02-04')).toBe('UNCHANGED');
    expect(matter.move(second, 'AGREED', '2026-02-05')).toBe('PROGRESSED');
    expect(matter).toMatchObject({ settled: 1, settledOn: null, status: 'OPEN' });
  });
});
