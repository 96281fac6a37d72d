/** Thrown when the event contract is not fit to land; the message says what to change. */
export class EventsProblem extends Error {
  override readonly name = 'EventsProblem';
}
