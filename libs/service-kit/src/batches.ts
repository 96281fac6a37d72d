import DataLoader from 'dataloader';

/** One DataLoader for each kind of lookup and its arguments, for the length of a request. */
export interface Batches {
  /**
   * Loads the value for `key` together with all other keys asked for in the same tick.
   * @param name what is looked up, e.g. `Society.meetings`
   * @param args arguments that all keys of a batch share; a different value makes another batch
   * @param batch gives the values in the order of the keys
   */
  load<K extends string, V>(
    name: string,
    args: unknown,
    key: K,
    batch: (keys: readonly K[]) => Promise<readonly V[]>,
  ): Promise<V>;
  /** Forgets what was loaded, e.g. after a mutation's transaction. */
  clear(): void;
}

export const createBatches = (): Batches => {
  const loaders = new Map<string, DataLoader<string, unknown>>();
  return {
    load: <K extends string, V>(
      name: string,
      args: unknown,
      key: K,
      batch: (keys: readonly K[]) => Promise<readonly V[]>,
    ) => {
      const id = `${name} ${JSON.stringify(args)}`;
      let loader = loaders.get(id) as DataLoader<K, V> | undefined;
      if (!loader) {
        loader = new DataLoader<K, V>(batch, { maxBatchSize: 1_000 });
        loaders.set(id, loader);
      }
      return loader.load(key);
    },
    clear: () => {
      loaders.clear();
    },
  };
};

/** Puts rows in the order of the keys: one row a key, `null` where there is none. */
export const oneByKey = <K extends string, R>(
  keys: readonly K[],
  rows: readonly R[],
  keyOf: (row: R) => K,
): (R | null)[] => {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key) ?? null);
};

/** Puts rows in the order of the keys: all rows of a key, in the order they came. */
export const manyByKey = <K extends string, R>(keys: readonly K[], rows: readonly R[], keyOf: (row: R) => K): R[][] => {
  const byKey = new Map<K, R[]>(keys.map((key) => [key, []]));
  for (const row of rows) byKey.get(keyOf(row))?.push(row);
  return keys.map((key) => byKey.get(key) ?? []);
};
