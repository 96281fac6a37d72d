import { manyByKey, oneByKey, type PageArgs, readByIds } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { isUuid } from '../ids.ts';
import {
  addId,
  addPeriod,
  addPlace,
  addReach,
  conditions,
  listRows,
  type CountedConnection,
  type PlaceFilter,
} from '../lists/list-rows.ts';
import { readErrandDocuments, type ErrandDocument } from './errand-documents.ts';
import { listErrandKinds } from './errand-kinds.ts';
import { Errand, ErrandEntry, type ErrandStatus } from './errand.ts';

/** The errand, or null where it is not there, none of the territory, and not made for the caller. */
export const loadErrand = (context: Context, id: string): Promise<Errand | null> =>
  isUuid(id)
    ? context.batches.load('Errand', null, id.toLowerCase(), async (ids) => {
        const reach = context.peopleReach('READ_HOUSEHOLDS');
        const rows = await readByIds(context.em, Errand, ids);
        const visible = rows.filter((row) => isInTerritory(reach, row) || row.residentId === reach.residentId);
        for (const row of visible) if (row.residentId === reach.residentId) context.ownRows.add(row);
        return oneByKey(ids, visible, (row) => row.id);
      })
    : Promise.resolve(null);

export const loadErrandEntries = (context: Context, errandId: string): Promise<ErrandEntry[]> =>
  context.batches.load('Errand.entries', null, errandId, async (ids) => {
    const rows = await context.em.find(
      ErrandEntry,
      { errandId: { $in: [...ids] } },
      { disableIdentityMap: true, orderBy: { position: 'asc' } },
    );
    return manyByKey(ids, rows, (row) => row.errandId);
  });

/** A document of an errand, and whether a sheet says that it was handed in on paper. */
export interface ErrandDocumentOfErrand extends ErrandDocument {
  readonly onPaper: boolean;
}

export const loadErrandDocuments = async (context: Context, errand: Errand): Promise<ErrandDocumentOfErrand[]> => {
  const kinds = new Map((await listErrandKinds(context)).map((kind) => [kind.code, kind]));
  const key = `${errand.id} ${errand.kindCode}`;
  const documents = await context.batches.load('Errand.documents', null, key, (keys) => {
    const kindCodes = new Map(keys.map((each): [string, string] => [each.slice(0, 36), each.slice(37)]));
    return readErrandDocuments(context.sql, [...kindCodes.keys()], (id) => kinds.get(kindCodes.get(id) ?? ''));
  });
  return documents.map((document) => ({
    ...document,
    onPaper: errand.paperDocuments?.includes(document.code) ?? false,
  }));
};

export interface ErrandFilter extends PlaceFilter {
  readonly period?:
    { readonly from?: string | null | undefined; readonly to?: string | null | undefined } | null | undefined;
  readonly kindCode?: string | null | undefined;
  readonly statuses?: readonly ErrandStatus[] | null | undefined;
  readonly residentId?: string | null | undefined;
  /** Those that the caller runs. */
  readonly mine?: boolean | null | undefined;
}

interface ErrandArgs extends PageArgs {
  readonly filter?: ErrandFilter | null | undefined;
  readonly orderBy?: 'NEWEST' | 'OLDEST' | null | undefined;
}

export const listErrands = (
  context: Context,
  { filter, orderBy, first, after }: ErrandArgs,
): Promise<CountedConnection<Errand>> => {
  const where = conditions();
  const place = { area: 't.area_code', grid: 't.grid_id' };
  addReach(
    where,
    { ...context.peopleReach('READ_HOUSEHOLDS'), organizationIds: [] },
    { ...place, resident: 't.resident_id' },
  );
  addPlace(where, context, filter ?? {}, place);
  addPeriod(where, context, 't.begun_at', filter?.period);
  addId(where, 't.resident_id', filter?.residentId);
  if (!isAbsent(filter?.kindCode)) where.add(`t.kind_code = ${where.bind(filter.kindCode)}`);
  if (!isAbsent(filter?.statuses)) where.add(`t.status = any(${where.bind(filter.statuses)}::text[])`);
  if (filter?.mine === true) {
    addId(where, 't.worker_account_id', context.caller.kind === 'account' ? context.caller.accountId : '');
  }
  return listRows(
    context,
    { first, after },
    {
      table: 'errand',
      where,
      sort: { column: 't.begun_at', type: 'timestamptz', direction: orderBy === 'OLDEST' ? 'asc' : 'desc' },
      load: (id) => loadErrand(context, id),
      keyOf: ({ begunAt, id }) => [begunAt.toISOString(), id],
    },
  );
};
