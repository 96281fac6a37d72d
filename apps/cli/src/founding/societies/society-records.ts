import type { MembershipRecord, SocietyRecord } from '@gridloom/societies/import';
import { addDays, daysBetween, makeUscc } from '@gridloom/standards';

import type { PlannedLife } from '../planned-life.ts';
import { shareOut } from '../share-out.ts';
import { story } from '../stories.ts';
import { distinctPeople } from '../distinct-people.ts';
import { allSocieties, isCouncil, type NamedSociety } from './named-societies.ts';

const REGISTERED = 0.07;
const DORMANT = 0.03;
const LEAST_MEMBERS = 3;
const OLDEST_DAYS = 2_200;
const YOUNGEST_DAYS = 400;

const storyVillages: readonly string[] = Object.values(story);

const filedOn = (life: PlannedLife, society: NamedSociety): string =>
  addDays(life.today, -life.random('society-age', society.id).int(YOUNGEST_DAYS, OLDEST_DAYS));

/** Societies (三自组织): most of them filed, some registered as legal persons, a few dormant. */
export function* societyRecords(life: PlannedLife): Generator<SocietyRecord> {
  let registered = 0;
  for (const society of allSocieties(life)) {
    const random = life.random('society', society.id);
    const { id, name, kind, village, organizerAccountId, organizerName } = society;
    const filed = filedOn(life, society);
    const grid = random.chance(0.2) ? random.pick(village.grids) : undefined;
    const isTold = storyVillages.includes(village.code);
    const isRegistered = random.chance(REGISTERED) && !isCouncil(society);
    const isDormant = random.chance(DORMANT) && !isTold && !isCouncil(society);
    if (isRegistered) registered += 1;
    yield {
      id,
      name,
      kind,
      status: isDormant ? 'DORMANT' : 'ACTIVE',
      areaCode: village.code,
      organizerAccountId,
      organizerName,
      filedOn: filed,
      ...(grid ? { gridId: grid.id } : {}),
      ...(isRegistered
        ? {
            legalForm: 'REGISTERED' as const,
            uscc: makeUscc({
              authority: '5',
              category: kind === 'VOLUNTEER' ? '2' : '1',
              areaDigits: life.countyCode,
              serial: `MJ${String(registered).padStart(6, '0')}`,
            }),
            registeredOn: addDays(filed, random.int(20, 300)),
          }
        : { legalForm: 'FILED' as const }),
    };
  }
}

/** Members of each society: those in force add up to the county's figure, and some have left besides. */
export function* membershipRecords(life: PlannedLife): Generator<MembershipRecord> {
  const societies = [...allSocieties(life)];
  const sizes = shareOut(
    life.figures.members,
    societies.map((society) => 0.4 + life.random('society-size', society.id).next() + (isCouncil(society) ? 1 : 0)),
    LEAST_MEMBERS,
    societies.map(({ village }) => village.adults),
  );
  for (const [index, society] of societies.entries()) {
    const { village } = society;
    const random = life.random('membership', society.id);
    const filed = filedOn(life, society);
    const age = daysBetween(filed, life.today);
    const inForce = sizes[index] ?? 0;
    const left = Math.min(random.int(0, Math.ceil(inForce / 8)), village.adults - inForce);
    let n = 0;
    for (const person of distinctPeople(village, random, inForce + left)) {
      const joinedOn = addDays(filed, random.int(0, age - 60));
      const stayed = daysBetween(joinedOn, life.today);
      yield {
        id: life.id('membership', society.id, n),
        societyId: society.id,
        areaCode: village.code,
        residentId: person.residentId,
        joinedOn,
        ...(n < inForce ? {} : { leftOn: addDays(joinedOn, random.int(30, stayed)) }),
      };
      n += 1;
    }
  }
}
