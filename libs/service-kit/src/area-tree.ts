import type { SqlExecutor } from '@gridloom/messaging';

/** An area (行政区划) as every subgraph knows it. */
export interface AreaNode {
  readonly code: string;
  readonly name: string;
  readonly level: 'COUNTY' | 'TOWNSHIP' | 'VILLAGE';
  readonly parentCode: string | null;
  /** Codes of all areas above it, nearest first. */
  readonly ancestors: readonly string[];
}

/** The county's tree of areas, read from the projection and held in memory: a county has some hundreds of them. */
export interface AreaTree {
  find(code: string): AreaNode | undefined;
  /** The area itself and all below it; empty for an unknown code. */
  withDescendants(code: string): readonly string[];
  /** The area itself and all above it, nearest first; just the code itself where it is unknown. */
  withAncestors(code: string): readonly string[];
  /** Whether `code` is `above` or lies below it. */
  isWithin(code: string, above: string): boolean;
  /** Whether an area has no parent: whoever holds it holds the whole installation. */
  isRoot(code: string): boolean;
  all(): readonly AreaNode[];
}

export const buildAreaTree = (nodes: readonly AreaNode[]): AreaTree => {
  const byCode = new Map(nodes.map((node) => [node.code, node]));
  const below = new Map<string, string[]>();
  for (const node of nodes) {
    for (const code of [node.code, ...node.ancestors]) {
      const codes = below.get(code);
      if (codes) codes.push(node.code);
      else below.set(code, [node.code]);
    }
  }
  return {
    find: (code) => byCode.get(code),
    withDescendants: (code) => below.get(code) ?? [],
    withAncestors: (code) => [code, ...(byCode.get(code)?.ancestors ?? [])],
    isWithin: (code, above) => code === above || (byCode.get(code)?.ancestors.includes(above) ?? false),
    isRoot: (code) => byCode.get(code)?.parentCode === null,
    all: () => nodes,
  };
};

/** Reads the tree from `area_view`. */
export const loadAreaTree = async (sql: SqlExecutor): Promise<AreaTree> => {
  const rows = await sql('select code, name, level, parent_code, ancestors from area_view order by code');
  return buildAreaTree(
    rows.map((row) => ({
      code: row.code as string,
      name: row.name as string,
      level: row.level as AreaNode['level'],
      parentCode: row.parent_code as string | null,
      ancestors: row.ancestors as string[],
    })),
  );
};

/** A tree that is read again after {@link invalidate} and once a minute, for replicas that did not see the change. */
export const createAreaTreeCache = (load: () => Promise<AreaTree>, now: () => number, maxAgeMs = 60_000) => {
  let loaded: { readonly at: number; readonly tree: Promise<AreaTree> } | undefined;
  return {
    get: (): Promise<AreaTree> => {
      if (!loaded || now() - loaded.at > maxAgeMs) {
        const tree = load();
        const entry = { at: now(), tree };
        loaded = entry;
        tree.catch(() => {
          if (loaded === entry) loaded = undefined;
        });
      }
      return loaded.tree;
    },
    invalidate: () => {
      loaded = undefined;
    },
  };
};
