import { defineEntity, p } from '@mikro-orm/core';

import { PeriodWrong } from '../period-wrong.ts';

const DeploymentSchema = defineEntity({
  name: 'Deployment',
  tableName: 'deployment',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    organizationId: p.uuid(),
    areaCode: p.text(),
    gridId: p.uuid().nullable(),
    resources: p.text(),
    since: p.date(),
    /** First day on which it no longer holds. */
    until: p.date().nullable(),
  },
});

/** Resources of a body that sink into a village or one of its grids (资源下沉). */
export class Deployment extends DeploymentSchema.class {
  /** @throws PeriodWrong */
  end(until: string): void {
    if (this.until != null) throw new PeriodWrong('ended before');
    if (until < this.since) throw new PeriodWrong('before since');
    this.until = until;
  }
}
DeploymentSchema.setClass(Deployment);
