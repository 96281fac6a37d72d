import type { Command } from 'commander';

import { bringIn } from './bring-in.ts';
import { accessToken } from './config.ts';
import { countyClient } from './county-client.ts';

export function register(program: Command): void {
  program
    .command('import')
    .description('bring in a spreadsheet, as GRIDLOOM_TOKEN may (导入表格)')
    .argument('<table>', 'e.g. grids.residents')
    .argument('<file>', 'CSV or XLSX')
    .option('--dry-run', 'only say what it would do (试导入)', false)
    .option('--gateway <url>', 'address of the gateway', 'http://127.0.0.1:4000')
    .option('--language <zh|en>', 'language of what is said about rows', 'zh')
    .action(async (table: string, file: string, options: { dryRun: boolean; gateway: string; language: string }) => {
      const county = countyClient({
        gateway: options.gateway,
        token: accessToken(),
        language: options.language === 'en' ? 'en' : 'zh',
      });
      await bringIn(county, table, file, options, (line) => process.stdout.write(`${line}\n`));
    });
}
