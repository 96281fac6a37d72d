/** Thrown for an end before the beginning, or for a second end of what has ended already. */
export class PeriodWrong extends Error {
  override readonly name = 'PeriodWrong';
  readonly reason: 'ended before' | 'before since';

  constructor(reason: PeriodWrong['reason']) {
    super(`It cannot end so: ${reason}`);
    this.reason = reason;
  }
}
