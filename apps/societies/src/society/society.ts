import { defineEntity, p } from '@mikro-orm/core';

export const societyKinds = ['SELF_GOVERNING', 'RECREATIONAL', 'VOLUNTEER'] as const;
export const societyStatuses = ['ACTIVE', 'DORMANT', 'DISSOLVED'] as const;
export const legalForms = ['REGISTERED', 'FILED'] as const;

export type SocietyKind = (typeof societyKinds)[number];
export type SocietyStatus = (typeof societyStatuses)[number];
export type LegalForm = (typeof legalForms)[number];

const SocietySchema = defineEntity({
  name: 'Society',
  tableName: 'society',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    kind: p.text().$type<SocietyKind>(),
    legalForm: p.text().$type<LegalForm>(),
    uscc: p.text().nullable(),
    status: p.text().$type<SocietyStatus>(),
    areaCode: p.text(),
    gridId: p.uuid().nullable(),
    organizerAccountId: p.uuid(),
    organizerName: p.text(),
    filedOn: p.date(),
    registeredOn: p.date().nullable(),
    dissolvedOn: p.date().nullable(),
    version: p.integer().version().default(1),
  },
});

/** What is needed to file a society. */
export interface Filing {
  readonly id: string;
  readonly name: string;
  readonly kind: SocietyKind;
  readonly areaCode: string;
  readonly gridId?: string | undefined;
  readonly organizerAccountId: string;
  readonly organizerName: string;
  readonly uscc?: string | undefined;
  readonly filedOn: string;
}

/** A society (三自组织). */
export class Society extends SocietySchema.class {
  /** A society with a credit code is registered as a legal person; without one it is only filed. */
  static file(filing: Filing): Society {
    const society = new Society();
    const registered = filing.uscc !== undefined;
    return Object.assign(society, {
      id: filing.id,
      name: filing.name,
      kind: filing.kind,
      legalForm: registered ? ('REGISTERED' as const) : ('FILED' as const),
      uscc: filing.uscc ?? null,
      status: 'ACTIVE' as const,
      areaCode: filing.areaCode,
      gridId: filing.gridId ?? null,
      organizerAccountId: filing.organizerAccountId,
      organizerName: filing.organizerName,
      filedOn: filing.filedOn,
      registeredOn: registered ? filing.filedOn : null,
      dissolvedOn: null,
      version: 1,
    });
  }

  /** Whether it takes members, meetings, matters and demands: until it is dissolved. */
  get takesPart(): boolean {
    return this.status !== 'DISSOLVED';
  }

  isOrganizedBy(accountId: string): boolean {
    return this.organizerAccountId === accountId;
  }
}

SocietySchema.setClass(Society);
