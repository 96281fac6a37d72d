const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  // .js before .mjs, as Node resolves: `graphql` has both, and two copies of it refuse each other's schemas
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json', 'node'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/\\.gridloom/', '/generated/'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/\\.gridloom/', '<rootDir>/\\.nx/'],
};

export default {
  maxWorkers: 2,
  testTimeout: 60_000,
  projects: [
    { ...shared, displayName: 'spec', testMatch: ['**/!(*.int|*.e2e).spec.ts'] },
    {
      ...shared,
      displayName: 'servers',
      testMatch: ['**/*.int.spec.ts', '**/*.e2e.spec.ts'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '/apps/journeys/'],
      globalSetup: '<rootDir>/libs/testkit/jest/global-setup.mjs',
      globalTeardown: '<rootDir>/libs/testkit/jest/global-teardown.mjs',
    },
    {
      // A whole county, started once for all stories.
      ...shared,
      displayName: 'journeys',
      testMatch: ['<rootDir>/apps/journeys/**/*.e2e.spec.ts'],
      globalSetup: '<rootDir>/apps/journeys/jest/global-setup.mjs',
      globalTeardown: '<rootDir>/apps/journeys/jest/global-teardown.mjs',
    },
  ],
};
