import { composeServices } from '@apollo/composition';
import {
  composeServices as composeIndependently,
  transformSupergraphToPublicSchema,
} from '@theguild/federation-composition';
import { buildASTSchema, parse, type DocumentNode, type GraphQLSchema } from 'graphql';

import { GraphProblem } from './graph-problem.ts';

/** A subgraph as composition takes it. */
export interface Service {
  readonly name: string;
  readonly url: string;
  readonly typeDefs: DocumentNode;
}

const reasons = (errors: readonly { message: string }[]) => errors.map(({ message }) => `  - ${message}`).join('\n');

/**
 * Composes subgraphs into one supergraph, plain Federation 2.
 * @throws GraphProblem with all reasons when Apollo's composition or the second opinion refuses it
 */
export function composeTwice(services: readonly Service[]): string {
  const first = composeServices(services.map((service) => ({ ...service })));
  if (first.errors)
    throw new GraphProblem(`The subgraphs do not compose (@apollo/composition):\n${reasons(first.errors)}`);
  const second = composeIndependently(services.map((service) => ({ ...service })));
  if (second.errors) {
    throw new GraphProblem(
      `The subgraphs compose with one library alone (@theguild/federation-composition):\n${reasons(second.errors)}`,
    );
  }
  return `${first.supergraphSdl.trimEnd()}\n`;
}

/** The schema that callers of the gateway see. */
export function publicSchema(supergraphSdl: string): GraphQLSchema {
  return buildASTSchema(transformSupergraphToPublicSchema(parse(supergraphSdl)));
}
