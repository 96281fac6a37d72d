import { defineEntity, p } from '@mikro-orm/core';

export const matterItemStatuses = ['PENDING', 'AGREED', 'SETTLED'] as const;
export type MatterItemStatus = (typeof matterItemStatuses)[number];
export type MatterStatus = 'OPEN' | 'SETTLED';

const MatterItemSchema = defineEntity({
  name: 'MatterItem',
  tableName: 'matter_item',
  properties: {
    id: p.uuid().primary(),
    matterId: p.uuid(),
    areaCode: p.text(),
    position: p.integer(),
    label: p.text(),
    status: p.text().$type<MatterItemStatus>(),
  },
});

/** An item of a matter (子项), labelled without personal names. */
export class MatterItem extends MatterItemSchema.class {}

MatterItemSchema.setClass(MatterItem);

const MatterSchema = defineEntity({
  name: 'Matter',
  tableName: 'matter',
  properties: {
    id: p.uuid().primary(),
    societyId: p.uuid(),
    areaCode: p.text(),
    title: p.text(),
    settled: p.integer(),
    total: p.integer(),
    openedOn: p.date(),
    settledOn: p.date().nullable(),
    version: p.integer().version().default(1),
  },
});

/** A matter (议事事项): settled exactly when all of its items are. */
export class Matter extends MatterSchema.class {
  static open(opened: {
    readonly id: string;
    readonly societyId: string;
    readonly areaCode: string;
    readonly title: string;
    readonly total: number;
    readonly openedOn: string;
  }): Matter {
    return Object.assign(new Matter(), { ...opened, settled: 0, settledOn: null, version: 1 });
  }

  get status(): MatterStatus {
    return this.settled === this.total ? 'SETTLED' : 'OPEN';
  }

  /** Moves one of its items, on a day, and says what that made of the matter. */
  move(item: MatterItem, to: MatterItemStatus, today: string): 'UNCHANGED' | 'MOVED' | 'PROGRESSED' | 'SETTLED' {
    const was = item.status;
    if (was === to) return 'UNCHANGED';
    item.status = to;
    if (was !== 'SETTLED' && to !== 'SETTLED') return 'MOVED';
    this.settled += to === 'SETTLED' ? 1 : -1;
    this.settledOn = this.status === 'SETTLED' ? today : null;
    return this.status === 'SETTLED' ? 'SETTLED' : 'PROGRESSED';
  }
}

MatterSchema.setClass(Matter);
