/** Whether a consumer still gets on: unhealthy with lag and no progress for a minute. */
export type ConsumerHealth = {
  readonly healthy: boolean;
  /** Messages that wait in the partitions of this process. */
  readonly lag: number;
  readonly lastProgressAt: Date;
  readonly reason?: string;
};

const STALL_MS = 60_000;

/** kafkajs has been seen to stall in silence: what counts is whether messages that wait get handled. */
export function judgeHealth(state: { lag: number; lastProgressAt: Date; now: Date }): ConsumerHealth {
  const { lag, lastProgressAt, now } = state;
  const stalled = lag > 0 && now.getTime() - lastProgressAt.getTime() > STALL_MS;
  return {
    healthy: !stalled,
    lag,
    lastProgressAt,
    ...(stalled && { reason: `${lag} messages wait and none was handled for a minute` }),
  };
}
