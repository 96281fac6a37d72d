import type { SqlExecutor } from '@gridloom/service-kit';
import type { GraphQLObjectType, GraphQLSchema } from 'graphql';

import { idOf, phoneOf } from './county.ts';
import { aPerson, newNumber } from './people-run.ts';

interface Every {
  readonly schema: GraphQLSchema;
  readonly mutate: (name: string, input: object) => Promise<unknown>;
  readonly ask: (document: string) => Promise<unknown>;
  readonly selectionOf: (type: GraphQLObjectType) => string;
  readonly sql: SqlExecutor;
}

/** Asks for every field of people and housing, and sends each mutation of it once with success. */
export const askEveryPeopleField = async ({ schema, mutate, ask, selectionOf, sql }: Every): Promise<void> => {
  const select = (type: string) => selectionOf(schema.getType(type) as GraphQLObjectType);
  const someOf = async (table: string) => (await sql(`select id from ${table} order by id limit 1`))[0]?.id;
  const [gridId, householdId] = [idOf('grid', 1), idOf('household', 1)];
  const [residentId, otherId] = [idOf('resident', 1), idOf('resident', 2)];
  await mutate('registerDwelling', { gridId, address: '柏树乡柏树村八组1号', kind: 'HOUSE' });
  await mutate('changeDwelling', { dwellingId: idOf('dwelling', 2), kind: 'APARTMENT' });
  await mutate('beginOccupancy', { residentId, dwellingId: idOf('dwelling', 2), kind: 'OWN', since: '2026-01-01' });
  await ask(`{ dataContradictions ${select('DataContradictionConnection')} }`);
  await mutate('dismissContradiction', { contradictionId: await someOf('data_contradiction'), reason: '两处自有' });
  await mutate('endOccupancy', { residentId, dwellingId: idOf('dwelling', 2), until: '2026-02-01' });
  const double = { name: '王建国', idNumber: newNumber(200, '1961-03-09') };
  await mutate('registerHousehold', { gridId, address: '柏树乡柏树村三组1号', members: [aPerson(200, double)] });
  await ask(`{ duplicateCandidates ${select('DuplicateCandidateConnection')} }`);
  await mutate('dismissDuplicate', { duplicateCandidateId: await someOf('duplicate_candidate'), reason: '同名' });
  await mutate('recheckData', { areaCode: '410326' });
  await mutate('changeHousehold', { householdId, number: 'H-0001' });
  await mutate('changeHead', { householdId, headId: otherId });
  await mutate('moveIn', { householdId, members: [aPerson(201, { relation: 'SIBLING' })] });
  await mutate('registerBirth', { householdId, name: '王小宝', birthDate: '2026-03-01', relation: 'GRANDCHILD' });
  await mutate('splitHousehold', { householdId, members: [{ residentId, relation: 'HEAD' }] });
  await mutate('joinHouseholds', {
    householdId,
    joinedHouseholdId: idOf('household', 2),
    relations: [3, 4].map((n) => ({ residentId: idOf('resident', n), relation: 'OTHER_RELATIVE' })),
  });
  await mutate('moveOut', { residentIds: [idOf('resident', 4)], destination: 'OUTSIDE' });
  await mutate('undoDeparture', { residentId: idOf('resident', 4), reason: '误登' });
  await mutate('withdrawRegistration', {
    residentId: (await sql(`select id from resident where name = '王小宝'`))[0]?.id,
    reason: '误登',
  });
  await mutate('recordDeath', { residentId: idOf('resident', 4), on: '2026-03-01' });
  await mutate('changeResident', { residentId, phone: phoneOf(9) });
  await mutate('verifyResidents', { residentIds: [residentId] });
  await mutate('changePopulationKind', { residentId, populationKind: 'FLOATING' });
  await mutate('beginCare', { residentId, kind: 'LEFT_BEHIND', since: '2026-03-01' });
  await sql('update care_record set owner_id = null where id = $1', [idOf('care', 1)]);
  await mutate('endCare', { careRecordId: idOf('care', 1), until: '2026-03-02' });
  const contact = { householdId, name: '王芳', phone: '13900001111', relation: '女儿' };
  await mutate('putEmergencyContact', contact);
  await mutate('removeEmergencyContact', { emergencyContactId: idOf('contact', 1) });
  await mutate('mergeResidents', { survivorId: residentId, mergedId: idOf('resident', 3) });
  await mutate('unmergeResidents', { mergedId: idOf('resident', 3), reason: '误合并' });
  await ask(`{ myHousehold ${select('Household')} }`);
  await ask(`{
    households(first: 5) ${select('HouseholdConnection')} residents(first: 5) ${select('ResidentConnection')}
    dwellings(first: 5) ${select('DwellingConnection')} dwelling(id: "${idOf('dwelling', 3)}") ${select('Dwelling')}
    residentsByPhone(phone: "${phoneOf(9)}") ${select('Resident')}
  }`);
};
