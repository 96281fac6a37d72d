import { readFileSync } from 'node:fs';

import { z } from 'zod';

const service = z.strictObject({
  name: z.string().regex(/^[a-z][a-z-]*$/),
  package: z.string(),
  directory: z.string(),
  port: z.number().int(),
  database: z.string().optional(),
});

const manifest = z.strictObject({
  gateway: service,
  subgraphs: z.array(service.required()),
  graph: z.strictObject({
    /** The composed file, from the root. */
    supergraph: z.string(),
    /** Directives of our own that callers of the graph do not see. */
    hiddenDirectives: z.array(z.string()),
  }),
});

export type Manifest = z.infer<typeof manifest>;
export type SubgraphEntry = Manifest['subgraphs'][number];

/** The one manifest of services (infra/services.json). */
export const readManifest = (root: URL = new URL('../../../', import.meta.url)): Manifest =>
  manifest.parse(JSON.parse(readFileSync(new URL('infra/services.json', root), 'utf8')));
