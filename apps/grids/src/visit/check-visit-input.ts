import { createHash } from 'node:crypto';

import { invalidInput, type InvalidInput, type Locale } from '@gridloom/service-kit';
import { addDays, instantOn, shanghaiDay } from '@gridloom/standards';

import { isAbsent } from '../absent.ts';
import type { Checklist } from '../rules/checklist.ts';
import type { CountyRules } from '../rules/county-rules.ts';
import { answerOf, checksProblem, type VisitCheckInput } from './check-answers.ts';
import type { VisitCheck } from './visit.ts';

export interface VisitInput {
  /** The device's own key of the visit. */
  readonly clientKey?: string | null | undefined;
  readonly householdId: string;
  readonly recordedAt: Date;
  readonly checklistVersion?: number | null | undefined;
  readonly checks?: readonly VisitCheckInput[] | null | undefined;
  readonly demands?: readonly VisitDemandInput[] | null | undefined;
  readonly note?: string | null | undefined;
}

export interface RecordVisitInput extends VisitInput {
  readonly clientMutationKey?: string | null | undefined;
}

export interface VisitDemandInput {
  readonly clientKey?: string | null | undefined;
  readonly text: string;
  readonly residentId?: string | null | undefined;
  readonly place?: string | null | undefined;
}

export const MAX_DEMANDS = 20;
export const MAX_DEMAND_TEXT = 2_000;
export const MAX_PLACE = 100;
const MAX_NOTE = 2_000;
export const MAX_CLIENT_KEY = 64;
/** Clocks of phones are a little fast at times. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** A text without blanks around it; null for none. */
export const trimmed = (text: string | null | undefined): string | null => {
  const value = text?.trim() ?? '';
  return value === '' ? null : value;
};

/** A text that is longer or shorter than allowed. */
export const lengthProblem = (
  locale: Locale,
  field: string,
  text: string | null | undefined,
  most: number,
  least = 0,
): InvalidInput | undefined => {
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

export const clientKeyProblem = (locale: Locale, field: string, key: string | null | undefined) =>
  isAbsent(key) ? undefined : lengthProblem(locale, field, key, MAX_CLIENT_KEY, 1);

/** A moment of work in the grid: not in the future, not before the founding, not longer ago than devices may keep it. */
export const momentProblem = (
  locale: Locale,
  field: string,
  at: Date,
  { now, rules }: { readonly now: Date; readonly rules: CountyRules },
): InvalidInput | undefined => {
  const latest = new Date(now.getTime() + CLOCK_TOLERANCE_MS);
  const oldest = instantOn(addDays(shanghaiDay(now), -rules.offlineWithinDays));
  const founded = instantOn(rules.foundedOn);
  const earliest = founded > oldest ? founded : oldest;
  if (at >= earliest && at <= latest) return undefined;
  const name = field.split('.').at(-1) ?? field;
  return invalidInput(
    locale,
    field,
    {
      zh: `${name} 应在 ${earliest.toISOString()} 与现在之间：不早于本县启用日，离线记录须在 ${rules.offlineWithinDays} 日内报送。`,
      en: `${name} lies between ${earliest.toISOString()} and now: not before the founding of the county, and not more than ${rules.offlineWithinDays} days ago.`,
    },
    `${earliest.toISOString()} – ${latest.toISOString()}`,
  );
};

const demandsProblem = (
  locale: Locale,
  field: string,
  demands: readonly VisitDemandInput[],
): InvalidInput | undefined => {
  if (demands.length > MAX_DEMANDS) {
    return invalidInput(
      locale,
      `${field}.demands`,
      {
        zh: `${field}.demands 一次最多 ${MAX_DEMANDS} 条诉求。`,
        en: `${field}.demands has at most ${MAX_DEMANDS} demands.`,
      },
      `0–${MAX_DEMANDS}`,
    );
  }
  const clientKeys = new Set<string>();
  for (const [index, { text, place, clientKey }] of demands.entries()) {
    const path = `${field}.demands.${index}`;
    const problem =
      lengthProblem(locale, `${path}.text`, text, MAX_DEMAND_TEXT, 1) ??
      lengthProblem(locale, `${path}.place`, place, MAX_PLACE) ??
      clientKeyProblem(locale, `${path}.clientKey`, clientKey);
    if (problem) return problem;
    if (isAbsent(clientKey)) continue;
    if (clientKeys.has(clientKey)) {
      return invalidInput(locale, `${path}.clientKey`, {
        zh: `${path}.clientKey 在本次提交中重复。`,
        en: `${path}.clientKey comes twice in this submission.`,
      });
    }
    clientKeys.add(clientKey);
  }
  return undefined;
};

interface Bounds {
  readonly locale: Locale;
  readonly now: Date;
  readonly rules: CountyRules;
  readonly checklist: Checklist;
}

/** What is wrong with a visit as it was sent in, apart from what only the household's rows can tell. */
export const visitInputProblem = (input: VisitInput, field: string, bounds: Bounds): InvalidInput | undefined =>
  clientKeyProblem(bounds.locale, `${field}.clientKey`, input.clientKey) ??
  momentProblem(bounds.locale, `${field}.recordedAt`, input.recordedAt, bounds) ??
  checksProblem(bounds.locale, field, input.checks ?? [], bounds.checklist) ??
  demandsProblem(bounds.locale, field, input.demands ?? []) ??
  lengthProblem(bounds.locale, `${field}.note`, input.note, MAX_NOTE);

/** The checks as they are stored. */
export const checksOf = (input: VisitInput): VisitCheck[] =>
  (input.checks ?? []).map(({ item, passed, note, answer }) => {
    const text = trimmed(note);
    const stored = answerOf(answer);
    return { item, passed, ...(text === null ? {} : { note: text }), ...(stored ? { answer: stored } : {}) };
  });

/** What makes two submissions of a visit the same one: what was found and what was asked for. */
export const contentHashOf = (input: VisitInput): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        checksOf(input).map(({ item, passed, answer }) => [item, passed, answer ?? null]),
        (input.demands ?? []).map(({ text, clientKey }) => [text.trim(), clientKey ?? null]),
      ]),
    )
    .digest('hex');
