import { defineEntity, p } from '@mikro-orm/core';

const DutyListSchema = defineEntity({
  name: 'DutyList',
  tableName: 'duty_list',
  properties: {
    id: p.uuid().primary(),
    code: p.text(),
    name: p.text(),
    areaCode: p.text(),
  },
});

/** A duty list (职责清单) of an area. */
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
  },
});

/** A duty on a list. */
export class Duty extends DutySchema.class {}
DutySchema.setClass(Duty);
