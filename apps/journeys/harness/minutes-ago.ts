const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const SHANGHAI_MS = 480 * MINUTE_MS;
/** The most that a story asks for. */
const SPAN_MS = 360 * MINUTE_MS;

/**
 * A moment up to 360 minutes ago. The county opened at midnight in Shanghai and knows nothing of the time before: soon after it, all such
 * moments lie as much nearer to now, in the same order.
 */
export const minutesAgo = (minutes: number): string => {
  const now = Date.now();
  const sinceOpened = (now + SHANGHAI_MS) % DAY_MS;
  return new Date(now - minutes * MINUTE_MS * Math.min(1, sinceOpened / SPAN_MS)).toISOString();
};
