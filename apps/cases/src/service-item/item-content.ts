import { p } from '@mikro-orm/core';

/** Kinds of body that may lead an item. */
export const leadKinds = [
  'COUNTY_GOVERNMENT',
  'COUNTY_DEPARTMENT',
  'TOWNSHIP_GOVERNMENT',
  'VILLAGE_COMMITTEE',
  'COMMUNITY_COMMITTEE',
  'GRID_OFFICE',
  'PUBLIC_INSTITUTION',
] as const;
export type LeadKind = (typeof leadKinds)[number];

/** A body that assists in an item, and what it does. */
export interface ItemAssistant {
  readonly organizationId: string;
  readonly does: string;
}

/** What a version of an item says, besides its number. */
export interface ItemContent {
  readonly name: string;
  readonly sponsorId: string;
  readonly dutyId: string;
  readonly legalBasis?: string | null | undefined;
  /** Which kind of body has the power to settle the matter; left out: that of the sponsor. */
  readonly leadKind?: LeadKind | null | undefined;
  readonly leadDoes?: string | null | undefined;
  readonly gridDoes?: string | null | undefined;
  readonly assistants: readonly ItemAssistant[];
  readonly funds?: string | null | undefined;
  readonly staff?: string | null | undefined;
  readonly powers?: string | null | undefined;
  /** Admitted in an emergency: without a hearing, and for a time. */
  readonly temporary: boolean;
  readonly validFrom: string;
  readonly validUntil?: string | null | undefined;
}

/** The columns of {@link ItemContent}, the same in the item and in its versions. */
export const contentProperties = {
  name: p.text(),
  sponsorId: p.uuid(),
  dutyId: p.uuid(),
  legalBasis: p.text().nullable(),
  leadKind: p.text().$type<LeadKind>().nullable(),
  leadDoes: p.text().nullable(),
  gridDoes: p.text().nullable(),
  assistants: p.json<readonly ItemAssistant[]>().default([]),
  funds: p.text().nullable(),
  staff: p.text().nullable(),
  powers: p.text().nullable(),
  temporary: p.boolean().default(false),
  validFrom: p.date(),
  validUntil: p.date().nullable(),
} as const;

/** The content alone, of an item, a version or anything that holds one. */
export const contentOf = (from: ItemContent): ItemContent => ({
  name: from.name,
  sponsorId: from.sponsorId,
  dutyId: from.dutyId,
  legalBasis: from.legalBasis ?? null,
  leadKind: from.leadKind ?? null,
  leadDoes: from.leadDoes ?? null,
  gridDoes: from.gridDoes ?? null,
  assistants: from.assistants,
  funds: from.funds ?? null,
  staff: from.staff ?? null,
  powers: from.powers ?? null,
  temporary: from.temporary,
  validFrom: from.validFrom,
  validUntil: from.validUntil ?? null,
});
