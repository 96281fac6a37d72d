import type { Permission, SealingProvider } from '@gridloom/access';
import type { Reach, SubgraphContext } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { householdReach, isInTerritory } from './household/household-reach.ts';
import { personalNumbers, type PersonalNumbers } from './personal-data/sealed.ts';

/** What resolvers and commands of grids work with. */
export interface Context extends SubgraphContext {
  /** Today in Asia/Shanghai. */
  readonly today: string;
  readonly numbers: PersonalNumbers;
  /** Where a permission reaches households and the people in them. */
  readonly peopleReach: (permission: Permission) => Reach;
  /** Rows of the caller's own household: whole for the caller, but for numbers. */
  readonly ownRows: WeakSet<object>;
  /** Visits that the caller made, in a grid that is none of the caller's any more, and what was written down on them. */
  readonly authoredRows: WeakSet<object>;
}

/** A row that says where it lies, or that a grant opens for a time. */
interface Guarded {
  readonly areaCode?: string;
  readonly gridId?: string;
  readonly shownUntil?: Date;
}

/** Adds to the common context what grids needs: who sees which people, and whose data whole. */
export const extendContext =
  (sealing: SealingProvider) =>
  (context: SubgraphContext): Context => {
    const reaches = new Map<Permission, Reach>();
    const peopleReach = (permission: Permission): Reach => {
      let reach = reaches.get(permission);
      if (!reach) {
        reach = householdReach(context.caller, permission, context.areas);
        reaches.set(permission, reach);
      }
      return reach;
    };
    const ownRows = new WeakSet();
    const authoredRows = new WeakSet();
    return {
      ...context,
      today: shanghaiDay(context.now()),
      numbers: personalNumbers(sealing),
      peopleReach,
      ownRows,
      authoredRows,
      reveals: (parent, _field, mask) => {
        const { areaCode, gridId, shownUntil } = parent as Guarded;
        if (shownUntil) return shownUntil > context.now();
        if (mask === 'PHONE' || mask === 'ID_NUMBER') return false;
        if (ownRows.has(parent) || authoredRows.has(parent)) return true;
        return (
          areaCode !== undefined &&
          gridId !== undefined &&
          isInTerritory(peopleReach('LOOK_AFTER_HOUSEHOLDS'), { areaCode, gridId })
        );
      },
    };
  };
