import type { Command } from 'commander';
import { issuerAddress } from './config.ts';
import { NoToken, requestToken, type TokenWish } from './request-token.ts';

export function register(program: Command): void {
  program
    .command('token')
    .description('print an access token of a demo person (演示人员的访问令牌)')
    .requiredOption('--role <role>', 'e.g. GRID_WORKER, COMMUNITY_SECRETARY, DEPARTMENT_OFFICER')
    .option('--jurisdiction <code>', 'code of the county (6 digits), a township (9) or a village (12)')
    .option('--grid <id>', 'a worker or head of this grid')
    .option('--organization <id>', 'an officer of this organization')
    .option('--issuer <url>', 'address of the development issuer', issuerAddress())
    .action(async ({ issuer, ...wish }: TokenWish & { readonly issuer: string }) => {
      try {
        process.stdout.write(`${await requestToken(issuer, wish)}\n`);
      } catch (error) {
        if (!(error instanceof NoToken)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 1;
      }
    });
}
