import type { Command } from 'commander';

import { accessToken } from '../import/config.ts';
import { countyClient } from '../import/county-client.ts';
import { takeOut, type TakeOutOptions } from './take-out.ts';

export function register(program: Command): void {
  program
    .command('export')
    .description('take out a table as a spreadsheet, as GRIDLOOM_TOKEN may (导出表格)')
    .argument('<table>', 'e.g. grids.households')
    .argument('<file>', 'where to write it: .csv or .xlsx')
    .option('--area <code>', 'only of this area and what lies in it')
    .option('--grid <id>', 'only of this grid')
    .option('--from <day>', 'only from this day on; the table says which day is meant')
    .option('--to <day>', 'only until this day, included')
    .option('--gateway <url>', 'address of the gateway', 'http://127.0.0.1:4000')
    .option('--language <zh|en>', 'language of headings', 'zh')
    .action(async (table: string, file: string, options: TakeOutOptions & { gateway: string; language: string }) => {
      const county = countyClient({
        gateway: options.gateway,
        token: accessToken(),
        language: options.language === 'en' ? 'en' : 'zh',
      });
      await takeOut(county, table, file, options, (line) => process.stdout.write(`${line}\n`));
    });
}
