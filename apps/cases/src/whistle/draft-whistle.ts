import { Refused } from '@gridloom/access';
import { invalidInput, notFound, runCommand, type InvalidInput } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';

import { reaches } from '../case/case-reach.ts';
import { Case } from '../case/case.ts';
import type { Context } from '../context.ts';
import type { DraftWhistleInput } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { findHandlersFor, type Handler } from '../organization/handlers.ts';
import { wordsProblem } from '../words-problem.ts';
import { blow, noteInCase } from './convene.ts';
import { ownPowerOf, type OwnPowerSuffices } from './own-power.ts';
import {
  answeringWhistle,
  recordToolsOf,
  recordWhistle,
  type WhistleDone,
  type WhistleProblem,
} from './run-whistle-command.ts';
import { mayDraftFor } from './whistle-reach.ts';
import { Whistle, type WhistleBy } from './whistle.ts';

const MOST_ASSISTANTS = 20;

/** Bodies that can be convened by a township or village: those of the county, and the township by its village. */
const convenable: readonly string[] = [
  'COUNTY_GOVERNMENT',
  'COUNTY_DEPARTMENT',
  'GRID_OFFICE',
  'PUBLIC_INSTITUTION',
  'TOWNSHIP_GOVERNMENT',
];

const bodyOf = { TOWNSHIP_OFFICER: 'TOWNSHIP_GOVERNMENT', COMMUNITY_SECRETARY: null } as const;

/** The township or village that the caller convenes for: the nearest to the case. */
const callerOf = async (context: Context, file: Case): Promise<Handler | null> => {
  if (context.caller.kind !== 'account') return null;
  const wanted = context.caller.assignments.flatMap(({ role, jurisdiction }) =>
    (role === 'TOWNSHIP_OFFICER' || role === 'COMMUNITY_SECRETARY') &&
    jurisdiction.kind === 'AREA' &&
    context.areas.isWithin(file.areaCode, jurisdiction.code)
      ? [
          {
            code: jurisdiction.code,
            kinds: bodyOf[role] ? [bodyOf[role]] : ['VILLAGE_COMMITTEE', 'COMMUNITY_COMMITTEE'],
          },
        ]
      : [],
  );
  for (const { code, kinds } of [...wanted].sort((a, b) => b.code.length - a.code.length)) {
    const [row] = await context.sql(
      `select id::text, name, kind, area_code from organization_view
       where area_code = $1 and kind = any($2::text[]) and dissolved_on is null order by id limit 1`,
      [code, kinds],
    );
    if (row) {
      return {
        id: row.id as string,
        name: row.name as string,
        kind: row.kind as string,
        areaCode: row.area_code as string,
      };
    }
  }
  return null;
};

const checkCase = (context: Context, file: Case, input: DraftWhistleInput): InvalidInput | null => {
  const ready = file.isOpen() && (input.kind === 'EMERGENCY' || !!file.serviceItemId);
  if (ready) return null;
  return invalidInput(
    context.locale,
    'input.caseId',
    {
      zh: '只有已受理、未结束的事件可以吹哨；应急哨不要求已受理。',
      en: 'A whistle is blown for a case that is accepted and has not ended; in an emergency for one that is not accepted yet.',
    },
    'ACCEPTED, DISPATCHED, HANDLING, RESOLVED, VERIFIED, RETURNED, DEFERRED',
  );
};

const checkBodies = async (
  context: Context,
  file: Case,
  caller: Handler,
  input: DraftWhistleInput,
): Promise<{ readonly leadId: string; readonly assistantIds: readonly string[] } | InvalidInput> => {
  const leadId = input.leadId.toLowerCase();
  const assistantIds = [...new Set(input.assistantIds?.map((id) => id.toLowerCase()) ?? [])];
  const wrong = (field: string, zh: string, en: string, allowed: string) =>
    invalidInput(context.locale, field, { zh, en }, allowed);
  if (assistantIds.length > MOST_ASSISTANTS || assistantIds.includes(leadId)) {
    return wrong(
      'input.assistantIds',
      '配合单位至多 20 个，且不含牵头单位。',
      'At most 20 bodies assist, the leading one not among them.',
      `≤ ${String(MOST_ASSISTANTS)}`,
    );
  }
  if (input.kind === 'JOINT_ENFORCEMENT' && assistantIds.length === 0) {
    return wrong(
      'input.assistantIds',
      '联合执法至少召集两个单位。',
      'Joint enforcement convenes two bodies at least.',
      '≥ 1',
    );
  }
  const known = await findHandlersFor(context, file.areaCode, [leadId, ...assistantIds]);
  const unfit = [leadId, ...assistantIds].findIndex((id) => {
    const body = known.get(id);
    return !body || id === caller.id || !convenable.includes(body.kind);
  });
  if (unfit < 0) return { leadId, assistantIds };
  return wrong(
    unfit === 0 ? 'input.leadId' : `input.assistantIds.${String(unfit - 1)}`,
    '不能召集此单位：须为承办此地事件的上级单位，且不是本单位。',
    'This body cannot be convened: it has to be one above that handles cases here, and not your own.',
    'Query.handlers',
  );
};

/** A township or community drafts a whistle (起草哨令); an emergency goes out at once and is approved afterwards. */
export const draftWhistle = (
  context: Context,
  input: DraftWhistleInput,
): Promise<WhistleDone<'DraftWhistle'> | OwnPowerSuffices | WhistleProblem> =>
  answeringWhistle(context, () =>
    runCommand<WhistleDone<'DraftWhistle'> | OwnPowerSuffices | WhistleProblem>(context, {
      name: 'DraftWhistle',
      input,
      work: async (em, sql) => {
        const file = isUuid(input.caseId)
          ? await em.findOne(Case, { id: input.caseId.toLowerCase() }, { lockMode: LockMode.PESSIMISTIC_WRITE })
          : null;
        if (!file || !reaches(context.caseReach, file)) return { result: notFound(context.locale, 'input.caseId') };
        const caller = mayDraftFor(context, file) ? await callerOf(context, file) : null;
        if (!caller) {
          throw new Refused(
            'FORBIDDEN',
            context.say({
              zh: '只有事件所在的乡镇或村社区可以吹哨。',
              en: 'Only the township or village of a case blows a whistle for it.',
            }),
          );
        }
        const problem =
          wordsProblem(context, 'input.reason', input.reason, true) ??
          checkCase(context, file, input) ??
          (await ownPowerOf(context, em, file, input.kind));
        if (problem) return { result: problem };
        const bodies = await checkBodies(context, file, caller, input);
        if ('__typename' in bodies) return { result: bodies };
        const by: WhistleBy = {
          at: context.now(),
          accountId: context.caller.kind === 'account' ? context.caller.accountId : null,
        };
        const { whistle, step } = Whistle.draft(
          {
            ...bodies,
            id: context.newId(),
            caseId: file.id,
            areaCode: file.areaCode,
            kind: input.kind,
            callerId: caller.id,
            callerAreaCode: caller.areaCode,
            reason: input.reason.trim(),
          },
          by,
        );
        em.persist(whistle);
        await em.flush();
        const tools = recordToolsOf(context, em, sql);
        const result = { __typename: 'DraftWhistleSuccess' as const, whistleId: whistle.id };
        if (input.kind !== 'EMERGENCY') {
          return { result, events: await recordWhistle(em, whistle, [], [step], by.at) };
        }
        const blown = await blow(tools, whistle, by);
        const events = await recordWhistle(em, whistle, blown.answers, [step, blown.step], by.at);
        return { result, events: [...events, ...(await noteInCase(tools, whistle, 'WHISTLE_BLOWN', by))] };
      },
    }),
  );
