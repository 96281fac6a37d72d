import { shanghaiDay } from '@gridloom/standards';

const MINUTE_MS = 60_000;
/** The most that a story asks for. */
const SPAN_MS = 360 * MINUTE_MS;

/**
 * A moment up to 360 minutes ago. The county opened at midnight in Shanghai and knows nothing of the time before: soon after it, all such
 * moments lie as much nearer to now, in the same order.
 */
export const minutesAgo = (minutes: number): string => {
  const now = Date.now();
  const opened = Date.parse(`${shanghaiDay(new Date(now))}T00:00:00+08:00`);
  return new Date(now - minutes * MINUTE_MS * Math.min(1, (now - opened) / SPAN_MS)).toISOString();
};
