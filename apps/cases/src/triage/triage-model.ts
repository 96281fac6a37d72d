import MiniSearch from 'minisearch';

/** A case of the past from which others can be told: what was said, and what became of it. */
export interface PastCase {
  readonly id: string;
  /** Title and demands. */
  readonly text: string;
  readonly areaCode: string;
  readonly serviceItemCode: string;
  /** None where it was never dispatched. */
  readonly handler: PastHandler | null;
}

export interface PastHandler {
  readonly id: string;
  readonly kind: string;
}

/** A matter for which an item and a handler are looked for. */
export interface Matter {
  readonly text: string;
  readonly areaCode: string;
  /** A case that is the matter itself, which says nothing. */
  readonly exceptCaseId?: string;
}

/** What similar cases of the past say. */
export interface SuggestedItem {
  readonly serviceItemCode: string;
  /** Its part of the likeness of all similar cases, 0 to 1. */
  readonly share: number;
  /** How many of the similar cases had it, and how many were compared. */
  readonly similar: number;
  readonly compared: number;
  /** Who handled most of them: a body, or any body of a kind where each place has its own. */
  readonly handler: { readonly id: string } | { readonly ofKind: string } | null;
  /** The most similar ones, the best first. */
  readonly caseIds: readonly string[];
  /** Words of the matter that they share, the more telling ones first. */
  readonly words: readonly string[];
}

/** Bodies of which each place has its own: another village's committee says nothing of this one's. */
const localKinds = new Set(['TOWNSHIP_GOVERNMENT', 'VILLAGE_COMMITTEE', 'COMMUNITY_COMMITTEE']);

/** How many of the most similar cases have a say. */
const NEIGHBOURS = 40;
const CASES_SHOWN = 3;
const WORDS_SHOWN = 5;
/** Past cases that are kept in memory: the newest ones, some tens of megabytes. */
export const WINDOW = 20_000;

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
const han = /[\p{Script=Han}]+|[\p{L}\p{N}]+/gu;

/** Pairs of Chinese characters, and other words whole: nothing parts Chinese words, and pairs miss none. */
const tokenize = (text: string): string[] =>
  (text.toLowerCase().match(han) ?? []).flatMap((run) => {
    if (!/^\p{Script=Han}/u.test(run)) return [run];
    const characters = Array.from(run);
    return characters.slice(1).map((character, at) => `${characters[at] ?? ''}${character}`);
  });

const wordsOf = (text: string): string[] => [
  ...new Set(
    [...segmenter.segment(text)]
      .filter(({ isWordLike, segment }) => isWordLike === true && Array.from(segment).length > 1)
      .map(({ segment }) => segment),
  ),
];

/** Cases of the same place are a little more alike. */
const placeWeight = (areaCode: string, other: string): number => {
  if (areaCode === other) return 1.3;
  return areaCode.slice(0, 9) === other.slice(0, 9) ? 1.1 : 1;
};

const heaviest = <K>(weights: ReadonlyMap<K, number>): K | undefined =>
  [...weights].reduce<[K, number] | undefined>(
    (best, entry) => (best && best[1] >= entry[1] ? best : entry),
    undefined,
  )?.[0];

/**
 * Finds past cases like a matter (BM25 over pairs of characters) and lets them vote. Offline and in memory; it learns by adding cases and
 * forgets the oldest beyond {@link WINDOW}.
 */
export class TriageModel {
  readonly #index = new MiniSearch<PastCase>({
    fields: ['text'],
    tokenize,
    processTerm: (term) => term,
    autoVacuum: true,
  });
  readonly #cases = new Map<string, PastCase>();

  get size(): number {
    return this.#cases.size;
  }

  /** Learns cases, oldest first; one that it knows is learnt anew. Gives other work its turn in between. */
  async learn(cases: readonly PastCase[]): Promise<void> {
    const fresh = [...new Map(cases.map((past) => [past.id, past])).values()];
    for (const { id } of fresh) this.forget(id);
    await this.#index.addAllAsync(fresh, { chunkSize: 200 });
    for (const past of fresh) this.#cases.set(past.id, past);
    for (const id of this.#cases.keys()) {
      if (this.#cases.size <= WINDOW) break;
      this.forget(id);
    }
  }

  forget(id: string): void {
    if (this.#cases.delete(id)) this.#index.discard(id);
  }

  /** Items with the likeness that speaks for each, the best first. None where nothing is alike. */
  suggest(matter: Matter, isInForce: (serviceItemCode: string) => boolean): readonly SuggestedItem[] {
    const found = this.#index
      .search(matter.text, {
        combineWith: 'OR',
        filter: ({ id }) => id !== matter.exceptCaseId,
        boostDocument: (id: string) => placeWeight(matter.areaCode, this.#cases.get(id)?.areaCode ?? ''),
      })
      .slice(0, NEIGHBOURS)
      .flatMap(({ id, score }) => {
        const past = this.#cases.get(id as string);
        return past && isInForce(past.serviceItemCode) ? [{ past, score }] : [];
      });
    const whole = found.reduce((sum, { score }) => sum + score, 0);
    const items = Map.groupBy(found, ({ past }) => past.serviceItemCode);
    const words = wordsOf(matter.text);
    return [...items]
      .map(([serviceItemCode, neighbours]): SuggestedItem => ({
        serviceItemCode,
        share: neighbours.reduce((sum, { score }) => sum + score, 0) / whole,
        similar: neighbours.length,
        compared: found.length,
        handler: handlerOf(neighbours),
        caseIds: neighbours.slice(0, CASES_SHOWN).map(({ past }) => past.id),
        words: sharedWords(words, neighbours),
      }))
      .sort((a, b) => b.share - a.share || (a.serviceItemCode < b.serviceItemCode ? -1 : 1));
  }
}

interface Neighbour {
  readonly past: PastCase;
  readonly score: number;
}

const handlerOf = (neighbours: readonly Neighbour[]): SuggestedItem['handler'] => {
  const weights = new Map<string, number>();
  for (const { past, score } of neighbours) {
    if (!past.handler) continue;
    const key = localKinds.has(past.handler.kind) ? `kind ${past.handler.kind}` : `body ${past.handler.id}`;
    weights.set(key, (weights.get(key) ?? 0) + score);
  }
  const [what, which] = heaviest(weights)?.split(' ') ?? [];
  if (which === undefined) return null;
  return what === 'kind' ? { ofKind: which } : { id: which };
};

const sharedWords = (words: readonly string[], neighbours: readonly Neighbour[]): readonly string[] =>
  words
    .map((word) => ({
      word,
      weight: neighbours.reduce((sum, { past, score }) => sum + (past.text.includes(word) ? score : 0), 0),
    }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, WORDS_SHOWN)
    .map(({ word }) => word);
