import { residentMerged, residentUnmerged } from '@gridloom/contracts';
import { subscription, type Subscription } from '@gridloom/messaging';
import {
  followResidentMerge,
  type EntityManager,
  type ResidentReference,
  type SqlExecutor,
} from '@gridloom/service-kit';

const volunteers: ResidentReference = { table: 'volunteer', key: 'id', column: 'resident_id', versioned: true };

interface Merge {
  readonly mergedResidentId: string;
  readonly survivorResidentId: string;
}

const follow = async (merge: Merge, isMerged: boolean, sequence: number, sql: SqlExecutor): Promise<void> => {
  await followResidentMerge(
    sql,
    { mergedId: merge.mergedResidentId, survivorId: merge.survivorResidentId, isMerged, sequence },
    [volunteers],
  );
};

/** A volunteer whose record as a resident was merged into another one is that other one; nobody else is told who. */
export const onResidentsMerged = (): Subscription<EntityManager>[] => [
  subscription(residentMerged, ({ data, sequence }, _em, sql) => follow(data, true, sequence, sql)),
  subscription(residentUnmerged, ({ data, sequence }, _em, sql) => follow(data, false, sequence, sql)),
];
