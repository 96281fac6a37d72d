import { areaCode, code, day, id, list, oneOf, word } from './fields.ts';
import { gridsEvent as event } from './grids-event.ts';
import { dwelling as place, household, resident } from './grids-people-shapes.ts';

const changedFields = list(code('A field of the record, never its value'), 20, 'Which fields were changed');

const dwelling = {
  ...place,
  kind: word('House, apartment, dormitory and the like, e.g. HOUSE').optional(),
};
export const dwellingRegistered = event(
  'gridloom.grids.dwelling.registered.v1',
  'dwellingId',
  dwelling,
  'A dwelling is entered in the record',
  'A county is founded: its dwellings are on the state topic alone',
);
export const dwellingChanged = event(
  'gridloom.grids.dwelling.changed.v1',
  'dwellingId',
  { ...dwelling, fields: changedFields, demolishedOn: day('The first day on which it stands no more').optional() },
  'The address or kind of a dwelling is changed, or it is demolished',
  'Somebody moves in or out',
);

export const householdRegistered = event(
  'gridloom.grids.household.registered.v1',
  'householdId',
  { ...household, splitFromId: id('The household that it was a part of').optional() },
  'A household is entered in the record, be it new here or split from another one (分户)',
  'A county is founded: its households are on the state topic alone',
);
export const householdChanged = event(
  'gridloom.grids.household.changed.v1',
  'householdId',
  { ...household, fields: changedFields },
  'Its members, head, number, address or dwelling are changed',
  'A member’s own record is changed: that is resident.changed',
);
export const householdDissolved = event(
  'gridloom.grids.household.dissolved.v1',
  'householdId',
  { ...household, successorId: id('The household that its members joined').optional() },
  'Nobody belongs to the household any more: all left or died, or it was joined to another one',
  'It is split and somebody stays',
);

export const residentRegistered = event(
  'gridloom.grids.resident.registered.v1',
  'residentId',
  { ...resident, cause: oneOf(['ARRIVAL', 'BIRTH'], 'Came to live here, or was born here') },
  'Somebody without a record gets one',
  'Somebody with a record comes back or moves within the county: that is resident.moved-in',
);
export const residentMovedIn = event(
  'gridloom.grids.resident.moved-in.v1',
  'residentId',
  {
    ...resident,
    since: day('The first day there'),
    fromGridId: id('The grid left, if within the county').optional(),
    fromHouseholdId: id('The household left, if within the county').optional(),
  },
  'A resident joins another household, of this grid or from another one, or comes back to the county',
  'Somebody without a record comes: that is resident.registered',
);
export const residentMovedOut = event(
  'gridloom.grids.resident.moved-out.v1',
  'residentId',
  {
    ...resident,
    on: day('The day of leaving'),
    destination: oneOf(['WITHIN_COUNTY', 'OUTSIDE'], 'Elsewhere in the county, not yet known where; or away from it'),
  },
  'A resident has left the grid',
  'It is known at once where in the county: that is resident.moved-in there',
);
export const residentChanged = event(
  'gridloom.grids.resident.changed.v1',
  'residentId',
  { ...resident, fields: changedFields },
  'The record of a resident is changed',
  'The record was found to be right: that is resident.verified',
);
export const residentDeceased = event(
  'gridloom.grids.resident.deceased.v1',
  'residentId',
  { ...resident, on: day('The day of death') },
  'A death is recorded',
  'The record was only a double of another one: that is resident.merged',
);
export const residentRestored = event(
  'gridloom.grids.resident.restored.v1',
  'residentId',
  { ...resident, corrected: oneOf(['MOVED_OUT', 'DECEASED'], 'What had been recorded by mistake') },
  'A departure or death that was recorded by mistake is taken back',
  'Somebody comes back: that is resident.moved-in',
);

export const residentWithdrawn = event(
  'gridloom.grids.resident.withdrawn.v1',
  'residentId',
  resident,
  'A registration that was made by mistake is taken back: there was no such resident here',
  'Somebody left or died: those have events of their own',
);

const merge = {
  mergedResidentId: id('The resident whose record was a double, and by whose key the message is ordered'),
  survivorResidentId: id('The resident whose record goes on'),
  areaCode: areaCode('The village or community of the survivor'),
};
export const residentMerged = event(
  'gridloom.grids.resident.merged.v1',
  'mergedResidentId',
  merge,
  'Two records are found to be of one person: whoever holds the merged id holds the survivor’s from now on',
  'Two records only look alike',
);
export const residentUnmerged = event(
  'gridloom.grids.resident.unmerged.v1',
  'mergedResidentId',
  merge,
  'A merge is taken back: what held the merged id before it holds it again',
  'The merged resident had been deleted: nothing ever is',
);

export const gridsPeopleEvents = [
  dwellingRegistered,
  dwellingChanged,
  householdRegistered,
  householdChanged,
  householdDissolved,
  residentRegistered,
  residentMovedIn,
  residentMovedOut,
  residentChanged,
  residentDeceased,
  residentRestored,
  residentWithdrawn,
  residentMerged,
  residentUnmerged,
] as const;
