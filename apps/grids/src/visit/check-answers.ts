import { invalidInput, type InvalidInput, type Locale } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Checklist, ChecklistItem } from '../rules/checklist.ts';
import type { VisitAnswer } from './visit.ts';

export interface VisitAnswerInput {
  readonly yes?: boolean | null | undefined;
  readonly choice?: string | null | undefined;
  readonly number?: number | null | undefined;
  readonly text?: string | null | undefined;
}

export interface VisitCheckInput {
  readonly item: string;
  readonly passed: boolean;
  readonly note?: string | null | undefined;
  readonly answer?: VisitAnswerInput | null | undefined;
  readonly photoFileIds?: readonly string[] | null | undefined;
}

const MAX_CHECK_NOTE = 500;
const MAX_ANSWER_TEXT = 500;
export const MAX_PHOTOS = 9;

const answerFields = ['yes', 'choice', 'number', 'text'] as const;
const fieldOf = { YES_NO: 'yes', CHOICE: 'choice', NUMBER: 'number', TEXT: 'text' } as const;

const allowedOf = ({ answerKind, choices, minimum, maximum }: ChecklistItem): string => {
  switch (answerKind) {
    case 'CHOICE':
      return choices.join(', ');
    case 'NUMBER':
      return `${minimum ?? '-∞'} – ${maximum ?? '∞'}`;
    case 'TEXT':
      return `1–${MAX_ANSWER_TEXT}`;
    case 'YES_NO':
      return 'true, false';
    case 'IN_ORDER':
      return '';
  }
};

const isAllowed = (item: ChecklistItem, answer: VisitAnswerInput): boolean => {
  switch (item.answerKind) {
    case 'YES_NO':
      return true;
    case 'CHOICE':
      return item.choices.includes(answer.choice ?? '');
    case 'NUMBER': {
      const value = answer.number ?? NaN;
      return (
        Number.isFinite(value) &&
        (item.minimum === null || value >= item.minimum) &&
        (item.maximum === null || value <= item.maximum)
      );
    }
    case 'TEXT': {
      const length = (answer.text ?? '').trim().length;
      return length >= 1 && length <= MAX_ANSWER_TEXT;
    }
    case 'IN_ORDER':
      return false;
  }
};

const answerProblem = (
  locale: Locale,
  field: string,
  item: ChecklistItem,
  answer: VisitAnswerInput | null | undefined,
): InvalidInput | undefined => {
  const given = answerFields.filter((name) => !isAbsent(answer?.[name]));
  if (item.answerKind === 'IN_ORDER') {
    return given.length === 0
      ? undefined
      : invalidInput(locale, `${field}.answer`, {
          zh: `${field}.answer：“${item.label}”只需填写是否合格，不另作答。`,
          en: `${field}.answer: ${item.item} is answered by passed alone.`,
        });
  }
  const expected = fieldOf[item.answerKind];
  if (given.length !== 1 || given[0] !== expected) {
    return invalidInput(
      locale,
      `${field}.answer`,
      {
        zh: `${field}.answer：“${item.label}”须且只须填写 ${expected}。`,
        en: `${field}.answer: ${item.item} is answered by ${expected}, and by nothing else.`,
      },
      expected,
    );
  }
  if (isAllowed(item, answer ?? {})) return undefined;
  return invalidInput(
    locale,
    `${field}.answer.${expected}`,
    {
      zh: `${field}.answer.${expected} 不在“${item.label}”允许的范围内：${allowedOf(item)}。`,
      en: `${field}.answer.${expected} is not allowed for ${item.item}: ${allowedOf(item)}.`,
    },
    allowedOf(item),
  );
};

const photoProblem = (
  locale: Locale,
  field: string,
  item: ChecklistItem,
  { passed, photoFileIds }: VisitCheckInput,
): InvalidInput | undefined => {
  const count = photoFileIds?.length ?? 0;
  const path = `${field}.photoFileIds`;
  if (item.photo === 'NONE' && count > 0) {
    return invalidInput(
      locale,
      path,
      { zh: `${path}：“${item.label}”不要求拍照，请勿上传。`, en: `${path}: no photo is taken of ${item.item}.` },
      '0',
    );
  }
  if (count > MAX_PHOTOS) {
    return invalidInput(
      locale,
      path,
      { zh: `${path} 最多 ${MAX_PHOTOS} 张照片。`, en: `${path} has at most ${MAX_PHOTOS} photos.` },
      `0–${MAX_PHOTOS}`,
    );
  }
  if (count === 0 && (item.photo === 'ALWAYS' || (item.photo === 'IF_NOT_IN_ORDER' && !passed))) {
    return invalidInput(
      locale,
      path,
      {
        zh: `${path}：按本县规定，“${item.label}”${item.photo === 'ALWAYS' ? '' : '不合格时'}须附照片。`,
        en: `${path}: the county’s rule asks for a photo of ${item.item}${item.photo === 'ALWAYS' ? '' : ' that is not in order'}.`,
      },
      `1–${MAX_PHOTOS}`,
    );
  }
  return undefined;
};

const checkProblem = (
  locale: Locale,
  path: string,
  item: ChecklistItem,
  check: VisitCheckInput,
): InvalidInput | undefined => {
  const note = check.note?.trim().length ?? 0;
  if (note > MAX_CHECK_NOTE) {
    return invalidInput(
      locale,
      `${path}.note`,
      {
        zh: `${path}.note 应为 0 至 ${MAX_CHECK_NOTE} 个字，收到 ${note} 个。`,
        en: `${path}.note has 0 to ${MAX_CHECK_NOTE} characters, got ${note}.`,
      },
      `0–${MAX_CHECK_NOTE}`,
    );
  }
  return answerProblem(locale, path, item, check.answer) ?? photoProblem(locale, path, item, check);
};

/** What is wrong with the checks of a visit, by the checklist that was in force; `field` is the path of the visit. */
export const checksProblem = (
  locale: Locale,
  field: string,
  checks: readonly VisitCheckInput[],
  checklist: Checklist,
): InvalidInput | undefined => {
  const items = new Map(checklist.items.map((item) => [item.item, item]));
  const seen = new Set<string>();
  for (const [index, check] of checks.entries()) {
    const path = `${field}.checks.${index}`;
    const item = items.get(check.item);
    if (!item || seen.has(check.item)) {
      const allowed = [...items.keys()].join(', ');
      return invalidInput(
        locale,
        `${path}.item`,
        {
          zh: `${path}.item 应为本县走访清单（第 ${checklist.version} 版）中的项目，每项一次：${allowed}。`,
          en: `${path}.item is an item of the county’s checklist (version ${checklist.version}), each once: ${allowed}.`,
        },
        allowed,
      );
    }
    seen.add(check.item);
    const problem = checkProblem(locale, path, item, check);
    if (problem) return problem;
  }
  const missing =
    checks.length === 0 ? undefined : checklist.items.find(({ item, required }) => required && !seen.has(item));
  if (!missing) return undefined;
  return invalidInput(
    locale,
    `${field}.checks`,
    {
      zh: `${field}.checks 缺少必查项目“${missing.label}”（${missing.item}）。`,
      en: `${field}.checks lacks ${missing.item}, which is always looked at.`,
    },
    missing.item,
  );
};

/** An answer as it is stored; undefined for none. */
export const answerOf = (answer: VisitAnswerInput | null | undefined): VisitAnswer | undefined => {
  if (isAbsent(answer)) return undefined;
  const { yes, choice, number, text } = answer;
  if (!isAbsent(yes)) return { yes };
  if (!isAbsent(choice)) return { choice };
  if (!isAbsent(number)) return { number };
  return isAbsent(text) ? undefined : { text: text.trim() };
};
