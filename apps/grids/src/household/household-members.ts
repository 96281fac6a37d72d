import { residentChanged } from '@gridloom/contracts';

import { noteChange } from '../people/people-change.ts';
import { refuseConflict, refuseInput } from '../people/people-problem.ts';
import { lockMembers, tellResident, type PeopleWork } from '../people/people-work.ts';
import { assertMayHead } from '../resident/person-input.ts';
import type { HouseholdRelation, Resident } from '../resident/resident.ts';
import type { Household } from './household.ts';
import { relationUnderHead } from './relation-under-head.ts';

/** Gives a member another relation to the head; each is told and kept in the history. */
export const setRelation = (work: PeopleWork, member: Resident, relation: HouseholdRelation): void => {
  if (member.relation === relation) return;
  noteChange(work, 'RESIDENT', member, {
    kind: 'RELATION_CHANGED',
    fields: ['relation'],
    values: { before: { relation: member.relation ?? null }, after: { relation } },
  });
  member.relation = relation;
  tellResident(work, member, residentChanged, { fields: ['relation'] });
};

export interface RelationInput {
  readonly residentId: string;
  readonly relation: HouseholdRelation;
}

/**
 * Makes a member the head: the others' relations follow from the one to the former head, unless they are said.
 * Writes the former head's row first, since a household has one head at every moment.
 */
export const makeHead = async (
  work: PeopleWork,
  household: Household,
  headId: string,
  field: string,
  said: readonly RelationInput[] = [],
): Promise<Resident> => {
  const members = await lockMembers(work, household.id);
  const head = members.find(({ id }) => id === headId.toLowerCase());
  if (!head)
    return refuseInput(work, field, { zh: '应为本户现有成员。', en: 'is somebody who belongs to the household.' });
  assertMayHead(work, head, field);
  const former = head.relation ?? 'NOT_RELATED';
  const wanted = new Map(said.map(({ residentId, relation }) => [residentId.toLowerCase(), relation]));
  for (const member of members) {
    if (member.id === head.id) continue;
    setRelation(
      work,
      member,
      wanted.get(member.id) ??
        (former === 'HEAD'
          ? (member.relation ?? 'NOT_RELATED')
          : relationUnderHead(former, member.relation ?? 'NOT_RELATED')),
    );
  }
  await work.em.flush();
  setRelation(work, head, 'HEAD');
  await work.em.flush();
  return head;
};

/** Relations that are said: each of a member, once, and none of them HEAD. @throws PeopleProblem */
export const checkRelations = (
  work: PeopleWork,
  relations: readonly RelationInput[],
  members: readonly Resident[],
  field: string,
): void => {
  const ids = new Set(members.map(({ id }) => id));
  const seen = new Set<string>();
  for (const [index, { residentId, relation }] of relations.entries()) {
    const id = residentId.toLowerCase();
    if (!ids.has(id) || seen.has(id))
      refuseInput(work, `${field}.${index}.residentId`, {
        zh: '应为相关户的成员，每人一次。',
        en: 'is a member concerned, each once.',
      });
    if (relation === 'HEAD')
      refuseInput(work, `${field}.${index}.relation`, { zh: '每户只能有一名户主。', en: 'a household has one head.' });
    seen.add(id);
  }
};

/** @throws PeopleProblem where members would stay behind without a head */
export const assertHeadStays = (work: PeopleWork, staying: readonly Resident[], newHeadField: string): void => {
  if (staying.length === 0 || staying.some(({ relation }) => relation === 'HEAD')) return;
  refuseInput(work, newHeadField, {
    zh: '户主离开后仍有成员，须指定新户主。',
    en: 'names the new head: the head leaves and others stay.',
  });
};

/** A household has one husband or wife of the head at most. @throws PeopleProblem */
export const assertOneSpouse = async (work: PeopleWork, household: Household, field: string): Promise<void> => {
  const members = await lockMembers(work, household.id);
  if (members.filter(({ relation }) => relation === 'SPOUSE').length > 1)
    refuseInput(work, field, { zh: '户主只能有一名配偶。', en: 'a head has one husband or wife.' });
};

/** @throws PeopleProblem where the household has a head already */
export const assertHeadFree = async (work: PeopleWork, household: Household, field: string): Promise<void> => {
  const members = await lockMembers(work, household.id);
  if (members.some(({ relation }) => relation === 'HEAD'))
    refuseInput(work, field, {
      zh: '该户已有户主，每户只能有一名户主；变更户主请用 changeHead。',
      en: 'the household has a head already, and only one; changeHead makes another one the head.',
    });
};

const MOST_MEMBERS = 60;

/** @throws PeopleProblem */
export const assertNotTooMany = async (work: PeopleWork, household: Household): Promise<void> => {
  const members = await lockMembers(work, household.id);
  if (members.length > MOST_MEMBERS)
    refuseConflict(work, {
      zh: `一户最多 ${MOST_MEMBERS} 人。`,
      en: `A household has at most ${MOST_MEMBERS} members.`,
    });
};
