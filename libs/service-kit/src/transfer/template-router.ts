import type { IncomingMessage } from 'node:http';

import { Router } from 'express';
import { writeTemplate } from '@gridloom/tables';
import { holds } from '@gridloom/access';

import type { SubgraphContext } from '../context.ts';
import { XLSX_TYPE } from '../files/files-definition.ts';
import type { TransferDefinition } from './transfer-definition.ts';

/** `GET /files/templates/<table>.xlsx` or `.csv`: an empty sheet with the table's headings, in the reader's language. */
export const templateRouter = <C extends SubgraphContext>(
  definition: TransferDefinition<C>,
  contextOf: (request: IncomingMessage) => C,
): Router => {
  const router = Router();
  router.get('/:file', async (request, response) => {
    const context = contextOf(request);
    const [name, ending] = request.params.file.split('.');
    const table = definition.tables.find((candidate) => candidate.name === name);
    const format = ending === 'xlsx' ? 'XLSX' : ending === 'csv' ? 'CSV' : undefined;
    if (!table?.import || !format || !holds(context.caller, table.import.permission)) {
      response.status(404).json({
        errors: [
          {
            message: context.say({
              zh: '没有这个模板，或您无权导入。',
              en: 'There is no such template, or not for you.',
            }),
            extensions: { code: 'NOT_FOUND' },
          },
        ],
      });
      return;
    }
    const lists =
      format === 'CSV'
        ? []
        : await Promise.all(
            Object.entries(table.lists ?? {}).map(async ([key, list]) => [key, await list(context)] as const),
          );
    const bytes = await writeTemplate(table, format, context.locale, Object.fromEntries(lists));
    const title = `${table.title[context.locale]}.${format.toLowerCase()}`;
    response.set({
      'content-type': format === 'XLSX' ? XLSX_TYPE : 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(title)}`,
      'x-content-type-options': 'nosniff',
    });
    response.send(Buffer.from(bytes));
  });
  return router;
};
