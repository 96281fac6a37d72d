import type { RefuseRow, StageWork } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';

const MOST = 20;

/** A body that assists, by its name or id, and what it does. */
interface NamedAssistant {
  readonly organizationId: string;
  readonly does: string;
}

/** Reads `body: what it does; body: what it does`; undefined where nothing stands there. */
export const parseAssistants = (text: string | undefined, refuse: RefuseRow): NamedAssistant[] | undefined => {
  if (text === undefined) return undefined;
  const parts = text
    .split(/[;；\n]/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const named = parts.map((part) => {
    const [, body = '', does = ''] = /^([^:：]+)[:：](.+)$/su.exec(part) ?? [];
    return { organizationId: body.trim(), does: does.trim() };
  });
  const distinct = new Set(named.map(({ organizationId }) => organizationId));
  if (named.length > MOST || distinct.size < named.length || named.some(({ does }) => does === ''))
    refuse('assistants', {
      zh: `应为 单位:做什么; 单位:做什么，至多 ${String(MOST)} 个，各不相同`,
      en: `is of the form body: what it does; body: what it does, ${String(MOST)} at most, each once`,
    });
  return named;
};

/** Puts ids of bodies in place of their names. */
export const resolveAssistants = async ({ sql, fault, context }: StageWork<Context>): Promise<void> => {
  await sql(
    `update import_stage s set assistants = x.resolved from (
       select s.n, jsonb_agg(jsonb_build_object('organizationId', o.id, 'does', a.x->>'does') order by a.at) as resolved
       from import_stage s cross join lateral jsonb_array_elements(s.assistants) with ordinality a (x, at)
       left join (
         select w.word, min(v.id::text)::uuid as id from organization_view v
         cross join lateral (values (v.id::text), (v.name)) w (word)
         where v.handles_cases and (v.dissolved_on is null or v.dissolved_on > $1::date)
         group by w.word having count(distinct v.id) = 1) o on lower(o.word) = lower(a.x->>'organizationId')
       group by s.n) x where x.n = s.n`,
    [shanghaiDay(context.now())],
  );
  await fault(
    'assistants',
    {
      zh: '其中有单位不存在、有重名、不承办事件，或就是牵头单位',
      en: 'one of the bodies is not there, is there twice, handles no cases, or is the department itself',
    },
    `select s.n from import_stage s where exists (select 1 from jsonb_array_elements(s.assistants) x
       where x->>'organizationId' is null or x->>'organizationId' = s.sponsor_id::text)`,
  );
};
