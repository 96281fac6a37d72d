import { defineEntity, p } from '@mikro-orm/core';

const AccountSchema = defineEntity({
  name: 'Account',
  tableName: 'account',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    /** Unknown while only a role of it has been heard of, as of a volunteer who comes in by an event. */
    name: p.text().nullable(),
    residentId: p.uuid().nullable(),
  },
});

/** An account (账号): the `sub` of the tokens with which its holder signs in. */
export class Account extends AccountSchema.class {}
AccountSchema.setClass(Account);
