import { expect, test } from '@jest/globals';
import { judgeHealth } from './health.ts';

const lastProgressAt = new Date('2026-03-31T08:00:00Z');

test('A consumer is unhealthy when messages wait and none was handled for a minute', () => {
  expect(judgeHealth({ lag: 0, lastProgressAt, now: new Date('2026-03-31T09:00:00Z') }).healthy).toBe(true);
  expect(judgeHealth({ lag: 5, lastProgressAt, now: new Date('2026-03-31T08:01:00Z') }).healthy).toBe(true);
  expect(judgeHealth({ lag: 5, lastProgressAt, now: new Date('2026-03-31T08:01:01Z') })).toEqual({
    healthy: false,
    lag: 5,
    lastProgressAt,
    reason: '5 messages wait and none was handled for a minute',
  });
});
