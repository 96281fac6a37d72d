/** A row that knows whether its sensitive fields are shown whole to the caller; it was read for this caller alone. */
export interface ShownTo {
  readonly shownWhole: boolean;
}

/** What `@sensitive` asks: whether this very row is shown whole. */
export const showsWhole = (parent: object): boolean => 'shownWhole' in parent && parent.shownWhole === true;
