import type { EventData, matterOpened } from '@gridloom/contracts';

import type { Matter } from './matter.ts';

/** A matter as its events tell it. */
export const matterData = (matter: Matter): EventData<typeof matterOpened> => ({
  matterId: matter.id,
  societyId: matter.societyId,
  areaCode: matter.areaCode,
  settled: matter.settled,
  total: matter.total,
});
