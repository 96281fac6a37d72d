import { badArgument, holdsRoleAt } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Case } from '../case/case.ts';
import { loadComplainants } from '../case/load-case.ts';
import type { Context } from '../context.ts';
import { loadTriageModel } from './load-triage-model.ts';
import type { Matter, SuggestedItem } from './triage-model.ts';

const SUGGESTIONS = 3;
const shortestText = 4;
const longestText = 4_000;

/** What past cases suggest for a matter. */
export interface Triage {
  readonly areaCode: string;
  readonly pastCases: number;
  readonly serviceItems: readonly SuggestedItem[];
}

export interface TriageItem extends SuggestedItem {
  readonly areaCode: string;
}

/** Codes of the items on the list of an area that are in force today. */
const itemsInForce = (context: Context, areaCode: string): Promise<ReadonlySet<string>> =>
  context.batches.load('Triage.items', null, areaCode, (codes) =>
    Promise.all(
      codes.map(async (code) => {
        const rows = await context.sql(
          `select code from service_item where area_code = any($1::text[])
             and valid_from <= $2::date and (valid_until is null or valid_until > $2::date)`,
          [context.areas.withAncestors(code), shanghaiDay(context.now())],
        );
        return new Set(rows.map((row) => row.code as string));
      }),
    ),
  );

const suggest = async (context: Context, matter: Matter): Promise<Triage> => {
  const [model, inForce] = await Promise.all([loadTriageModel(context), itemsInForce(context, matter.areaCode)]);
  const serviceItems = model.suggest(matter, (code) => inForce.has(code)).slice(0, SUGGESTIONS);
  return { areaCode: matter.areaCode, pastCases: model.size, serviceItems };
};

const roles = ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'] as const;

/** For a text that somebody brings; null where the caller dispatches nothing there. */
export const suggestForText = async (context: Context, text: string, areaCode: string): Promise<Triage | null> => {
  const wanted = text.trim();
  if (wanted.length < shortestText || wanted.length > longestText) {
    throw badArgument(context.locale, {
      zh: `text 须为 ${String(shortestText)} 到 ${String(longestText)} 个字。`,
      en: `text has ${String(shortestText)} to ${String(longestText)} characters.`,
    });
  }
  if (!context.areas.find(areaCode) || !holdsRoleAt(context, roles, { areaCode })) return null;
  return suggest(context, { text: wanted, areaCode });
};

/** For a case, from its own words; null where the caller does not dispatch it. */
export const suggestForCase = async (context: Context, file: Case): Promise<Triage | null> => {
  if (!holdsRoleAt(context, roles, { areaCode: file.areaCode })) return null;
  const complainants = await loadComplainants(context, file.id);
  const text = [file.title, ...complainants.map(({ demand }) => demand)].join(' ');
  return suggest(context, { text, areaCode: file.areaCode, exceptCaseId: file.id });
};

/** The body that handled similar cases, or for bodies of which each place has its own the one of this place. */
export const loadSuggestedHandler = async (context: Context, item: TriageItem): Promise<string | null> => {
  const { handler, areaCode } = item;
  if (!handler) return null;
  const bodies = await context.batches.load('Triage.bodies', null, areaCode, (codes) =>
    Promise.all(
      codes.map((code) =>
        context.sql(
          `select id::text, kind from organization_view
           where handles_cases and (dissolved_on is null or dissolved_on > $2::date) and area_code = any($1::text[])
           order by length(area_code) desc, id`,
          [context.areas.withAncestors(code), shanghaiDay(context.now())],
        ),
      ),
    ),
  );
  const found = bodies.find((row) => ('id' in handler ? row.id === handler.id : row.kind === handler.ofKind));
  return found ? (found.id as string) : null;
};

/** Why an item is suggested, in a sentence. */
export const explainSuggestion = (context: Context, { similar, compared, words }: SuggestedItem): string =>
  context.say({
    zh: `${String(compared)} 件相似事件中有 ${String(similar)} 件属于此事项${words.length > 0 ? `；共同的词：${words.join('、')}` : ''}。`,
    en: `${String(similar)} of ${String(compared)} similar cases had this item${words.length > 0 ? `; they share: ${words.join(', ')}` : ''}.`,
  });
