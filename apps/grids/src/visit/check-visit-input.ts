import { invalidInput, type InvalidInput, type Locale } from '@gridloom/service-kit';
import { instantOn } from '@gridloom/standards';

import { isAbsent } from '../absent.ts';
import type { VisitCheck } from './visit.ts';

export interface RecordVisitInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly householdId: string;
  readonly recordedAt: Date;
  readonly checks?: readonly VisitCheckInput[] | null | undefined;
  readonly demands?: readonly VisitDemandInput[] | null | undefined;
  readonly note?: string | null | undefined;
}

export interface VisitCheckInput {
  readonly item: string;
  readonly passed: boolean;
  readonly note?: string | null | undefined;
}

export interface VisitDemandInput {
  readonly clientKey?: string | null | undefined;
  readonly text: string;
  readonly residentId?: string | null | undefined;
  readonly place?: string | null | undefined;
}

const MAX_DEMANDS = 20;
const MAX_DEMAND_TEXT = 2_000;
const MAX_PLACE = 100;
const MAX_NOTE = 2_000;
const MAX_CHECK_NOTE = 500;
const MAX_CLIENT_KEY = 64;
/** Clocks of phones are a little fast at times. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** A text without blanks around it; null for none. */
export const trimmed = (text: string | null | undefined): string | null => {
  const value = text?.trim() ?? '';
  return value === '' ? null : value;
};

interface Bounds {
  readonly locale: Locale;
  readonly now: Date;
  readonly foundedOn: string;
  readonly items: ReadonlySet<string>;
}

const tooLong = (locale: Locale, field: string, text: string | null | undefined, most: number, least = 0) => {
  const length = text?.trim().length ?? 0;
  if (length >= least && length <= most) return undefined;
  return invalidInput(
    locale,
    field,
    {
      zh: `${field} 应为 ${least} 至 ${most} 个字，收到 ${length} 个。`,
      en: `${field} has ${least} to ${most} characters, got ${length}.`,
    },
    `${least}–${most}`,
  );
};

const momentProblem = ({ locale, now, foundedOn }: Bounds, at: Date) => {
  const latest = new Date(now.getTime() + CLOCK_TOLERANCE_MS);
  const earliest = instantOn(foundedOn);
  if (at >= earliest && at <= latest) return undefined;
  return invalidInput(
    locale,
    'input.recordedAt',
    {
      zh: `recordedAt 应在 ${earliest.toISOString()}（本县启用日）与现在之间。`,
      en: `recordedAt lies between ${earliest.toISOString()}, the founding of the county, and now.`,
    },
    `${earliest.toISOString()} – ${latest.toISOString()}`,
  );
};

const checksProblem = ({ locale, items }: Bounds, checks: readonly VisitCheckInput[]) => {
  const seen = new Set<string>();
  for (const [index, { item, note }] of checks.entries()) {
    const field = `input.checks.${index}`;
    const allowed = [...items].join(', ');
    if (!items.has(item) || seen.has(item)) {
      return invalidInput(
        locale,
        `${field}.item`,
        {
          zh: `${field}.item 应为本县走访清单中的项目，每项一次：${allowed}。`,
          en: `${field}.item is an item of the county’s checklist, each once: ${allowed}.`,
        },
        allowed,
      );
    }
    seen.add(item);
    const problem = tooLong(locale, `${field}.note`, note, MAX_CHECK_NOTE);
    if (problem) return problem;
  }
  return undefined;
};

const demandsProblem = ({ locale }: Bounds, demands: readonly VisitDemandInput[]) => {
  if (demands.length > MAX_DEMANDS) {
    return invalidInput(
      locale,
      'input.demands',
      { zh: `input.demands 一次最多 ${MAX_DEMANDS} 条诉求。`, en: `input.demands has at most ${MAX_DEMANDS} demands.` },
      `0–${MAX_DEMANDS}`,
    );
  }
  const clientKeys = new Set<string>();
  for (const [index, { text, place, clientKey }] of demands.entries()) {
    const field = `input.demands.${index}`;
    const problem =
      tooLong(locale, `${field}.text`, text, MAX_DEMAND_TEXT, 1) ??
      tooLong(locale, `${field}.place`, place, MAX_PLACE) ??
      (isAbsent(clientKey) ? undefined : tooLong(locale, `${field}.clientKey`, clientKey, MAX_CLIENT_KEY, 1));
    if (problem) return problem;
    if (isAbsent(clientKey)) continue;
    if (clientKeys.has(clientKey)) {
      return invalidInput(locale, `${field}.clientKey`, {
        zh: `${field}.clientKey 在本次提交中重复。`,
        en: `${field}.clientKey comes twice in this submission.`,
      });
    }
    clientKeys.add(clientKey);
  }
  return undefined;
};

/** What is wrong with a visit as it was sent in, apart from what only the household's rows can tell. */
export const visitInputProblem = (input: RecordVisitInput, bounds: Bounds): InvalidInput | undefined =>
  momentProblem(bounds, input.recordedAt) ??
  checksProblem(bounds, input.checks ?? []) ??
  demandsProblem(bounds, input.demands ?? []) ??
  tooLong(bounds.locale, 'input.note', input.note, MAX_NOTE);

/** The checks as they are stored. */
export const checksOf = (input: RecordVisitInput): VisitCheck[] =>
  (input.checks ?? []).map(({ item, passed, note }) => {
    const text = trimmed(note);
    return { item, passed, ...(text === null ? {} : { note: text }) };
  });
