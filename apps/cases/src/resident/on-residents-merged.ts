import { caseState, residentMerged, residentUnmerged, type EventData } from '@gridloom/contracts';
import { appendEvents, eventDraft, subscription, type ReceivedEvent, type Subscription } from '@gridloom/messaging';
import {
  followResidentMerge,
  type EntityManager,
  type ResidentReference,
  type SqlExecutor,
} from '@gridloom/service-kit';

import { stateOf } from '../case/case-events.ts';
import { Case } from '../case/case.ts';

const complainants: ResidentReference = {
  table: 'case_complainant',
  key: 'id',
  column: 'resident_id',
  versioned: false,
};

type Merge = ReceivedEvent<EventData<typeof residentMerged>>;

/** Cases of a complainant name the survivor from now on, and their states say so: a reason to see whose data it is. */
const follow = async (
  { data, sequence, time }: Merge,
  isMerged: boolean,
  em: EntityManager,
  sql: SqlExecutor,
): Promise<void> => {
  const moved = await followResidentMerge(
    sql,
    { mergedId: data.mergedResidentId, survivorId: data.survivorResidentId, isMerged, sequence },
    [complainants],
  );
  const rows = await sql(
    `with concerned as (
       select f.id from case_file f
       where f.id in (select c.case_id from case_complainant c where c.id = any($1::uuid[])) order by f.id for update
     )
     update case_file f
     set complainant_resident_ids = (select array_agg(distinct c.resident_id) from case_complainant c where c.case_id = f.id),
       version = f.version + 1
     from concerned where f.id = concerned.id returning f.id`,
    [moved('case_complainant')],
  );
  const files = await em.find(Case, { id: { $in: rows.map((row) => row.id as string) } }, { orderBy: { id: 'asc' } });
  await appendEvents(
    sql,
    files.map((file) =>
      eventDraft({
        event: caseState,
        aggregateId: file.id,
        aggregateVersion: file.version,
        areaCode: file.areaCode,
        occurredAt: time,
        data: stateOf(file),
      }),
    ),
  );
};

/** Complainants whose record as a resident was merged into another one. */
export const onResidentsMerged = (): Subscription<EntityManager>[] => [
  subscription(residentMerged, (fact, em, sql) => follow(fact, true, em, sql)),
  subscription(residentUnmerged, (fact, em, sql) => follow(fact, false, em, sql)),
];
