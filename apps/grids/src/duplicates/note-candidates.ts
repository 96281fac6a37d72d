import type { PeopleWork } from '../people/people-work.ts';
import type { Resident } from '../resident/resident.ts';
import { findCandidatesOf } from './find-candidates.ts';

/**
 * The warning that comes with a registration: records that may be of the same people. They are written down with it, so that
 * somebody decides; nothing is refused for it.
 * @returns ids of the open pairs
 */
export const noteCandidates = async (work: PeopleWork, residents: readonly Resident[]): Promise<string[]> => {
  await work.em.flush();
  return findCandidatesOf(
    work.sql,
    residents.map(({ id }) => id),
    work,
  );
};
