import { describe, expect, test } from '@jest/globals';
import { createStop, growingPause } from './pauses.ts';

describe('A growing pause', () => {
  test('doubles from try to try, up to its longest, and is moved by chance', () => {
    expect([0, 1, 2, 3, 10, 1000].map((attempt) => growingPause(attempt, 100, 5_000, 100))).toEqual([
      100, 200, 400, 800, 5_000, 5_000,
    ]);
    expect(growingPause(1, 100, 5_000, 75)).toBe(150);
  });
});

describe('A stop', () => {
  test('ends every pause, those to come included', async () => {
    const stop = createStop();
    const pauses = Promise.all([stop.pause(1_000_000), stop.pause(1_000_000)]);
    stop.stop();
    await pauses;
    await stop.pause(1_000_000);
    expect(stop.stopped()).toBe(true);
  });

  test('is woken once for each call, also before the pause', async () => {
    const stop = createStop();
    stop.wake();
    await stop.pause(1_000_000);
    const pause = stop.pause(1_000_000);
    stop.wake();
    await pause;
    expect(stop.stopped()).toBe(false);
  });
});
