import { Refused } from '@gridloom/access';
import { invalidInput, type InvalidInput } from '@gridloom/service-kit';
import { addDays, isIsoDay, shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import type { GiveItemOpinionInput, HearTownshipsInput } from '../generated/resolvers.ts';
import { loadAdmissionRule } from './admission-rule.ts';
import { ItemOpinion } from './item-opinion.ts';
import { townshipsOf } from './proposal-reach.ts';
import { runProposalCommand } from './run-proposal-command.ts';

/** The grid office asks townships, by a day (征求意见); a township is asked once for a draft. */
export const hearTownships = (context: Context, input: HearTownshipsInput) =>
  runProposalCommand<'HearTownships', InvalidInput>(context, {
    name: 'HearTownships',
    action: 'HEAR',
    input,
    work: async (proposal, { em, sql, by, opinions }) => {
      const { hearingDays } = await loadAdmissionRule(sql);
      const earliest = addDays(shanghaiDay(by.at), hearingDays);
      if (!isIsoDay(input.until) || input.until < earliest) {
        return invalidInput(
          context.locale,
          'input.until',
          {
            zh: `乡镇至少有 ${String(hearingDays)} 天反馈意见：不早于 ${earliest}。`,
            en: `Townships have ${String(hearingDays)} days at least: not before ${earliest}.`,
          },
          `≥ ${earliest}`,
        );
      }
      const within = context.areas
        .all()
        .filter(({ code, level }) => level === 'TOWNSHIP' && context.areas.isWithin(code, proposal.areaCode))
        .map(({ code }) => code);
      const wanted = [...new Set(input.townshipCodes ?? within)];
      const unknown = wanted.findIndex((code) => !within.includes(code));
      if (unknown >= 0 || wanted.length === 0) {
        return invalidInput(
          context.locale,
          `input.townshipCodes${unknown >= 0 ? `.${String(unknown)}` : ''}`,
          { zh: '不是本县的乡镇街道。', en: 'It is no township of the county.' },
          within.join(', '),
        );
      }
      const asked = new Set(opinions.map(({ areaCode }) => areaCode));
      const fresh = wanted.filter((code) => !asked.has(code));
      await em.insertMany(
        ItemOpinion,
        fresh.map((areaCode) => ({
          id: context.newId(),
          proposalId: proposal.id,
          revision: proposal.revision,
          areaCode,
          askedAt: by.at,
        })),
      );
      return { steps: proposal.hear(fresh, input.until, by) };
    },
  });

/** A township says what it thinks (反馈意见), until the last day; said again, the last one counts. */
export const giveItemOpinion = (context: Context, input: GiveItemOpinionInput) =>
  runProposalCommand<'GiveItemOpinion', InvalidInput>(context, {
    name: 'GiveItemOpinion',
    action: 'GIVE_OPINION',
    input,
    note: { field: 'input.words', text: input.words, needed: input.opinion !== 'AGREES' },
    work: (proposal, { by, opinions }) => {
      if (!townshipsOf(context.caller).includes(input.townshipCode)) {
        throw new Refused(
          'FORBIDDEN',
          context.say({ zh: '只能代表您所在的乡镇反馈意见。', en: 'You can only speak for your own township.' }),
        );
      }
      const opinion = opinions.find(({ areaCode }) => areaCode === input.townshipCode);
      const until = proposal.hearingUntil ?? '';
      if (!opinion || until < shanghaiDay(by.at)) {
        return Promise.resolve(
          invalidInput(
            context.locale,
            'input.townshipCode',
            opinion
              ? { zh: `征求意见已于 ${until} 截止。`, en: `Townships could answer until ${until}.` }
              : { zh: '未向该乡镇征求意见。', en: 'This township was not asked.' },
            opinions.map(({ areaCode }) => areaCode).join(', '),
          ),
        );
      }
      opinion.give(input.opinion, by.note ?? null, by.accountId, by.at);
      return Promise.resolve({ steps: [proposal.noteOpinion(input.townshipCode, by)] });
    },
  });
