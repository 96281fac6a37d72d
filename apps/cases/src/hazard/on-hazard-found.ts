import { hazardWorded } from '@gridloom/contracts';
import { subscription, type Subscription } from '@gridloom/messaging';
import type { BackgroundTools, EntityManager } from '@gridloom/service-kit';

import type { CaseUrgency } from '../case/case-words.ts';
import { recordToolsOf } from '../case/record-tools.ts';
import { reportMatter } from '../intake/report-matter.ts';

const urgencies: Readonly<Record<string, CaseUrgency>> = { MAJOR: 'URGENT' };

/** A hazard that a patrol found becomes a case, once; nobody complains but the grid itself. */
export const onHazardFound = (tools: BackgroundTools): Subscription<EntityManager> =>
  subscription<EntityManager, typeof hazardWorded>(hazardWorded, async ({ data, time }, em, sql) => {
    const record = await recordToolsOf(tools, em, sql, data.areaCode);
    await reportMatter(
      record,
      {
        source: 'PATROL',
        urgency: urgencies[data.severity] ?? 'ORDINARY',
        areaCode: data.areaCode,
        gridId: data.gridId,
        place: data.place ?? null,
        at: time,
        complainants: [{ residentId: null, demand: data.text, demandId: data.hazardId }],
        reportedByAccountId: data.foundByAccountId,
        origin: { kind: 'HAZARD', id: data.hazardId },
      },
      em,
      sql,
    );
  });
