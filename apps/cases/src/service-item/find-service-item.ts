import type { Bilingual, EntityManager } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { ServiceItemNotInForce } from '../case/run-case-command.ts';
import type { Context } from '../context.ts';
import { findLastProposal } from '../proposal/load-proposal.ts';
import { covers, ItemVersion, ServiceItem, type ServiceItemState } from './service-item.ts';

interface Standing {
  readonly why: Bilingual;
  readonly itemState?: ServiceItemState;
  readonly since?: string | undefined;
  readonly reason?: string | undefined;
  readonly validFrom?: string | undefined;
  readonly validUntil?: string | undefined;
}

/** Why an item that is on the list is not in force, and since when. */
const standingOf = (item: ServiceItem, versions: readonly ItemVersion[], today: string): Standing => {
  const itemState = item.stateOn(today, versions);
  const last = versions.at(-1);
  const until = last?.validUntil ?? undefined;
  const span = { validFrom: last?.validFrom, validUntil: until, itemState };
  if (itemState === 'WITHDRAWN') {
    const since = item.withdrawnOn ?? until;
    const reason = item.endReason ?? undefined;
    return {
      ...span,
      since,
      reason,
      why: {
        zh: `已于 ${since ?? ''} 退出清单（${reason ?? ''}）`,
        en: `was taken off the list on ${since ?? ''} (${reason ?? ''})`,
      },
    };
  }
  if (itemState === 'UPCOMING') {
    const from = versions.find((version) => version.validFrom > today)?.validFrom ?? item.validFrom;
    return {
      ...span,
      validFrom: from,
      since: from,
      why: { zh: `自 ${from} 起生效`, en: `will be in force from ${from} on` },
    };
  }
  const temporary = last?.temporary
    ? { zh: '，属临时事项，期满自动失效', en: ': it was an emergency entry, whose time is over' }
    : { zh: '', en: '' };
  return {
    ...span,
    since: until,
    why: {
      zh: `已于 ${until ?? ''} 失效${temporary.zh}`,
      en: `has not been in force since ${until ?? ''}${temporary.en}`,
    },
  };
};

/** Why a code is not on the list: it may be proposed, or have been refused. */
const unlisted = async (em: EntityManager, code: string, areaCodes: readonly string[]): Promise<Standing> => {
  const proposal = await findLastProposal(em, code, areaCodes);
  if (proposal?.status === 'REFUSED' && proposal.decidedAt) {
    const since = shanghaiDay(proposal.decidedAt);
    const reason = proposal.decisionReason ?? undefined;
    return {
      since,
      reason,
      why: {
        zh: `未获准入（${since}：${reason ?? ''}）`,
        en: `was refused admission on ${since} (${reason ?? ''})`,
      },
    };
  }
  if (proposal) {
    const since = shanghaiDay(proposal.proposedAt);
    return {
      since,
      why: { zh: `于 ${since} 提出准入申请，尚未准入`, en: `was proposed on ${since} and is not admitted` },
    };
  }
  return { why: { zh: '不在本地网格事项清单中', en: 'is not on the list of this area' } };
};

/**
 * The policy of admission (准入): the item if it is on the list of the area and a version of it holds today; else the error that says
 * since when it does not, and why. No case is accepted or dispatched under an item that does not pass.
 */
export const findItemInForce = async (
  context: Context,
  em: EntityManager,
  code: string,
  areaCode: string,
): Promise<ServiceItem | ServiceItemNotInForce> => {
  const found = await em.findOne(ServiceItem, { code });
  const item = found && context.areas.isWithin(areaCode, found.areaCode) ? found : null;
  const versions = item ? await em.find(ItemVersion, { serviceItemId: item.id }, { orderBy: { version: 'asc' } }) : [];
  const today = shanghaiDay(context.now());
  if (item && versions.some((version) => covers(version, today))) return item;
  const { why, ...standing } = item
    ? standingOf(item, versions, today)
    : await unlisted(em, code, context.areas.withAncestors(areaCode));
  return {
    __typename: 'ServiceItemNotInForce',
    code: 'RULE_VIOLATED',
    message: context.say({
      zh: `事项 ${code} ${why.zh}；请从现行网格事项清单中选择。`,
      en: `Item ${code} ${why.en}; choose one of the list in force.`,
    }),
    serviceItemCode: code,
    ...standing,
  };
};
