import { Area } from '../area/area.ts';
import { loadArea } from '../area/load-area.ts';
import type { Context } from '../context.ts';
import { loadEntity } from '../load-entity.ts';
import { Organization } from '../organization/organization.ts';
import type { RoleHeld } from './load-account.ts';

/** What a role is held over; of a grid its id, the rest is the grids subgraph's. */
export type JurisdictionFound = Area | Organization | { readonly id: string };

export const loadJurisdiction = async (
  { jurisdictionKind, jurisdictionId }: RoleHeld,
  context: Context,
): Promise<JurisdictionFound | null> => {
  if (jurisdictionKind === 'AREA') return loadArea(context, jurisdictionId);
  return jurisdictionKind === 'GRID' ? { id: jurisdictionId } : loadEntity(context, Organization, jurisdictionId);
};

export const typeOfJurisdiction = (jurisdiction: JurisdictionFound): 'Area' | 'Grid' | 'Organization' => {
  if (jurisdiction instanceof Area) return 'Area';
  return jurisdiction instanceof Organization ? 'Organization' : 'Grid';
};
