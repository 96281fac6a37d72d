import { conflict, invalidInput, type Conflict, type InvalidInput } from '@gridloom/service-kit';
import type { EventDraft } from '@gridloom/messaging';

import type { Case } from '../case/case.ts';
import type { Context } from '../context.ts';
import type { JoinCasesInput, SplitJoinedCaseInput } from '../generated/resolvers.ts';
import { bringBack, isUnsettled, takeAlong } from './move-complainants.ts';
import { runJointCommand, type JointTools } from './run-joint-command.ts';

const MOST_JOINED = 50;

const settledAlready = (context: Context, file: Case) =>
  conflict(context.locale, {
    zh: `事件 ${file.number} 不在受理后、办结前，不能并入或拆出。`,
    en: `The case ${file.number} is not between acceptance and completion: nothing can be joined to it or split off.`,
  });

/** A case that others were joined to goes into no further one: those are joined directly, so that each can be split off. */
const hasJoined = async ({ sql }: JointTools, file: Case): Promise<boolean> => {
  const rows = await sql('select 1 from case_file where merged_into_id = $1 limit 1', [file.id]);
  return rows.length > 0;
};

/** Other persons, the same matter (并案): one handling, and each complainant keeps an own reply and evaluation. */
export const joinCases = (context: Context, input: JoinCasesInput) => {
  const ids = [...new Set(input.caseIds.map((id) => id.toLowerCase()))];
  return runJointCommand<'JoinCases', InvalidInput | Conflict>(context, {
    name: 'JoinCases',
    input,
    cases: [
      { field: 'input.intoCaseId', id: input.intoCaseId },
      ...ids.map((id, index) => ({ field: `input.caseIds.${String(index)}`, id })),
    ],
    work: async ([into, ...joined], tools) => {
      if (!into || joined.length === 0 || joined.length > MOST_JOINED || joined.includes(into)) {
        return invalidInput(
          context.locale,
          'input.caseIds',
          {
            zh: `须为 1 到 ${String(MOST_JOINED)} 件其他事件。`,
            en: `1 to ${String(MOST_JOINED)} cases, the one that they go into not among them.`,
          },
          `1–${String(MOST_JOINED)}`,
        );
      }
      await tools.requireActor(into, 'MERGE');
      if (!isUnsettled(into)) return settledAlready(context, into);
      const events: EventDraft[] = [];
      for (const [index, file] of joined.entries()) {
        const rules = await tools.allow(file, 'MERGE');
        const samePerson =
          file.complainantResidentIds.length > 0 &&
          file.complainantResidentIds.every((id) => into.complainantResidentIds.includes(id));
        if (samePerson) {
          return invalidInput(
            context.locale,
            `input.caseIds.${String(index)}`,
            {
              zh: `事件 ${file.number} 是同一人反映同一事，请认定为重复诉求（linkAsRepeat）。`,
              en: `The case ${file.number} is of the same person: link it as a repeat instead (linkAsRepeat).`,
            },
            'linkAsRepeat',
          );
        }
        if (await hasJoined(tools, file)) {
          return conflict(context.locale, {
            zh: `事件 ${file.number} 下已有并案，请先拆出，再逐件并入。`,
            en: `Other cases were joined to ${file.number}: split them off first, and join each.`,
          });
        }
        const change = file.merge(tools.by, into.id, rules);
        await takeAlong(tools, file, into, 'ALL');
        events.push(...(await tools.record(file, change)));
      }
      const noted = into.note('JOINED', tools.by, ['HANDLER'], {
        reason: joined.map(({ number }) => number).join(' '),
      });
      events.push(...(await tools.record(into, noted)));
      return { caseId: into.id, events };
    },
  });
};

/** A joined case goes on by itself again, where it was (拆案). */
export const splitJoinedCase = (context: Context, input: SplitJoinedCaseInput) =>
  runJointCommand<'SplitJoinedCase', Conflict>(context, {
    name: 'SplitJoinedCase',
    input,
    cases: [{ field: 'input.caseId', id: input.caseId }],
    besides: (files) => files.flatMap(({ mergedIntoId }) => (mergedIntoId ? [mergedIntoId] : [])),
    work: async ([file], tools) => {
      if (!file) throw new TypeError('A case was named');
      const rules = await tools.allow(file, 'SPLIT');
      return splitOff(context, tools, file, rules);
    },
  });

/** Splits a merged case off from the one that it went into; the two are locked. */
export const splitOff = async (
  context: Context,
  tools: JointTools,
  file: Case,
  rules: Parameters<Case['split']>[1],
) => {
  const into = tools.find(file.mergedIntoId);
  if (!into || !(isUnsettled(into) || into.status === 'VOID')) return settledAlready(context, into ?? file);
  const change = file.split(tools.by, rules);
  await bringBack(tools, file, into);
  const events = await tools.record(file, change);
  const noted = into.note('PARTED', tools.by, ['HANDLER'], { reason: file.number });
  return { caseId: file.id, events: [...events, ...(await tools.record(into, noted))] };
};
