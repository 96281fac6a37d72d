import { matterOpened } from '@gridloom/contracts';
import { eventDraft } from '@gridloom/messaging';
import { invalidInput, runCommand, type InvalidInput } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { outOfRange, wrongLength } from '../check-input.ts';
import type { Context } from '../context.ts';
import type { OpenMatterInput } from '../generated/resolvers.ts';
import type { ResultOf } from '../result-of.ts';
import { lockActiveSociety } from '../society/own-society.ts';
import { Society } from '../society/society.ts';
import { matterData } from './matter-data.ts';
import { Matter, MatterItem } from './matter.ts';

const MOST_ITEMS = 200;

const wrongInput = (context: Context, input: OpenMatterInput): InvalidInput | undefined => {
  const labels = input.items.map((label) => label.trim());
  const twice = labels.findIndex((label, at) => labels.indexOf(label) !== at);
  return (
    wrongLength(context, 'input.title', input.title, 2, 200) ??
    outOfRange(context, 'input.items', labels.length, 1, MOST_ITEMS) ??
    labels
      .map((label, at) => wrongLength(context, `input.items.${String(at)}`, label, 1, 100))
      .find((wrong) => wrong !== undefined) ??
    (twice < 0
      ? undefined
      : invalidInput(context.locale, `input.items.${String(twice)}`, {
          zh: '子项名称重复。',
          en: 'This item is named twice.',
        }))
  );
};

/** Takes up a matter with its items. */
export const openMatter = (context: Context, input: OpenMatterInput) =>
  runCommand<ResultOf<'OpenMatterResult'>>(context, {
    name: 'openMatter',
    input,
    work: async (em) => {
      const society = await lockActiveSociety(context, em, input.societyId, 'input.societyId');
      if (!(society instanceof Society)) return { result: society };
      const wrong = wrongInput(context, input);
      if (wrong) return { result: wrong };
      const now = context.now();
      const matter = Matter.open({
        id: context.newId(),
        societyId: society.id,
        areaCode: society.areaCode,
        title: input.title.trim(),
        total: input.items.length,
        openedOn: shanghaiDay(now),
      });
      em.persist(matter);
      await em.flush();
      input.items.forEach((label, at) =>
        em.create(MatterItem, {
          id: context.newId(),
          matterId: matter.id,
          areaCode: matter.areaCode,
          position: at + 1,
          label: label.trim(),
          status: 'PENDING',
        }),
      );
      return {
        result: { __typename: 'OpenMatterSuccess' as const, matterId: matter.id },
        events: [
          eventDraft({
            event: matterOpened,
            aggregateId: matter.id,
            aggregateVersion: matter.version,
            areaCode: matter.areaCode,
            occurredAt: now,
            data: matterData(matter),
          }),
        ],
      };
    },
  });
