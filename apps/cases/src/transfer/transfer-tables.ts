import type { TransferDefinition } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { casesTable } from './cases-table.ts';
import { dutiesTable } from './duties-table.ts';
import { hotlineOrdersTable } from './hotline-orders-table.ts';
import { serviceItemsTable } from './service-items-table.ts';

/** The tables of cases that are exchanged as spreadsheets; what others refer to comes first. */
export const transfer: TransferDefinition<Context> = {
  tables: [dutiesTable, serviceItemsTable, hotlineOrdersTable, casesTable],
};
