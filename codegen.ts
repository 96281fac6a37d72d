import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { CodegenConfig } from '@graphql-codegen/cli';
import { Kind, parse } from 'graphql';

const root = import.meta.dirname;

// The directives that composition knows by itself, but codegen has to be told of: its own @key is that of Federation 1,
// without resolvable.
const federationDirectives = /* GraphQL */ `
  scalar _FieldSet
  directive @key(fields: _FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
  directive @external on OBJECT | FIELD_DEFINITION
  directive @requires(fields: _FieldSet!) on FIELD_DEFINITION
  directive @provides(fields: _FieldSet!) on FIELD_DEFINITION
  scalar link__Import
  scalar _FieldSet
  directive @key(fields: _FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
  directive @link(url: String, as: String, import: [link__Import]) repeatable on SCHEMA
  directive @shareable repeatable on OBJECT | FIELD_DEFINITION
  directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
  directive @override(from: String!, label: String) on FIELD_DEFINITION
  directive @tag(
    name: String!
  ) repeatable on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
  directive @interfaceObject on OBJECT
  directive @composeDirective(name: String!) repeatable on SCHEMA
`;

interface Manifest {
  subgraphs: { directory: string }[];
}

const { subgraphs } = JSON.parse(readFileSync(join(root, 'infra/services.json'), 'utf8')) as Manifest;
const transfer = join(root, 'libs/service-kit/src/graph/transfer.graphql');
const prelude = join(root, 'libs/service-kit/src/graph/prelude.graphql');

/** The SDL of a subgraph: the shared prelude, then its own files; none while it has no schema yet. */
function schemaOf(directory: string): string[] {
  const single = join(root, directory, 'schema.graphql');
  const folder = join(root, directory, 'schema');
  const own = existsSync(single) ? [single] : [];
  if (existsSync(folder))
    own.push(
      ...readdirSync(folder)
        .filter((file) => file.endsWith('.graphql'))
        .sort()
        .map((file) => join(folder, file)),
    );
  const shared = own.some((file) => file.endsWith('/schema/transfer.graphql')) ? [prelude, transfer] : [prelude];
  return own.length === 0 ? [] : [federationDirectives, ...shared, ...own];
}

/** GraphQL type → `import path#type`, relative to src/generated, as the subgraph's src/mappers.ts says. */
async function declaredMappers(directory: string): Promise<Record<string, string>> {
  const file = join(root, directory, 'src/mappers.ts');
  if (!existsSync(file)) return {};
  const { mappers } = (await import(pathToFileURL(file).href)) as { mappers: Record<string, string> };
  // an entity may be called like its GraphQL type: the alias keeps the two apart in the generated file
  return Object.fromEntries(
    Object.entries(mappers).map(([type, target]) => [
      type,
      target.includes('#') && !target.includes(' as ') ? `${target} as ${type}Model` : target,
    ]),
  );
}

/** Entities without a mapper are references: what a resolver hands on is their key, the rest has resolvers. */
function referenceMappers(schema: string[]): Record<string, string> {
  const references: Record<string, string> = {};
  for (const file of schema.slice(2)) {
    for (const node of parse(readFileSync(file, 'utf8')).definitions) {
      if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
      const key = node.directives?.find((directive) => directive.name.value === 'key');
      const fields = key?.arguments?.find((argument) => argument.name.value === 'fields')?.value;
      if (fields?.kind !== Kind.STRING) continue;
      references[node.name.value] = `{ __typename?: '${node.name.value}'; ${fields.value}: string }`;
    }
  }
  return references;
}

const generates: CodegenConfig['generates'] = {};

for (const { directory } of subgraphs) {
  const schema = schemaOf(directory);
  if (schema.length === 0) continue;
  generates[join(root, directory, 'src/generated/resolvers.ts')] = {
    schema,
    plugins: ['typescript', 'typescript-resolvers'],
    config: {
      federation: true,
      disableFederationDirectiveAndScalarInjection: true,
      contextType: '../context.ts#Context',
      mappers: { ...referenceMappers(schema), ...(await declaredMappers(directory)) },
      useTypeImports: true,
      enumsAsTypes: true,
      disableDescriptions: true,
      resolversNonOptionalTypename: { unionMember: true },
      strictScalars: true,
      maybeValue: 'T | null | undefined',
      inputMaybeValue: 'T | null | undefined',
      scalars: {
        ID: 'string',
        Date: 'string',
        DateTime: 'Date',
        GeoJSON: 'Record<string, unknown>',
        link__Import: 'string',
        _FieldSet: 'string',
      },
    },
  };
}

const config: CodegenConfig = {
  importExtension: '.ts',
  errorsOnly: true,
  noSilentErrors: true,
  generates,
};

export default config;
