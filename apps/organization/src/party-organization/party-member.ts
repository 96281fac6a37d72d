import { defineEntity, p } from '@mikro-orm/core';

const PartyMemberSchema = defineEntity({
  name: 'PartyMember',
  tableName: 'party_member',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    partyOrganizationId: p.uuid(),
    areaCode: p.text(),
    residentId: p.uuid().nullable(),
    admittedOn: p.date(),
  },
});

/** A party member (党员): counted here, never listed. */
export class PartyMember extends PartyMemberSchema.class {}
PartyMemberSchema.setClass(PartyMember);
