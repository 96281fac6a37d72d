import { z } from 'zod';

import { CommandProblem } from '../command-problem.ts';
import { fieldName, tableOf, untilEnded, type CountyClient } from './county-client.ts';

const runForm = z.object({
  id: z.string(),
  status: z.string(),
  rowsRead: z.number(),
  rowsTotal: z.number().nullable(),
  rowsWritten: z.number(),
  inserted: z.number().nullable(),
  updated: z.number().nullable(),
  unchanged: z.number().nullable(),
  faulty: z.number().nullable(),
  problem: z.string().nullable(),
  faults: z.array(z.object({ row: z.number(), column: z.string().nullable(), message: z.string() })),
  faultyRows: z.object({ id: z.string(), name: z.string() }).nullable(),
});

const orderForm = z.object({ message: z.string().optional(), importRun: z.object({ id: z.string() }).nullish() });

const fields = `id status rowsRead rowsTotal rowsWritten inserted updated unchanged faulty problem
  faults { row column message } faultyRows { id name }`;

/** Sends a spreadsheet, has it imported, and says what became of it, line by line. @throws CommandProblem where it was not imported */
export const bringIn = async (
  county: CountyClient,
  name: string,
  file: string,
  { dryRun }: { readonly dryRun: boolean },
  say: (line: string) => void,
): Promise<void> => {
  const { subgraph, table } = tableOf(name);
  const fileId = await county.send(subgraph, 'IMPORT', file);
  const order = await county.ask(
    `mutation Start($input: StartImportInput!) { answer: start${fieldName(subgraph)}Import(input: $input) {
       ... on StartImportSuccess { importRun { id } } ... on UserError { message } } }`,
    { input: { table, fileId, dryRun } },
    orderForm,
  );
  const id = order.importRun?.id;
  if (id === undefined) throw new CommandProblem(order.message ?? 'The import was not taken.');
  const read = () =>
    county.ask(
      `query Run($id: ID!) { answer: ${subgraph}ImportRun(id: $id) { ${fields} } }`,
      { id },
      runForm.nullable(),
    );
  const run = await untilEnded(read, ({ rowsRead, rowsWritten, rowsTotal }) => {
    say(
      `${String(rowsRead)} read, ${String(rowsWritten)} written${rowsTotal === null ? '' : ` of ${String(rowsTotal)}`}`,
    );
  });
  if (run.status === 'DONE' || run.status === 'CHECKED') {
    const counts = `${String(run.inserted)} new, ${String(run.updated)} changed, ${String(run.unchanged)} unchanged`;
    say(
      run.status === 'DONE'
        ? `Imported: ${counts}. Import ${run.id} can be undone for 30 days.`
        : `Would be: ${counts}. Nothing was written.`,
    );
    return;
  }
  for (const { row, column, message } of run.faults.slice(0, 20))
    say(`row ${String(row)}${column === null ? '' : `, ${column}`}: ${message}`);
  throw new CommandProblem(
    run.problem ??
      `${String(run.faulty)} rows are faulty; nothing was written.${run.faultyRows ? ` They are in /files/${subgraph}/${run.faultyRows.id}, with reasons.` : ''}`,
  );
};
