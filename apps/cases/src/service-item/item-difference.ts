import { badArgument, type Bilingual } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { loadOrganization } from '../organization/handlers.ts';
import { loadDuty, loadVersions } from './list-service-items.ts';
import type { ItemContent } from './item-content.ts';
import type { ServiceItem } from './service-item.ts';

interface ItemDifference {
  readonly field: string;
  readonly label: string;
  readonly before: string | null;
  readonly after: string | null;
}

const labels: readonly (readonly [keyof ItemContent, Bilingual])[] = [
  ['name', { zh: '事项名称', en: 'Name' }],
  ['sponsorId', { zh: '牵头单位', en: 'Department' }],
  ['dutyId', { zh: '职责', en: 'Duty' }],
  ['legalBasis', { zh: '依据', en: 'Legal basis' }],
  ['leadKind', { zh: '牵头主体', en: 'Leading kind of body' }],
  ['leadDoes', { zh: '牵头职责', en: 'What the leading body does' }],
  ['gridDoes', { zh: '网格职责', en: 'What the grid does' }],
  ['assistants', { zh: '配合单位', en: 'Assisting bodies' }],
  ['funds', { zh: '经费', en: 'Funds' }],
  ['staff', { zh: '人员', en: 'Staff' }],
  ['powers', { zh: '权限', en: 'Powers' }],
  ['temporary', { zh: '临时事项', en: 'Emergency entry' }],
  ['validFrom', { zh: '生效日', en: 'In force from' }],
  ['validUntil', { zh: '失效日', en: 'In force until' }],
];

const fieldName = (key: keyof ItemContent) => (key === 'sponsorId' ? 'sponsor' : key === 'dutyId' ? 'duty' : key);

const nameOf = async (context: Context, id: string) => (await loadOrganization(context, id))?.name ?? id;

const inWords = async (context: Context, key: keyof ItemContent, content: ItemContent): Promise<string | null> => {
  switch (key) {
    case 'sponsorId':
      return nameOf(context, content.sponsorId);
    case 'dutyId':
      return (await loadDuty(context, content.dutyId))?.name ?? content.dutyId;
    case 'assistants': {
      const words = content.assistants.map(
        async ({ organizationId, does }) => `${await nameOf(context, organizationId)}：${does}`,
      );
      return words.length > 0 ? (await Promise.all(words)).join('；') : null;
    }
    case 'temporary':
      return context.say(content.temporary ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' });
    default:
      return content[key] ?? null;
  }
};

/** What differs between two versions of an item, field by field, in words for people. */
export const differenceOf = async (
  context: Context,
  item: ServiceItem,
  from: number,
  to: number,
): Promise<ItemDifference[]> => {
  const versions = await loadVersions(context, item.id);
  const [earlier, later] = [from, to].map((number) => versions.find(({ version }) => version === number));
  if (!earlier || !later) {
    throw badArgument(context.locale, {
      zh: `from 和 to 须为 1 到 ${String(versions.length)} 的版本号。`,
      en: `from and to are versions from 1 to ${String(versions.length)}.`,
    });
  }
  const compared = await Promise.all(
    labels.map(async ([key, label]) => ({
      field: fieldName(key),
      label: context.say(label),
      before: await inWords(context, key, earlier),
      after: await inWords(context, key, later),
    })),
  );
  return compared.filter(({ before, after }) => before !== after);
};
