import type { EventData, hotlineOrderState } from '@gridloom/contracts';
import { defineEntity, p } from '@mikro-orm/core';

const HotlineOrderSchema = defineEntity({
  name: 'HotlineOrder',
  tableName: 'hotline_order',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version(),
    upstreamNumber: p.text(),
    upstreamDueAt: p.datetime(),
    upstreamReceivedAt: p.datetime(),
    receivedAt: p.datetime(),
    receivedByAccountId: p.uuid().nullable(),
    category: p.text().nullable(),
    areaCode: p.text(),
    caseId: p.uuid(),
    reply: p.text().nullable(),
    answeredAt: p.datetime().nullable(),
    answeredByAccountId: p.uuid().nullable(),
  },
});

/** An order of hotline 12345 (热线工单): the number and the deadline upstream stay as they came; it is answered once. */
export class HotlineOrder extends HotlineOrderSchema.class {
  answer(reply: string, at: Date, accountId: string | null): void {
    if (this.answeredAt) throw new TypeError('An order of the hotline is answered once');
    this.reply = reply;
    this.answeredAt = at;
    this.answeredByAccountId = accountId;
  }

  isOverdue(now: Date): boolean {
    return (this.answeredAt ?? now) > this.upstreamDueAt;
  }

  /** What is told of it; never the caller, nor any words. */
  told(): EventData<typeof hotlineOrderState> {
    return {
      hotlineOrderId: this.id,
      upstreamNumber: this.upstreamNumber,
      caseId: this.caseId,
      areaCode: this.areaCode,
      upstreamDueAt: this.upstreamDueAt.toISOString(),
      ...(this.answeredAt ? { answeredAt: this.answeredAt.toISOString() } : {}),
    };
  }
}
HotlineOrderSchema.setClass(HotlineOrder);
