import type { HouseholdRelation } from '../resident/resident.ts';

/** By the new head's relation to the former one: what others are to the new head; who is not named is OTHER_RELATIVE. */
const followed: Readonly<
  Partial<Record<HouseholdRelation, Readonly<Partial<Record<HouseholdRelation, HouseholdRelation>>>>>
> = {
  SPOUSE: {
    HEAD: 'SPOUSE',
    SON: 'SON',
    DAUGHTER: 'DAUGHTER',
    CHILD_IN_LAW: 'CHILD_IN_LAW',
    GRANDCHILD: 'GRANDCHILD',
    PARENT: 'PARENT_IN_LAW',
    PARENT_IN_LAW: 'PARENT',
  },
  SON: { HEAD: 'PARENT', SPOUSE: 'PARENT', SON: 'SIBLING', DAUGHTER: 'SIBLING', PARENT: 'GRANDPARENT' },
  DAUGHTER: { HEAD: 'PARENT', SPOUSE: 'PARENT', SON: 'SIBLING', DAUGHTER: 'SIBLING', PARENT: 'GRANDPARENT' },
  CHILD_IN_LAW: { HEAD: 'PARENT_IN_LAW', SPOUSE: 'PARENT_IN_LAW' },
  GRANDCHILD: { HEAD: 'GRANDPARENT', SPOUSE: 'GRANDPARENT' },
  PARENT: { SPOUSE: 'CHILD_IN_LAW', SON: 'GRANDCHILD', DAUGHTER: 'GRANDCHILD', PARENT: 'SPOUSE' },
  PARENT_IN_LAW: { HEAD: 'CHILD_IN_LAW', SON: 'GRANDCHILD', DAUGHTER: 'GRANDCHILD', PARENT_IN_LAW: 'SPOUSE' },
  GRANDPARENT: { HEAD: 'GRANDCHILD', SIBLING: 'GRANDCHILD', GRANDPARENT: 'SPOUSE' },
  SIBLING: { HEAD: 'SIBLING', SIBLING: 'SIBLING', PARENT: 'PARENT', GRANDPARENT: 'GRANDPARENT' },
};

/**
 * What a member is to a new head, from what both were to the former one. Where that leaves it open (a former head who is son or
 * daughter, say), it is OTHER_RELATIVE, to be put right by whoever knows; no relative stays none.
 */
export const relationUnderHead = (
  newHeadWas: HouseholdRelation,
  memberWas: HouseholdRelation,
): Exclude<HouseholdRelation, 'HEAD'> => {
  if (newHeadWas === 'NOT_RELATED' || memberWas === 'NOT_RELATED') return 'NOT_RELATED';
  const relation = followed[newHeadWas]?.[memberWas];
  return relation === undefined || relation === 'HEAD' ? 'OTHER_RELATIVE' : relation;
};
