import type { CopyValue, ImportOutcome, ImportSession, RefuseRecord } from '@gridloom/service-kit';

import { dutyRoles } from '../duty/duty.ts';
import { leadKinds } from '../service-item/item-content.ts';
import { checkArea, checkDay, checkId, checkOneOf, checkText } from './checks.ts';
import { importRecords, type CasesImportContext, type OnProgress } from './import-context.ts';
import type { DutyListRecord, ServiceItemRecord, ServiceItemVersionRecord } from './records.ts';

export const importDutyLists = (
  session: ImportSession,
  { areas }: CasesImportContext,
  records: Iterable<DutyListRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> =>
  importRecords(session, {
    step: 'duty-lists',
    tables: {
      list: { name: 'duty_list', columns: ['id', 'code', 'name', 'area_code'] },
      duty: { name: 'duty', columns: ['id', 'duty_list_id', 'position', 'code', 'name', 'description', 'roles'] },
    },
    records,
    onProgress,
    rowsOf: (list, add, refuse) => {
      checkId(refuse, 'id', list.id);
      checkText(refuse, 'code', list.code, 64);
      checkText(refuse, 'name', list.name, 200);
      checkArea(refuse, areas, 'areaCode', list.areaCode);
      add('list', [list.id, list.code, list.name, list.areaCode]);
      list.duties.forEach((duty, index) => {
        checkId(refuse, `duties.${String(index)}.id`, duty.id);
        checkText(refuse, `duties.${String(index)}.code`, duty.code, 64);
        checkText(refuse, `duties.${String(index)}.description`, duty.description ?? '–', 1_000);
        const roles = [...(duty.roles ?? [])];
        roles.forEach((role) => {
          checkOneOf(refuse, `duties.${String(index)}.roles`, role, dutyRoles);
        });
        add('duty', [duty.id, list.id, index + 1, duty.code, duty.name, duty.description, roles]);
      });
    },
  });

const contentColumns = [
  ...[
    'name',
    'sponsor_id',
    'duty_id',
    'legal_basis',
    'lead_kind',
    'lead_does',
    'grid_does',
    'assistants',
    'funds',
    'staff',
  ],
  ...['powers', 'temporary', 'valid_from', 'valid_until'],
];

const contentRow = (version: ServiceItemVersionRecord, dutyId: string | undefined): readonly CopyValue[] => [
  ...[
    version.name,
    version.sponsorId,
    dutyId,
    version.legalBasis,
    version.leadKind,
    version.leadDoes,
    version.gridDoes,
  ],
  { json: version.assistants ?? [] },
  ...[version.funds, version.staff, version.powers, version.temporary ?? false, version.validFrom, version.validUntil],
];

/** What a version says of who does what. */
const checkDivision = (
  refuse: RefuseRecord,
  { organizations }: CasesImportContext,
  version: ServiceItemVersionRecord,
  field: string,
): void => {
  for (const [name, text] of Object.entries({
    leadDoes: version.leadDoes,
    gridDoes: version.gridDoes,
    funds: version.funds,
    staff: version.staff,
    powers: version.powers,
  }))
    if (text !== undefined) checkText(refuse, `${field}.${name}`, text, 1_000);
  if (version.leadKind !== undefined) checkOneOf(refuse, `${field}.leadKind`, version.leadKind, leadKinds);
  const bodies = (version.assistants ?? []).map(({ organizationId }) => organizationId);
  const distinct = new Set([version.sponsorId, ...bodies]);
  if (distinct.size < bodies.length + 1 || bodies.some((id) => !organizations.has(id))) {
    refuse(`${field}.assistants`, {
      zh: '配合单位须存在、各不相同，且不含牵头单位',
      en: 'have to be bodies that are there, each once, the department not among them',
    });
  }
  if (version.temporary === true && version.validUntil === undefined) {
    refuse(`${field}.validUntil`, { zh: '临时事项须有失效日', en: 'an emergency entry has an end' });
  }
};

const checkVersions = (refuse: RefuseRecord, context: CasesImportContext, { versions }: ServiceItemRecord): void => {
  const { organizations } = context;
  let until: string | undefined;
  versions.forEach((version, index) => {
    const field = `versions.${String(index)}`;
    if (version.version !== index + 1) {
      refuse(`${field}.version`, { zh: `应为 ${String(index + 1)}`, en: `must be ${String(index + 1)}` });
    }
    checkText(refuse, `${field}.name`, version.name, 200);
    if (!organizations.has(version.sponsorId)) {
      refuse(`${field}.sponsorId`, { zh: '没有这个单位', en: 'there is no such organization' });
    }
    checkDivision(refuse, context, version, field);
    checkDay(refuse, `${field}.validFrom`, version.validFrom);
    checkDay(refuse, `${field}.validUntil`, version.validUntil);
    const overlaps = index > 0 && (until === undefined || until > version.validFrom);
    if (overlaps || (version.validUntil !== undefined && version.validUntil <= version.validFrom)) {
      refuse(`${field}.validFrom`, {
        zh: '有效期颠倒，或与上一版本重叠',
        en: 'the validity ends before it begins, or overlaps that of the version before',
      });
    }
    until = version.validUntil;
  });
};

/** Items refer to duties by code: import the duty lists first. */
export const importServiceItems = (
  session: ImportSession,
  context: CasesImportContext,
  records: Iterable<ServiceItemRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const duties = new Map<string, string>();
  return importRecords(session, {
    step: 'service-items',
    tables: {
      item: {
        name: 'service_item',
        columns: ['id', 'version', 'code', 'area_code', ...contentColumns],
      },
      version: {
        name: 'service_item_version',
        columns: ['service_item_id', 'version', ...contentColumns],
      },
    },
    records,
    onProgress,
    before: async (sql) => {
      for (const row of await sql('select code, id from duty')) duties.set(row.code as string, row.id as string);
    },
    rowsOf: (item, add, refuse) => {
      checkId(refuse, 'id', item.id);
      checkText(refuse, 'code', item.code, 64);
      checkArea(refuse, context.areas, 'areaCode', item.areaCode);
      checkVersions(refuse, context, item);
      const last = item.versions.at(-1);
      if (!last) return refuse('versions', { zh: '至少有一个版本', en: 'there is at least one' });
      const rows = item.versions.map((version, index) => {
        const dutyId = duties.get(version.dutyCode);
        if (dutyId === undefined) {
          refuse(`versions.${String(index)}.dutyCode`, { zh: '没有这项职责', en: 'there is no such duty' });
        }
        return contentRow(version, dutyId);
      });
      add('item', [item.id, last.version, item.code, item.areaCode, ...(rows.at(-1) ?? [])]);
      rows.forEach((row, index) => {
        add('version', [item.id, index + 1, ...row]);
      });
    },
  });
};
