import { badArgument } from '@gridloom/service-kit';

import { caseReachSql } from '../case/case-reach.ts';
import type { Case } from '../case/case.ts';
import { loadCase, loadComplainants } from '../case/load-case.ts';
import type { Context } from '../context.ts';
import type { CaseMatterInput } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { likenessOf, type ComparedMatter, type Likeness } from './matter-likeness.ts';

/** How far back somebody looks, and at how many cases of a place at most. */
const DAYS = 180;
const MOST_COMPARED = 400;
const MOST_SHOWN = 20;
const DEFAULT_SHOWN = 5;
const TEXT_LIMIT = 4_000;

/** A case that may be the same matter. */
export interface Candidate extends Likeness {
  readonly caseId: string;
}

interface Sought extends ComparedMatter {
  readonly areaCode: string;
  /** The case itself, which is no candidate for itself. */
  readonly caseId: string | null;
}

const textOf = `c.title || ' ' || coalesce((select string_agg(m.demand, ' ') from case_complainant m where m.case_id = c.id), '')`;

/** Cases of the same place, and those of the same persons anywhere in reach, for each matter; one statement. */
const readCompared = async (context: Context, matters: readonly Sought[]): Promise<Map<number, Compared[]>> => {
  const since = new Date(context.now().getTime() - DAYS * 86_400_000).toISOString();
  const params: unknown[] = [
    JSON.stringify(
      matters.map(({ areaCode, residentIds, caseId }, n) => ({
        n,
        area_code: areaCode,
        residents: residentIds,
        case_id: caseId,
      })),
    ),
    since,
  ];
  const reach = caseReachSql(context.caseReach, params);
  const columns = `c.id::text, c.grid_id::text, c.service_item_code, c.place, ${textOf} as text,
    to_jsonb(c.complainant_resident_ids) as residents`;
  const fits = `c.status not in ('VOID', 'REFUSED', 'MERGED') and c.reported_at >= $2::timestamptz and ${reach}
    and (sought.case_id is null or (c.id <> sought.case_id and c.repeat_of_id is distinct from sought.case_id))`;
  const rows = await context.sql(
    `select sought.n, found.* from jsonb_to_recordset($1::jsonb) as sought(n int, area_code text, residents uuid[], case_id uuid)
     cross join lateral (
       (select ${columns} from case_file c where c.area_code = sought.area_code and ${fits}
         order by c.reported_at desc limit ${String(MOST_COMPARED)})
       union
       (select ${columns} from case_file c where c.complainant_resident_ids && sought.residents and ${fits}
         order by c.reported_at desc limit ${String(MOST_COMPARED)})
     ) found`,
    params,
  );
  const byMatter = new Map<number, Compared[]>(matters.map((_, n) => [n, []]));
  for (const row of rows) {
    byMatter.get(row.n as number)?.push({
      id: row.id as string,
      text: row.text as string,
      place: row.place as string | null,
      gridId: row.grid_id as string | null,
      serviceItemCode: row.service_item_code as string | null,
      residentIds: row.residents as string[],
    });
  }
  return byMatter;
};

interface Compared extends ComparedMatter {
  readonly id: string;
}

const compare = async (context: Context, matters: readonly Sought[]): Promise<Candidate[][]> => {
  const compared = await readCompared(context, matters);
  return matters.map((matter, n) =>
    (compared.get(n) ?? [])
      .flatMap(({ id, ...other }) => {
        const likeness = likenessOf(matter, other);
        return likeness ? [{ caseId: id, ...likeness }] : [];
      })
      .sort((a, b) => b.score - a.score || (a.caseId < b.caseId ? -1 : 1)),
  );
};

const checkFirst = (context: Context, first: number | null | undefined): number => {
  const shown = first ?? DEFAULT_SHOWN;
  if (shown >= 1 && shown <= MOST_SHOWN) return shown;
  throw badArgument(context.locale, {
    zh: `first 须在 1 到 ${String(MOST_SHOWN)} 之间。`,
    en: `first is between 1 and ${String(MOST_SHOWN)}.`,
  });
};

/** Cases that may be the same matter as one that is being brought in; those in the caller's reach alone. */
export const candidatesForMatter = async (
  context: Context,
  matter: CaseMatterInput,
  first: number | null | undefined,
): Promise<Candidate[]> => {
  const shown = checkFirst(context, first);
  if (matter.text.trim() === '' || matter.text.length > TEXT_LIMIT) {
    throw badArgument(context.locale, {
      zh: `matter.text 须为 1 到 ${String(TEXT_LIMIT)} 字。`,
      en: `matter.text has 1 to ${String(TEXT_LIMIT)} characters.`,
    });
  }
  const [candidates] = await compare(context, [
    {
      ...matter,
      gridId: matter.gridId?.toLowerCase(),
      residentIds: (matter.residentIds ?? []).map((id) => id.toLowerCase()).filter(isUuid),
      caseId: null,
    },
  ]);
  return (candidates ?? []).slice(0, shown);
};

/** Cases that may be the same matter as a case; one statement for all that are asked for at once. */
export const candidatesForCase = async (
  context: Context,
  file: Case,
  first: number | null | undefined,
): Promise<Candidate[]> => {
  const shown = checkFirst(context, first);
  const all = await context.batches.load('Case.candidates', null, file.id, async (ids) => {
    const files = await Promise.all(ids.map((id) => loadCase(context, id)));
    const complainants = await Promise.all(ids.map((id) => loadComplainants(context, id)));
    const sought = files.map((each, n): Sought => ({
      caseId: ids[n] ?? null,
      areaCode: each?.areaCode ?? '',
      text: [each?.title ?? '', ...(complainants[n] ?? []).map(({ demand }) => demand)].join(' '),
      place: each?.place,
      gridId: each?.gridId,
      serviceItemCode: each?.serviceItemCode,
      residentIds: each?.complainantResidentIds ?? [],
    }));
    return compare(context, sought);
  });
  return all.slice(0, shown);
};
