import type { Context } from '../context.ts';
import { checklistOn, loadChecklists, type Checklist } from './checklist.ts';

export const listChecklists = (context: Context): Promise<readonly Checklist[]> =>
  context.batches.load('visitChecklists', null, 'county', async (keys) => {
    const versions = await loadChecklists(context.sql);
    return keys.map(() => versions);
  });

/** What the county looks at on a visit today. */
export const loadChecklist = async (context: Context): Promise<Checklist | undefined> =>
  checklistOn(await listChecklists(context), context.today);
