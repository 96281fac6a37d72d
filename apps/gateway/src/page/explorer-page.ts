import { readdirSync, readFileSync } from 'node:fs';

import { Kind, parse, print } from 'graphql';

interface ExplorerDocument {
  readonly name: string;
  readonly query: string;
  readonly variables: string;
}

const folder = new URL('../../../journeys/documents/', import.meta.url);

/** Variables to begin with, by name of the operation. */
const beginnings: Readonly<Record<string, unknown>> = {
  Figures: { code: '410326' },
  Neighbourhood: { code: '410326204200' },
  CaseDesk: { filter: { areaCode: '410326' }, orderBy: 'REPORTED_AT_DESC', first: 20 },
  CasePickers: { areaCode: '410326' },
};

/** Every operation of the documents that front ends send, one entry each. */
export const readExplorerDocuments = (): ExplorerDocument[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.graphql') && file !== 'inputs.graphql')
    .sort()
    .flatMap((file) =>
      parse(readFileSync(new URL(file, folder), 'utf8')).definitions.flatMap((definition) => {
        if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
        const operation = definition.name?.value ?? file;
        const variables = beginnings[operation];
        return [
          {
            name: `${file.replace('.graphql', '')}: ${operation}`,
            query: print(definition),
            variables: variables === undefined ? '' : JSON.stringify(variables, null, 2),
          },
        ];
      }),
    )
    .sort((a, b) => Number(b.name.endsWith(': Figures')) - Number(a.name.endsWith(': Figures')));

/** The page of the explorer; its script and styles are built by `buildExplorer`. */
export const explorerPage = (documents: readonly ExplorerDocument[]): string => `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>织网 Gridloom · GraphiQL</title>
<link rel="stylesheet" href="/explorer/explorer.css">
<style>body { margin: 0; overflow: hidden }</style>
<div id="root"></div>
<script id="documents" type="application/json">${JSON.stringify(documents).replaceAll('<', '\\u003c')}</script>
<script type="module" src="/explorer/explorer.js"></script>
</html>`;
