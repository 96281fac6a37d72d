import graphql from '@graphql-eslint/eslint-plugin';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import { globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const kafka = { group: ['kafkajs', 'kafkajs/*'], message: 'Only libs/messaging speaks to Kafka.' };
const environment = {
  group: ['node:process', 'process'],
  importNames: ['env'],
  message: 'Configuration is read in config.ts, once.',
};
const inputOutput = {
  group: [
    'node:*',
    '!node:assert',
    '!node:util',
    'fs',
    'fs/*',
    'net',
    'http',
    'https',
    'child_process',
    'pg',
    'undici',
  ],
  message: 'This library is pure: values in, values out.',
};
const inputOutputButCrypto = { ...inputOutput, group: [...inputOutput.group, '!node:crypto'] };

/** The rule keeps only the last options it is given, so each block names all of its bans. */
const ban = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] });

// Who may import whom. Specs and benches may use the testkit besides.
const boundaries = (specs) => {
  const kit = specs ? ['type:testkit'] : [];
  return {
    '@nx/enforce-module-boundaries': [
      'error',
      {
        enforceBuildableLibDependency: false,
        allowCircularSelfDependency: false,
        banTransitiveDependencies: true,
        depConstraints: [
          { sourceTag: 'type:subgraph', onlyDependOnLibsWithTags: ['type:lib', 'type:pure', 'type:contracts', ...kit] },
          {
            sourceTag: 'type:gateway',
            onlyDependOnLibsWithTags: ['scope:service-kit', 'scope:access', 'scope:standards', ...kit],
            bannedExternalImports: ['@mikro-orm/*', 'kafkajs', 'pg'],
          },
          {
            sourceTag: 'type:cli',
            onlyDependOnLibsWithTags: ['type:subgraph', 'type:lib', 'type:pure', 'type:contracts', ...kit],
          },
          { sourceTag: 'type:console', onlyDependOnLibsWithTags: ['type:pure'] },
          { sourceTag: 'type:journeys', onlyDependOnLibsWithTags: ['type:testkit'] },
          {
            sourceTag: 'type:testkit',
            onlyDependOnLibsWithTags: ['type:testkit', 'type:lib', 'type:pure', 'type:contracts'],
          },
          { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib', 'type:pure', 'type:contracts', ...kit] },
          { sourceTag: 'type:pure', onlyDependOnLibsWithTags: ['type:pure'] },
          {
            sourceTag: 'type:contracts',
            onlyDependOnLibsWithTags: ['type:contracts'],
            allowedExternalImports: specs ? ['zod', '@jest/globals', 'fast-check', 'ajv*'] : ['zod'],
          },
        ],
      },
    ],
  };
};

export default tseslint.config(
  globalIgnores([
    '**/node_modules/',
    '**/dist/',
    '**/generated/',
    '.nx/',
    '.gridloom/',
    'coverage/',
    // fails by intention; a test lints it
    'infra/boundaries-fixture/src/',
  ]),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...boundaries(false),
      ...ban(kafka, environment),
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // a type alias reads as well for a record of fields, and codegen writes aliases
      '@typescript-eslint/consistent-type-definitions': 'off',
      // a parameter that an interface demands and this implementation does not need starts with _
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines': ['error', 400],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, namedFrom: true } }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Configuration is read in config.ts, once.' },
        { object: 'Math', property: 'random', message: 'Chance is injected, so that tests can repeat it.' },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['libs/messaging/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  { files: ['libs/standards/src/**/*.ts', 'libs/contracts/src/**/*.ts'], rules: ban(kafka, environment, inputOutput) },
  { files: ['libs/access/src/**/*.ts'], rules: ban(kafka, environment, inputOutputButCrypto) },
  {
    files: [
      '**/*.spec.ts',
      'apps/*/src/testing/**/*.ts',
      'apps/*/bench/**/*.ts',
      'libs/testkit/**/*.ts',
      'apps/journeys/**/*.ts',
    ],
    rules: {
      ...boundaries(true),
      ...ban(kafka, environment),
      // Jest's types of a parsed answer are any all the way down; asserting on it is what checks it
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      // expect(mock.method) never calls the method
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  // specs of a pure library may read files (published tables, schemas), and messaging's own specs use its client
  { files: ['libs/messaging/**/*.spec.ts'], rules: { '@typescript-eslint/no-restricted-imports': 'off' } },
  {
    files: ['**/config.ts', '**/*-config.ts', '**/environment.ts', '**/*.e2e.spec.ts', 'libs/testkit/**/*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  // a default export is what the tool that reads the file asks for
  { files: ['codegen.ts', '**/migrations/*.ts'], rules: { 'no-restricted-exports': 'off' } },
  {
    files: ['**/*.graphql'],
    languageOptions: { parser: graphql.parser },
  },
  {
    files: ['apps/*/schema.graphql', 'apps/*/schema/*.graphql', 'libs/service-kit/src/graph/*.graphql'],
    plugins: { '@graphql-eslint': graphql },
    rules: {
      '@graphql-eslint/description-style': 'off',
      '@graphql-eslint/no-hashtag-description': 'error',
      '@graphql-eslint/no-typename-prefix': 'off',
      '@graphql-eslint/unique-enum-value-names': 'off',
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          FieldDefinition: true,
          EnumValueDefinition: true,
          InputValueDefinition: true,
          DirectiveDefinition: true,
          // the same in every list; the type Connection tells what a page is
          ignoredSelectors: [
            'FieldDefinition > InputValueDefinition[name.value=/^(first|after|input|id|code|areaCode|filter|orderBy)$/]',
            'DirectiveDefinition > InputValueDefinition',
            'ObjectTypeDefinition[name.value=/^(Query|Mutation)$/]',
          ],
        },
      ],
      '@graphql-eslint/naming-convention': [
        'error',
        {
          types: 'PascalCase',
          FieldDefinition: 'camelCase',
          InputValueDefinition: 'camelCase',
          Argument: 'camelCase',
          DirectiveDefinition: 'camelCase',
          EnumValueDefinition: 'UPPER_CASE',
          'FieldDefinition[parent.name.value=Mutation]': {
            style: 'camelCase',
            forbiddenPatterns: [/^(create|update|delete)$/],
          },
        },
      ],
    },
  },
  prettier,
);
