import { manyByKey } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { ServiceItem } from '../service-item/service-item.ts';
import { Duty, DutyList, DutyListVersion } from './duty.ts';
import { loadOwnGridWork, type GridWork } from './grid-assignments.ts';

/** The lists that hold in an area. */
export const listDutyLists = (context: Context, areaCode: string): Promise<DutyList[]> =>
  context.em.find(
    DutyList,
    { areaCode: { $in: [...context.areas.withAncestors(areaCode)] } },
    { orderBy: { areaCode: 'asc', code: 'asc' }, disableIdentityMap: true },
  );

export const loadDutyList = (context: Context, id: string): Promise<DutyList | null> =>
  context.em.findOne(DutyList, { id }, { disableIdentityMap: true });

/** The duties of a list that are not retired, in order. */
export const loadDuties = (context: Context, dutyListId: string): Promise<Duty[]> =>
  context.batches.load('DutyList.duties', null, dutyListId, async (ids) => {
    const duties = await context.em.find(
      Duty,
      { dutyListId: { $in: [...ids] }, retiredOn: null },
      { orderBy: { dutyListId: 'asc', position: 'asc' }, disableIdentityMap: true },
    );
    return manyByKey(ids, duties, (duty) => duty.dutyListId);
  });

/** What the list said before, oldest first. */
export const loadDutyListVersions = (context: Context, dutyListId: string): Promise<DutyListVersion[]> =>
  context.batches.load('DutyList.versions', null, dutyListId, async (ids) => {
    const versions = await context.em.find(
      DutyListVersion,
      { dutyListId: { $in: [...ids] } },
      { orderBy: { dutyListId: 'asc', version: 'asc' }, disableIdentityMap: true },
    );
    return manyByKey(ids, versions, (version) => version.dutyListId);
  });

/** The items in force today that belong to a duty, by code. */
export const loadItemsOfDuty = (context: Context, dutyId: string): Promise<ServiceItem[]> =>
  context.batches.load('Duty.serviceItems', null, dutyId, async (ids) => {
    const today = shanghaiDay(context.now());
    const items = await context.em.find(
      ServiceItem,
      {
        dutyId: { $in: [...ids] },
        validFrom: { $lte: today },
        $or: [{ validUntil: null }, { validUntil: { $gt: today } }],
      },
      { orderBy: { dutyId: 'asc', code: 'asc' }, disableIdentityMap: true },
    );
    return manyByKey(ids, items, (item) => item.dutyId);
  });

/** A duty of the caller, and the work in grids that it comes with. */
export interface OwnDuty {
  readonly duty: Duty;
  readonly work: readonly GridWork[];
}

/** The duties of whoever asks: those of the lists that hold in the caller's grids and that belong to what the caller is there. */
export const listOwnDuties = async (context: Context): Promise<OwnDuty[]> => {
  const work = await loadOwnGridWork(context);
  const areaCodes = [...new Set(work.map(({ areaCode }) => areaCode))];
  const above = new Map(areaCodes.map((code) => [code, context.areas.withAncestors(code)]));
  const lists = await context.em.find(
    DutyList,
    { areaCode: { $in: [...new Set([...above.values()].flat())] } },
    { orderBy: { areaCode: 'asc', code: 'asc' }, disableIdentityMap: true },
  );
  const duties = await Promise.all(
    lists.map(async (list) => {
      const here = work.filter(({ areaCode }) => above.get(areaCode)?.includes(list.areaCode));
      return (await loadDuties(context, list.id)).map((duty) => ({
        duty,
        work: here.filter(({ role }) => duty.belongsTo(role)),
      }));
    }),
  );
  return duties.flat().filter((own) => own.work.length > 0);
};
