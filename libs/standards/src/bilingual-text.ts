/** A sentence for the person at the screen, in Chinese and in English; which one is shown depends on Accept-Language. */
export interface BilingualText {
  readonly zh: string;
  readonly en: string;
}
