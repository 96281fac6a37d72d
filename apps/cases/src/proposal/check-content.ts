import { invalidInput, type InvalidInput, type SqlExecutor } from '@gridloom/service-kit';
import { addDays, isIsoDay, shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import type { ServiceItemContentInput } from '../generated/resolvers.ts';
import { findHandlersFor } from '../organization/handlers.ts';
import type { ItemContent } from '../service-item/item-content.ts';
import { wordsProblem } from '../words-problem.ts';
import { loadAdmissionRule } from './admission-rule.ts';
import type { ProposalDraft, ProposalKind } from './service-item-proposal.ts';

const NAME_LIMIT = 200;
const WORDS_LIMIT = 1_000;
const MOST_ASSISTANTS = 20;

interface Handed {
  readonly reason: string;
  readonly content?: ServiceItemContentInput | null | undefined;
  readonly withdrawOn?: string | null | undefined;
}

interface About {
  readonly kind: ProposalKind;
  readonly areaCode: string;
  readonly sponsorId: string;
  readonly temporary: boolean;
}

const checkTexts = (context: Context, content: ServiceItemContentInput): InvalidInput | null => {
  const texts = [
    ['name', content.name, true, NAME_LIMIT],
    ['legalBasis', content.legalBasis, true, WORDS_LIMIT],
    ['leadDoes', content.leadDoes, true, WORDS_LIMIT],
    ['gridDoes', content.gridDoes, true, WORDS_LIMIT],
    ['funds', content.funds, false, WORDS_LIMIT],
    ['staff', content.staff, false, WORDS_LIMIT],
    ['powers', content.powers, false, WORDS_LIMIT],
    ...(content.assistants ?? []).map(
      ({ does }, index) => [`assistants.${String(index)}.does`, does, true, WORDS_LIMIT] as const,
    ),
  ] as const;
  for (const [field, text, needed, limit] of texts) {
    const problem = wordsProblem(context, `input.content.${field}`, text, needed, limit);
    if (problem) return problem;
  }
  return null;
};

const checkDays = (
  context: Context,
  content: ServiceItemContentInput,
  temporary: boolean,
  temporaryDays: number,
): InvalidInput | null => {
  const today = shanghaiDay(context.now());
  const { validFrom, validUntil } = content;
  if (!isIsoDay(validFrom) || validFrom < today) {
    return invalidInput(
      context.locale,
      'input.content.validFrom',
      { zh: `生效日不得早于今天（${today}）。`, en: `It holds from today (${today}) on at the earliest.` },
      `≥ ${today}`,
    );
  }
  const last = temporary ? addDays(validFrom, temporaryDays) : null;
  const fits = validUntil
    ? isIsoDay(validUntil) && validUntil > validFrom && (!last || validUntil <= last)
    : !temporary;
  if (fits) return null;
  return invalidInput(
    context.locale,
    'input.content.validUntil',
    last
      ? {
          zh: `临时事项须写明失效日，且最长 ${String(temporaryDays)} 天（至 ${last}）。`,
          en: `An emergency entry names its end, ${String(temporaryDays)} days later at most (${last}).`,
        }
      : { zh: '失效日须晚于生效日。', en: 'It ends after it begins.' },
    `${addDays(validFrom, 1)}–${last ?? ''}`,
  );
};

const findDuty = async (context: Context, sql: SqlExecutor, code: string, areaCode: string): Promise<string | null> => {
  const [row] = await sql(
    `select d.id::text from duty d join duty_list l on l.id = d.duty_list_id
     where d.code = $1 and d.retired_on is null and l.area_code = any($2::text[])`,
    [code, context.areas.withAncestors(areaCode)],
  );
  return (row?.id as string | undefined) ?? null;
};

const checkBodies = async (
  context: Context,
  content: ServiceItemContentInput,
  sponsorId: string,
  areaCode: string,
): Promise<InvalidInput | null> => {
  const assistants = (content.assistants ?? []).map(({ organizationId }) => organizationId.toLowerCase());
  if (
    assistants.length > MOST_ASSISTANTS ||
    new Set(assistants).size < assistants.length ||
    assistants.includes(sponsorId)
  ) {
    return invalidInput(
      context.locale,
      'input.content.assistants',
      {
        zh: '配合单位至多 20 个，各不相同，且不含牵头单位。',
        en: 'At most 20 bodies, each once, the department not among them.',
      },
      `≤ ${String(MOST_ASSISTANTS)}`,
    );
  }
  const known = await findHandlersFor(context, areaCode, [sponsorId, ...assistants]);
  const unknown = [sponsorId, ...assistants].findIndex((id) => !known.has(id));
  if (unknown < 0) return null;
  return invalidInput(
    context.locale,
    unknown === 0 ? 'input.content.sponsorId' : `input.content.assistants.${String(unknown - 1)}.organizationId`,
    {
      zh: '不是本县的承办单位；请从承办单位列表（handlers）中选择。',
      en: 'It is no body of the county that handles cases; choose one of the list (handlers).',
    },
    'Query.handlers',
  );
};

/** Checks what a department hands in; gives the draft, or what is wrong with it. */
export const draftOf = async (
  context: Context,
  sql: SqlExecutor,
  handed: Handed,
  about: About,
): Promise<ProposalDraft | InvalidInput> => {
  const noReason = wordsProblem(context, 'input.reason', handed.reason, true);
  if (noReason) return noReason;
  const reason = handed.reason.trim();
  if (about.kind === 'WITHDRAW') {
    const today = shanghaiDay(context.now());
    const { withdrawOn } = handed;
    if (handed.content) {
      return invalidInput(context.locale, 'input.content', {
        zh: '退出申请不填事项内容。',
        en: 'A withdrawal has no content.',
      });
    }
    return withdrawOn && isIsoDay(withdrawOn) && withdrawOn >= today
      ? { reason, content: null, effectiveOn: withdrawOn }
      : invalidInput(
          context.locale,
          'input.withdrawOn',
          {
            zh: `退出日期须填写，且不早于今天（${today}）。`,
            en: `Name the first day without it, today (${today}) at the earliest.`,
          },
          `≥ ${today}`,
        );
  }
  const { content } = handed;
  if (!content) {
    return invalidInput(context.locale, 'input.content', {
      zh: '须填写事项内容。',
      en: 'Say what the item is to say.',
    });
  }
  const { temporaryDays } = await loadAdmissionRule(sql);
  const sponsorId = content.sponsorId?.toLowerCase() ?? about.sponsorId;
  const problem =
    checkTexts(context, content) ??
    checkDays(context, content, about.temporary, temporaryDays) ??
    (await checkBodies(context, content, sponsorId, about.areaCode));
  if (problem) return problem;
  const dutyId = await findDuty(context, sql, content.dutyCode, about.areaCode);
  if (dutyId === null) {
    return invalidInput(
      context.locale,
      'input.content.dutyCode',
      { zh: '本县职责清单中没有这项职责。', en: 'No duty list of the county has this duty.' },
      'Query.dutyLists',
    );
  }
  const words = (text: string | null | undefined) => (text?.trim() ? text.trim() : null);
  const item: ItemContent = {
    name: content.name.trim(),
    sponsorId,
    dutyId,
    legalBasis: words(content.legalBasis),
    leadKind: content.leadKind,
    leadDoes: words(content.leadDoes),
    gridDoes: words(content.gridDoes),
    assistants: (content.assistants ?? []).map(({ organizationId, does }) => ({
      organizationId: organizationId.toLowerCase(),
      does: does.trim(),
    })),
    funds: words(content.funds),
    staff: words(content.staff),
    powers: words(content.powers),
    temporary: about.temporary,
    validFrom: content.validFrom,
    validUntil: content.validUntil ?? null,
  };
  return { reason, content: item, effectiveOn: content.validFrom };
};
