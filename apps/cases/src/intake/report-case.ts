import {
  invalidInput,
  notFound,
  runCommand,
  type Conflict,
  type InvalidInput,
  type KeyReused,
  type NotFound,
} from '@gridloom/service-kit';
import { YearNotLoaded } from '@gridloom/standards';

import { calendarNotLoaded, type CalendarNotLoaded } from '../case/run-case-command.ts';
import type { Context } from '../context.ts';
import type { ReportCaseInput } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { demandProblem, findPlace, loadGridAreas, wordsProblem } from './check-matter.ts';
import { reportMatter, type MatterComplainant } from './report-matter.ts';
import { sourcesAt } from './report-sources.ts';

const MOST_COMPLAINANTS = 50;

/** A matter was brought in. */
export interface CaseReported {
  readonly __typename: 'ReportCaseSuccess';
  readonly caseId: string;
  readonly number: string;
}

type ReportProblem = InvalidInput | NotFound | KeyReused | Conflict | CalendarNotLoaded;

type Complainants = readonly [MatterComplainant, ...MatterComplainant[]];

/** Who complains; a resident speaks for nobody else. */
const complainantsOf = (context: Context, input: ReportCaseInput): Complainants | InvalidInput => {
  const own = context.caller.kind === 'account' ? context.caller.residentId : undefined;
  const asResident =
    context.caller.kind === 'account' && context.caller.assignments.every(({ role }) => role === 'RESIDENT');
  const given = input.complainants ?? [];
  if (given.length > MOST_COMPLAINANTS) {
    return invalidInput(
      context.locale,
      'input.complainants',
      { zh: `诉求人至多 ${String(MOST_COMPLAINANTS)} 位。`, en: `At most ${String(MOST_COMPLAINANTS)} complainants.` },
      `≤ ${String(MOST_COMPLAINANTS)}`,
    );
  }
  const seen = new Set<string>();
  const complainants: MatterComplainant[] = [];
  for (const [index, { residentId, demand }] of given.entries()) {
    const field = `input.complainants.${String(index)}`;
    const id = residentId?.toLowerCase() ?? (asResident ? own : undefined);
    const known = id === undefined || (isUuid(id) && !seen.has(id));
    if (!known || (asResident && id !== own)) {
      return invalidInput(context.locale, `${field}.residentId`, {
        zh: asResident ? '居民只能以本人名义上报。' : '须为居民标识，且不重复。',
        en: asResident ? 'A resident reports in the own name alone.' : 'It is the id of a resident, each once.',
      });
    }
    if (id !== undefined) seen.add(id);
    const problem = demand === null || demand === undefined ? null : demandProblem(context, demand, `${field}.demand`);
    if (problem) return problem;
    complainants.push({ residentId: id ?? null, demand: demand?.trim() ?? input.description.trim() });
  }
  const [first, ...others] = complainants;
  return first
    ? [first, ...others]
    : [{ residentId: asResident ? (own ?? null) : null, demand: input.description.trim() }];
};

/** The village of somebody who reports from home. */
const ownArea = (context: Context): string | null => {
  if (context.caller.kind !== 'account') return null;
  const codes = context.caller.assignments.flatMap(({ role, jurisdiction }) =>
    jurisdiction.kind === 'AREA' && (role === 'RESIDENT' || role === 'COMMUNITY_SECRETARY') ? [jurisdiction.code] : [],
  );
  return codes[0] ?? null;
};

/** Brings a matter in, from any source (上报). */
export const reportCase = async (context: Context, input: ReportCaseInput): Promise<CaseReported | ReportProblem> => {
  try {
    return await runCommand<CaseReported | ReportProblem>(context, {
      name: 'ReportCase',
      input,
      work: async (em, sql) => {
        const words = wordsProblem(context, input, 'input');
        if (words) return { result: words };
        const asked = input.gridId ? [input.gridId.toLowerCase()] : [];
        const gridAreas = await loadGridAreas(sql, [...asked, ...context.reach('REPORT_CASE').gridIds]);
        const place = findPlace(context, input, ownArea(context), gridAreas, 'input');
        if ('__typename' in place) return { result: place };
        const sources = await sourcesAt(context, place, gridAreas);
        if (sources.length === 0) return { result: notFound(context.locale, 'input.areaCode') };
        if (!sources.includes(input.source)) {
          const allowed = sources.join(', ');
          const message = { zh: '您不能以此来源上报。', en: 'You may not report from this source.' };
          return { result: invalidInput(context.locale, 'input.source', message, allowed) };
        }
        const complainants = complainantsOf(context, input);
        if ('__typename' in complainants) return { result: complainants };
        const withAncestors = (code: string) => context.areas.withAncestors(code);
        const { caseId, number } = await reportMatter(
          { newId: context.newId, withAncestors },
          {
            source: input.source,
            title: input.title ?? null,
            urgency: input.urgency ?? null,
            areaCode: place.areaCode,
            gridId: place.gridId,
            place: input.place?.trim() ?? null,
            complainants,
            reportedByAccountId: context.caller.kind === 'account' ? context.caller.accountId : null,
            at: context.now(),
          },
          em,
          sql,
        );
        return { result: { __typename: 'ReportCaseSuccess', caseId, number } };
      },
    });
  } catch (error) {
    if (error instanceof YearNotLoaded) return calendarNotLoaded(context, error);
    throw error;
  }
};
