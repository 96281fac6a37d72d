import { defineEntity, p } from '@mikro-orm/core';

/** What somebody may be in a grid. */
export const dutyRoles = ['GRID_HEAD', 'FULL_TIME', 'PART_TIME', 'LEVEL_3', 'LEVEL_4', 'SECRETARY'] as const;
export type DutyRole = (typeof dutyRoles)[number];

const DutyListSchema = defineEntity({
  name: 'DutyList',
  tableName: 'duty_list',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().default(1),
    code: p.text(),
    name: p.text(),
    areaCode: p.text(),
  },
});

/** A duty list (职责清单) of an area, as it is now. */
export class DutyList extends DutyListSchema.class {}
DutyListSchema.setClass(DutyList);

const DutySchema = defineEntity({
  name: 'Duty',
  tableName: 'duty',
  properties: {
    id: p.uuid().primary(),
    dutyListId: p.uuid(),
    position: p.integer(),
    code: p.text(),
    name: p.text(),
    description: p.text().nullable(),
    /** Whose duty it is; none: everybody's who works in a grid. */
    roles: p.array().$type<DutyRole[]>().columnType('text[]').default([]),
    retiredOn: p.date().nullable(),
  },
});

/** A duty on a list. */
export class Duty extends DutySchema.class {
  belongsTo(role: DutyRole): boolean {
    return this.roles.length === 0 || this.roles.includes(role);
  }
}
DutySchema.setClass(Duty);

/** A duty as a version of its list has it. */
export interface ListedDuty {
  readonly code: string;
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly roles: readonly DutyRole[];
}

const DutyListVersionSchema = defineEntity({
  name: 'DutyListVersion',
  tableName: 'duty_list_version',
  properties: {
    dutyListId: p.uuid().primary(),
    version: p.integer().primary(),
    name: p.text(),
    duties: p.json<readonly ListedDuty[]>(),
    madeAt: p.datetime(),
    madeByAccountId: p.uuid(),
  },
});

/** What a duty list said, from a change on; written once. */
export class DutyListVersion extends DutyListVersionSchema.class {}
DutyListVersionSchema.setClass(DutyListVersion);
