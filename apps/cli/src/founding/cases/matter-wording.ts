/** How people put a matter: `{p}` is a place of the village, the first sentence becomes the case's title. */
export interface MatterWording {
  readonly item: string;
  readonly demands: readonly string[];
  /** What the handler answers. */
  readonly outcomes: readonly string[];
}
