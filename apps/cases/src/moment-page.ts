import { badArgument, readPage, type Page, type PageArgs } from '@gridloom/service-kit';

import type { Context } from './context.ts';
import { isUuid } from './ids.ts';

const moment = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?\+00$/u;

/** A page of a list that is ordered by a moment, then the id. Throws Refused BAD_USER_INPUT for a cursor of another list. */
export const readMomentPage = (context: Context, args: PageArgs): Page => {
  const page = readPage(args, context.locale, 2);
  if (page.after && !(moment.test(String(page.after[0])) && isUuid(String(page.after[1])))) {
    throw badArgument(context.locale, {
      zh: 'after 不是本列表返回的 endCursor。',
      en: 'after is not an endCursor of this list.',
    });
  }
  return page;
};
