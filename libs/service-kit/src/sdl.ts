import { readdirSync, readFileSync, statSync } from 'node:fs';

const transferUrl = new URL('./graph/transfer.graphql', import.meta.url);
const preludeUrl = new URL('./graph/prelude.graphql', import.meta.url);

/** The SDL that all subgraphs share word for word: federation link, directives, scalars, PageInfo, errors. */
export const prelude = (): string => readFileSync(preludeUrl, 'utf8');

/**
 * The whole SDL of a subgraph: the prelude, then its `schema.graphql`, or every file of its `schema/` in order of name. One with a
 * `schema/transfer.graphql` gets the types of imports and exports besides.
 * @param appRoot the subgraph's folder
 */
export const readSubgraphSdl = (appRoot: URL): string => {
  const folder = new URL('schema/', appRoot);
  const files = statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.graphql'))
        .sort()
        .map((file) => new URL(file, folder))
    : [new URL('schema.graphql', appRoot)];
  const transfer = files.some((file) => file.pathname.endsWith('/schema/transfer.graphql'))
    ? [readFileSync(transferUrl, 'utf8')]
    : [];
  return [prelude(), ...transfer, ...files.map((file) => readFileSync(file, 'utf8'))].join('\n');
};
