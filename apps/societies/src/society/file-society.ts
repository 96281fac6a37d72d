import { Refused } from '@gridloom/access';
import { societyFiled, societyRegistered } from '@gridloom/contracts';
import { eventDraft } from '@gridloom/messaging';
import { applyIncrements, conflict, invalidInput, isUuid, runCommand, type InvalidInput } from '@gridloom/service-kit';
import { checkUscc, shanghaiDay } from '@gridloom/standards';

import { wrongId, wrongLength } from '../check-input.ts';
import type { Context } from '../context.ts';
import { countSociety } from '../figures.ts';
import type { FileSocietyInput } from '../generated/resolvers.ts';
import type { ResultOf } from '../result-of.ts';
import { wrongGrid } from './wrong-grid.ts';
import { societyData, societyStateDraft } from './society-events.ts';
import { Society } from './society.ts';

const wrongInput = async (context: Context, input: FileSocietyInput): Promise<InvalidInput | undefined> => {
  const { locale, areas } = context;
  if (!areas.find(input.areaCode)) {
    return invalidInput(locale, 'input.areaCode', {
      zh: `本县没有区划 ${input.areaCode}。`,
      en: `The county has no area ${input.areaCode}.`,
    });
  }
  const uscc = input.uscc == null ? undefined : checkUscc(input.uscc);
  if (uscc && !uscc.ok) return invalidInput(locale, 'input.uscc', uscc.explanation);
  if (!isUuid(input.organizerAccountId)) return wrongId(context, 'input.organizerAccountId');
  return (
    wrongLength(context, 'input.name', input.name, 2, 60) ??
    wrongLength(context, 'input.organizerName', input.organizerName, 1, 50) ??
    wrongGrid(context, 'input.gridId', input.gridId, input.areaCode)
  );
};

/** Files a society within the caller's jurisdiction; its organizer gets the organizer's role there by way of the event. */
export const fileSociety = (context: Context, input: FileSocietyInput) =>
  runCommand<ResultOf<'FileSocietyResult'>>(context, {
    name: 'fileSociety',
    input,
    work: async (em, sql) => {
      const wrong = await wrongInput(context, input);
      if (wrong) return { result: wrong };
      const reach = context.reach('FILE_SOCIETY');
      if (!reach.all && !reach.areaCodes.includes(input.areaCode)) {
        throw new Refused(
          'FORBIDDEN',
          context.say({ zh: '只能在自己的辖区内备案。', en: 'Only within your own jurisdiction.' }),
        );
      }
      const name = input.name.trim();
      const taken = await sql(
        `select 1 from society where (area_code = $1 and name = $2 and status <> 'DISSOLVED') or uscc = $3`,
        [input.areaCode, name, input.uscc ?? null],
      );
      if (taken.length > 0) {
        return {
          result: conflict(context.locale, {
            zh: '本地已有同名组织，或该统一社会信用代码已登记；请核对。',
            en: 'A society of this name exists there, or this credit code is registered already.',
          }),
        };
      }
      const now = context.now();
      const society = Society.file({
        id: context.newId(),
        name,
        kind: input.kind,
        areaCode: input.areaCode,
        gridId: input.gridId ?? undefined,
        organizerAccountId: input.organizerAccountId,
        organizerName: input.organizerName.trim(),
        uscc: input.uscc ?? undefined,
        filedOn: shanghaiDay(now),
      });
      em.persist(society);
      await em.flush();
      await applyIncrements(sql, countSociety(context.areas, society, 1));
      return {
        result: { __typename: 'FileSocietySuccess' as const, societyId: society.id },
        events: [
          eventDraft({
            event: society.legalForm === 'REGISTERED' ? societyRegistered : societyFiled,
            aggregateId: society.id,
            aggregateVersion: society.version,
            areaCode: society.areaCode,
            occurredAt: now,
            data: societyData(society),
          }),
          societyStateDraft(society, now),
        ],
      };
    },
  });
