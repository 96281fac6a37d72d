import { processConfig } from '@gridloom/service-kit';
import { z } from 'zod';

/** What the gateway is told. */
export const gatewayConfig = processConfig.extend({
  /** `name=url` of each subgraph, comma-separated; left out: the manifest's ports on 127.0.0.1. */
  GRIDLOOM_SUBGRAPHS: z
    .string()
    .regex(/^[a-z][a-z-]*=https?:\/\/[^,]+(,[a-z][a-z-]*=https?:\/\/[^,]+)*$/, 'name=url, comma-separated')
    .optional(),
  /** Composed supergraph; left out: infra/graph/supergraph.graphql. */
  GRIDLOOM_SUPERGRAPH: z.string().optional(),
  /** Longest body of a request, in bytes. */
  GRIDLOOM_MAX_BODY_BYTES: z.coerce.number().int().min(1_024).default(1_048_576),
  /** Deepest selection of a document. */
  GRIDLOOM_MAX_DEPTH: z.coerce.number().int().min(1).default(12),
  /** Most objects that a document may ask for at its page sizes. */
  GRIDLOOM_MAX_COST: z.coerce.number().int().min(1).default(60_000),
  GRIDLOOM_MAX_ALIASES: z.coerce.number().int().min(0).default(20),
  /** Whether GraphiQL is served at /graphql to browsers. */
  GRIDLOOM_EXPLORER: z.stringbool().default(true),
});

export type GatewayConfig = z.infer<typeof gatewayConfig>;
