export { StackProblem } from './stack-problem.ts';
export { infraKinds, readStackEnvironment, type InfraKind, type StackEnvironment } from './config.ts';
export { startLocalStack, eraseLocalStack, type LocalStack, type StartOptions } from './local-stack.ts';
export { openSecretStore, type SecretStore } from './secret-store.ts';
export { provisionDatabase, dropDatabase, type DatabaseAddresses, type DatabasePlan } from './provision-database.ts';
export { findFreePort, requireFreePort, portHolder } from './ports.ts';
export { describeProcess, endProcess, isGone, type ProcessDescription } from './processes.ts';
export { useExternal } from './use-external.ts';
