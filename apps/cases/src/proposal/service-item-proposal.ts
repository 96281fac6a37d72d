import { defineEntity, p } from '@mikro-orm/core';

import type { ItemContent } from '../service-item/item-content.ts';
import { ProposalStepRefused } from './proposal-step-refused.ts';

export const proposalKinds = ['ADMIT', 'CHANGE', 'WITHDRAW'] as const;
export type ProposalKind = (typeof proposalKinds)[number];

export type ProposalStatus = 'SUBMITTED' | 'HEARING' | 'CHANGES_ASKED' | 'ADMITTED' | 'REFUSED' | 'WITHDRAWN';

export const proposalActions = [
  'HEAR',
  'GIVE_OPINION',
  'ADMIT',
  'REFUSE',
  'ASK_FOR_CHANGES',
  'REVISE',
  'WITHDRAW',
  'RESTORE',
] as const;
export type ProposalAction = (typeof proposalActions)[number];

export type ProposalStepKind =
  | 'PROPOSED'
  | 'REVISED'
  | 'TOWNSHIP_ASKED'
  | 'OPINION_GIVEN'
  | 'CHANGES_ASKED'
  | 'ADMITTED'
  | 'REFUSED'
  | 'WITHDRAWN'
  | 'RESTORED';

const allowedIn: Readonly<Record<ProposalAction, readonly ProposalStatus[]>> = {
  HEAR: ['SUBMITTED', 'HEARING'],
  GIVE_OPINION: ['HEARING'],
  ADMIT: ['SUBMITTED', 'HEARING'],
  REFUSE: ['SUBMITTED', 'HEARING'],
  ASK_FOR_CHANGES: ['SUBMITTED', 'HEARING'],
  REVISE: ['SUBMITTED', 'CHANGES_ASKED'],
  WITHDRAW: ['SUBMITTED', 'HEARING', 'CHANGES_ASKED'],
  RESTORE: ['WITHDRAWN'],
};

const ProposalSchema = defineEntity({
  name: 'ServiceItemProposal',
  tableName: 'service_item_proposal',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version(),
    kind: p.text().$type<ProposalKind>(),
    status: p.text().$type<ProposalStatus>(),
    withdrawnIn: p.text().$type<ProposalStatus>().nullable(),
    revision: p.integer(),
    areaCode: p.text(),
    sponsorId: p.uuid(),
    serviceItemId: p.uuid().nullable(),
    code: p.text(),
    content: p.json<ItemContent>().nullable(),
    effectiveOn: p.date(),
    reason: p.text(),
    temporary: p.boolean(),
    hearingUntil: p.date().nullable(),
    proposedByAccountId: p.uuid(),
    proposedAt: p.datetime(),
    decidedByAccountId: p.uuid().nullable(),
    decidedAt: p.datetime().nullable(),
    decisionReason: p.text().nullable(),
    stepCount: p.integer(),
  },
});

/** What a department says when it hands a proposal in, the first time or again. */
export interface ProposalDraft {
  readonly reason: string;
  readonly content: ItemContent | null;
  readonly effectiveOn: string;
}

export interface ProposalBy {
  readonly at: Date;
  readonly accountId: string;
  readonly note?: string | null | undefined;
}

/** A step before it is a row. */
export interface NewProposalStep {
  readonly proposalId: string;
  readonly position: number;
  readonly at: Date;
  readonly step: ProposalStepKind;
  readonly actorAccountId: string;
  readonly areaCode: string | null;
  readonly note: string | null;
}

/** A proposal to admit, change or withdraw an item (准入退出申请). Its methods are the only steps; each gives the rows that say so. */
export class ServiceItemProposal extends ProposalSchema.class {
  static propose(
    draft: ProposalDraft & {
      readonly id: string;
      readonly kind: ProposalKind;
      readonly areaCode: string;
      readonly sponsorId: string;
      readonly serviceItemId: string | null;
      readonly code: string;
      readonly temporary: boolean;
    },
    by: ProposalBy,
  ): { readonly proposal: ServiceItemProposal; readonly step: NewProposalStep } {
    const proposal = new ServiceItemProposal();
    Object.assign(proposal, draft, {
      version: 1,
      status: 'SUBMITTED',
      withdrawnIn: null,
      revision: 1,
      hearingUntil: null,
      proposedByAccountId: by.accountId,
      proposedAt: by.at,
      decidedByAccountId: null,
      decidedAt: null,
      decisionReason: null,
      stepCount: 0,
    });
    return { proposal, step: proposal.step('PROPOSED', by) };
  }

  /** What may be done now, whoever asks. */
  allowedActions(): readonly ProposalAction[] {
    return proposalActions.filter((action) => allowedIn[action].includes(this.status));
  }

  revise(draft: ProposalDraft, by: ProposalBy): NewProposalStep {
    this.require('REVISE');
    Object.assign(this, draft, { hearingUntil: null, decisionReason: null });
    this.revision += 1;
    this.status = 'SUBMITTED';
    return this.step('REVISED', by);
  }

  /** Asks townships, by a day; those asked later may have longer, never shorter. */
  hear(townshipCodes: readonly string[], until: string, by: ProposalBy): readonly NewProposalStep[] {
    this.require('HEAR');
    this.status = 'HEARING';
    this.hearingUntil = this.hearingUntil && this.hearingUntil > until ? this.hearingUntil : until;
    return townshipCodes.map((code) => this.step('TOWNSHIP_ASKED', by, code));
  }

  noteOpinion(townshipCode: string, by: ProposalBy): NewProposalStep {
    this.require('GIVE_OPINION');
    return this.step('OPINION_GIVEN', by, townshipCode);
  }

  askForChanges(by: ProposalBy): NewProposalStep {
    this.require('ASK_FOR_CHANGES');
    this.status = 'CHANGES_ASKED';
    this.decisionReason = by.note ?? null;
    return this.step('CHANGES_ASKED', by);
  }

  admit(serviceItemId: string, by: ProposalBy): NewProposalStep {
    this.require('ADMIT');
    this.serviceItemId = serviceItemId;
    return this.decide('ADMITTED', by);
  }

  refuse(by: ProposalBy): NewProposalStep {
    this.require('REFUSE');
    return this.decide('REFUSED', by);
  }

  withdraw(by: ProposalBy): NewProposalStep {
    this.require('WITHDRAW');
    this.withdrawnIn = this.status;
    this.status = 'WITHDRAWN';
    return this.step('WITHDRAWN', by);
  }

  restore(by: ProposalBy): NewProposalStep {
    this.require('RESTORE');
    this.status = this.withdrawnIn ?? 'SUBMITTED';
    this.withdrawnIn = null;
    return this.step('RESTORED', by);
  }

  private decide(status: 'ADMITTED' | 'REFUSED', by: ProposalBy): NewProposalStep {
    this.status = status;
    this.decidedByAccountId = by.accountId;
    this.decidedAt = by.at;
    this.decisionReason = by.note ?? null;
    return this.step(status, by);
  }

  private require(action: ProposalAction): void {
    if (!allowedIn[action].includes(this.status)) {
      throw new ProposalStepRefused(action, this.status, this.allowedActions());
    }
  }

  private step(step: ProposalStepKind, by: ProposalBy, areaCode: string | null = null): NewProposalStep {
    this.stepCount += 1;
    return {
      proposalId: this.id,
      position: this.stepCount,
      at: by.at,
      step,
      actorAccountId: by.accountId,
      areaCode,
      note: by.note ?? null,
    };
  }
}
ProposalSchema.setClass(ServiceItemProposal);

const ProposalStepSchema = defineEntity({
  name: 'ServiceItemProposalStep',
  tableName: 'service_item_proposal_step',
  properties: {
    proposalId: p.uuid().primary(),
    position: p.integer().primary(),
    at: p.datetime(),
    step: p.text().$type<ProposalStepKind>(),
    actorAccountId: p.uuid(),
    areaCode: p.text().nullable(),
    note: p.text().nullable(),
  },
});

/** A step of a proposal; written once, never changed. */
export class ServiceItemProposalStep extends ProposalStepSchema.class {}
ProposalStepSchema.setClass(ServiceItemProposalStep);
