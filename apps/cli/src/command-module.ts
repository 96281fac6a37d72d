import type { Command } from 'commander';

/** What `apps/cli/src/<topic>/command.ts` exports; the command it registers is named like its folder. */
export interface CommandModule {
  register(program: Command): void;
}

export function isCommandModule(module: unknown): module is CommandModule {
  return typeof module === 'object' && module !== null && 'register' in module && typeof module.register === 'function';
}
