import { buildSchema, type SubgraphContext, type SubgraphDefinition } from '@gridloom/service-kit';
import {
  execute,
  getNamedType,
  isObjectType,
  isUnionType,
  parse,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

type AnyResolver = (source: object, ...rest: unknown[]) => unknown;

/** A subgraph's schema that notes which fields were asked for, and which of them nothing answers. */
export interface WatchedFields {
  /** A selection of every field below an object type or a result union, each type spelled out once. */
  selectionOf(typeName: string): string;
  /** Runs a document and throws where anything of it failed. */
  run(document: string, variables: Record<string, unknown>, context: SubgraphContext): Promise<Record<string, unknown>>;
  /** Fields that were read from a parent that does not have them, as `Type.field`. */
  missing(): string[];
  /** Fields of the subgraph's own types that no document has reached yet, roots and errors left out. */
  unreached(): string[];
}

const isOwn = (name: string) => !name.startsWith('_') && name !== 'Query' && name !== 'Mutation';

const selection = (output: GraphQLOutputType, known: Set<string>): string => {
  const type = getNamedType(output);
  if (isUnionType(type)) {
    const members = type.getTypes().map((member) => `... on ${member.name} ${selection(member, known)}`);
    return `{ __typename ${members.join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  if (known.has(type.name)) return '{ __typename }';
  known.add(type.name);
  const fields = Object.values(type.getFields()).map((field) => `${field.name} ${selection(field.type, known)}`);
  return `{ __typename ${fields.join(' ')} }`;
};

const isError = (schema: GraphQLSchema, name: string) => {
  const type = schema.getType(name);
  return isObjectType(type) && type.getInterfaces().some(({ name: found }) => found === 'UserError');
};

/** Watches every field of a subgraph, so that a test can prove that each has a resolver or a parent that has it. */
export const watchFields = <C extends SubgraphContext>(subgraph: SubgraphDefinition<C>): WatchedFields => {
  const missing = new Set<string>();
  const reached = new Set<string>();
  const types = Object.values(buildSchema(subgraph).getTypeMap()).filter(isObjectType);
  const resolvers: Record<string, Record<string, unknown>> = { ...subgraph.resolvers };
  for (const type of types.filter(({ name }) => isOwn(name))) {
    const own = { ...resolvers[type.name] };
    for (const name of Object.keys(type.getFields())) {
      const resolver = own[name] as AnyResolver | undefined;
      own[name] = (source: object, ...rest: unknown[]) => {
        reached.add(`${type.name}.${name}`);
        if (resolver) return resolver(source, ...rest);
        if (!(name in source)) missing.add(`${type.name}.${name}`);
        return Reflect.get(source, name) as unknown;
      };
    }
    resolvers[type.name] = own;
  }
  const schema = buildSchema({ ...subgraph, resolvers });
  return {
    selectionOf: (typeName) => selection(schema.getType(typeName) as GraphQLOutputType, new Set()),
    run: async (document, variableValues, contextValue) => {
      const result = await execute({ schema, document: parse(document), variableValues, contextValue });
      if (result.errors)
        throw new AggregateError(result.errors, result.errors.map(({ message }) => message).join('\n'));
      return result.data ?? {};
    },
    missing: () => [...missing].sort(),
    unreached: () =>
      types
        .filter(({ name }) => isOwn(name) && !isError(schema, name))
        .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`))
        .filter((field) => !reached.has(field))
        .sort(),
  };
};
