import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import { z } from 'zod';

import { CommandProblem } from '../command-problem.ts';
import { fieldName, tableOf, untilEnded, type CountyClient } from '../import/county-client.ts';

const runForm = z.object({
  id: z.string(),
  status: z.string(),
  rowsTotal: z.number().nullable(),
  rowsWritten: z.number(),
  problem: z.string().nullable(),
  file: z.object({ id: z.string() }).nullable(),
});

const orderForm = z.object({ message: z.string().optional(), exportRun: z.object({ id: z.string() }).nullish() });

/** To what an export is narrowed. */
export interface TakeOutOptions {
  readonly area?: string;
  readonly grid?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Has a table exported and writes it to a file, as CSV or XLSX by its ending. @throws CommandProblem where it was not exported */
export const takeOut = async (
  county: CountyClient,
  name: string,
  file: string,
  { area, grid, from, to }: TakeOutOptions,
  say: (line: string) => void,
): Promise<void> => {
  const { subgraph, table } = tableOf(name);
  const ending = file.split('.').at(-1)?.toLowerCase();
  if (ending !== 'csv' && ending !== 'xlsx') throw new CommandProblem(`${file} must end in .csv or .xlsx.`);
  const input = {
    table,
    format: ending.toUpperCase(),
    ...(area === undefined ? {} : { areaCode: area }),
    ...(grid === undefined ? {} : { gridId: grid }),
    ...(from === undefined && to === undefined ? {} : { period: { from, to } }),
  };
  const order = await county.ask(
    `mutation Start($input: StartExportInput!) { answer: start${fieldName(subgraph)}Export(input: $input) {
       ... on StartExportSuccess { exportRun { id } } ... on UserError { message } } }`,
    { input },
    orderForm,
  );
  const id = order.exportRun?.id;
  if (id === undefined) throw new CommandProblem(order.message ?? 'The export was not taken.');
  const run = await untilEnded(
    () =>
      county.ask(
        `query Run($id: ID!) { answer: ${subgraph}ExportRun(id: $id) { id status rowsTotal rowsWritten problem file { id } } }`,
        { id },
        runForm.nullable(),
      ),
    ({ rowsWritten, rowsTotal }) => {
      say(`${String(rowsWritten)} of ${rowsTotal === null ? '…' : String(rowsTotal)} written`);
    },
  );
  if (!run.file) throw new CommandProblem(run.problem ?? 'The export failed.');
  await pipeline(await county.fetchFile(subgraph, run.file.id), createWriteStream(file, { mode: 0o600 }));
  say(`${String(run.rowsTotal)} rows in ${file}. The export is on record.`);
};
