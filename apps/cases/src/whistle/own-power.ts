import type { EntityManager, UserErrorCode } from '@gridloom/service-kit';

import type { Case } from '../case/case.ts';
import type { Context } from '../context.ts';
import { loadOrganization, type Handler } from '../organization/handlers.ts';
import { ServiceItem } from '../service-item/service-item.ts';
import type { WhistleKind } from './whistle.ts';

/** Whose own power settles the matter: no whistle is blown for it. */
export interface OwnPowerSuffices {
  readonly __typename: 'OwnPowerSuffices';
  readonly code: UserErrorCode;
  readonly message: string;
  readonly serviceItemCode: string;
  readonly leadKind: string;
}

/** Kinds of body below the county: what is in their power needs nobody from outside. */
const ownKinds: readonly string[] = ['TOWNSHIP_GOVERNMENT', 'VILLAGE_COMMITTEE', 'COMMUNITY_COMMITTEE'];

const kindNames: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  TOWNSHIP_GOVERNMENT: { zh: '乡镇（街道）', en: 'the township' },
  VILLAGE_COMMITTEE: { zh: '村委会', en: 'the village committee' },
  COMMUNITY_COMMITTEE: { zh: '居委会', en: "the residents' committee" },
};

/**
 * The policy of whistles (吹哨): where the item of a case is led by the township or village itself, its own power suffices, and nobody is
 * convened for it. In an emergency everybody may be.
 */
export const ownPowerOf = async (
  context: Context,
  em: EntityManager,
  file: Case,
  kind: WhistleKind,
): Promise<OwnPowerSuffices | null> => {
  if (kind === 'EMERGENCY' || !file.serviceItemId) return null;
  const item = await em.findOne(ServiceItem, { id: file.serviceItemId });
  if (!item) return null;
  const sponsor: Handler | null = await loadOrganization(context, item.sponsorId);
  const leadKind = item.leadKind ?? sponsor?.kind;
  if (leadKind === undefined || !ownKinds.includes(leadKind)) return null;
  const who = kindNames[leadKind] ?? { zh: leadKind, en: leadKind };
  return {
    __typename: 'OwnPowerSuffices',
    code: 'RULE_VIOLATED',
    message: context.say({
      zh: `事项 ${item.code}（${item.name}）由${who.zh}牵头办理，本级权限足以解决，不予吹哨。`,
      en: `Item ${item.code} (${item.name}) is led by ${who.en}: the own power suffices, and no whistle is blown.`,
    }),
    serviceItemCode: item.code,
    leadKind,
  };
};
