import { randomInt } from 'node:crypto';

/** A pause that grows from try to try, by up to a quarter longer or shorter so that many processes do not return at once. */
export function growingPause(
  attempt: number,
  firstMs: number,
  longestMs: number,
  percent = randomInt(75, 126),
): number {
  return (Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 20)) * percent) / 100;
}

/** A switch that is thrown once, and ends pauses early. */
export type Stop = {
  readonly stopped: () => boolean;
  readonly stop: () => void;
  readonly thrown: Promise<void>;
  /** Waits, or less long when stopped or woken. */
  readonly pause: (ms: number) => Promise<void>;
  /** Ends the pauses that are going on, or the next one at once. */
  readonly wake: () => void;
};

/** Makes a switch that has not been thrown. */
export function createStop(): Stop {
  const thrown = Promise.withResolvers<undefined>();
  const ends = new Set<() => void>();
  let stopped = false;
  let woken = false;
  const endAll = (): void => {
    for (const end of ends) end();
  };
  return {
    stopped: () => stopped,
    thrown: thrown.promise,
    stop: () => {
      stopped = true;
      thrown.resolve(undefined);
      endAll();
    },
    wake: () => {
      woken = ends.size === 0;
      endAll();
    },
    pause: (ms) =>
      new Promise((resolve) => {
        if (stopped || woken) {
          woken = false;
          resolve();
          return;
        }
        const end = (): void => {
          clearTimeout(timer);
          ends.delete(end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        ends.add(end);
      }),
  };
}
