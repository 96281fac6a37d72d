import type { EntityManager } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { ServiceItemNotInForce } from '../case/run-case-command.ts';
import type { Context } from '../context.ts';
import { ServiceItem } from './service-item.ts';

/** The item if it is on the list of the area today; else the error that says why not. */
export const findItemInForce = async (
  context: Context,
  em: EntityManager,
  code: string,
  areaCode: string,
): Promise<ServiceItem | ServiceItemNotInForce> => {
  const item = await em.findOne(ServiceItem, { code });
  const known = item && context.areas.isWithin(areaCode, item.areaCode) ? item : null;
  const today = shanghaiDay(context.now());
  if (known?.isInForceOn(today)) return known;
  const until = known?.validUntil;
  const why =
    known === null
      ? { zh: '不在本地网格事项清单中', en: 'is not on the list of this area' }
      : until && until <= today
        ? { zh: `已于 ${until} 失效`, en: `has not been in force since ${until}` }
        : { zh: `自 ${known.validFrom} 起生效`, en: `will be in force from ${known.validFrom} on` };
  return {
    __typename: 'ServiceItemNotInForce',
    code: 'RULE_VIOLATED',
    message: context.say({
      zh: `事项 ${code} ${why.zh}；请从现行网格事项清单中选择。`,
      en: `Item ${code} ${why.en}; choose one of the list in force.`,
    }),
    serviceItemCode: code,
    ...(known ? { validFrom: known.validFrom } : {}),
    ...(until ? { validUntil: until } : {}),
  };
};
