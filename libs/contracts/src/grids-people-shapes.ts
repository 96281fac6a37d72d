import { areaCode, count, id, word } from './fields.ts';

/** What is told of a household, a dwelling and a resident: in their states, and in what happens to them. */
export const household = {
  householdId: id('The household (户)'),
  gridId: id('Its grid'),
  areaCode: areaCode('The village or community of the grid'),
  size: count('How many people belong to it'),
};

export const dwelling = {
  dwellingId: id('The dwelling (房屋)'),
  gridId: id('Its grid'),
  areaCode: areaCode('The village or community of the grid'),
};

export const resident = {
  residentId: id('The resident, never by name'),
  householdId: id('The household of the resident').optional(),
  gridId: id('The grid where the resident lives'),
  areaCode: areaCode('The village or community of the grid'),
  populationKind: word('Registered, floating, overseas (户籍、流动、境外), e.g. PERMANENT_REGISTERED'),
  ageBand: word('The band of the age, never the birth date, e.g. AGE_60_69'),
};
