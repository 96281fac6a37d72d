import { defineEntity, p } from '@mikro-orm/core';

const MembershipSchema = defineEntity({
  name: 'Membership',
  tableName: 'membership',
  properties: {
    id: p.uuid().primary(),
    societyId: p.uuid(),
    areaCode: p.text(),
    residentId: p.uuid(),
    joinedOn: p.date(),
    leftOn: p.date().nullable(),
    /** Ended because two records of one person were merged, and both were members. */
    endedByMerge: p.boolean().default(false),
    version: p.integer().version().default(1),
  },
});

/** A membership (成员): a resident in a society, from a day to a day. */
export class Membership extends MembershipSchema.class {
  static begin(begun: {
    readonly id: string;
    readonly societyId: string;
    readonly areaCode: string;
    readonly residentId: string;
    readonly joinedOn: string;
  }): Membership {
    return Object.assign(new Membership(), { ...begun, leftOn: null, endedByMerge: false, version: 1 });
  }

  get inForce(): boolean {
    return this.leftOn === null || this.leftOn === undefined;
  }

  /** Ends it. Says what speaks against it, if anything does. */
  end(day: string): 'ENDED' | 'ENDED_ALREADY' | 'BEFORE_IT_BEGAN' {
    if (!this.inForce) return 'ENDED_ALREADY';
    if (day < this.joinedOn) return 'BEFORE_IT_BEGAN';
    this.leftOn = day;
    return 'ENDED';
  }
}

MembershipSchema.setClass(Membership);
