import { rowsOfRecords, runImportStep, type ImportOutcome, type ImportSession } from '@gridloom/service-kit';
import { isWithinArea, parseAreaCode } from '@gridloom/standards';

import { areaLevelOf, organizationKinds } from '../organization/organization.ts';
import {
  checkArea,
  checkDay,
  checkFirst,
  checkId,
  checkOneOf,
  checkPeriod,
  checkText,
  type ImportContext,
  type OnProgress,
} from './checks.ts';
import type { AreaLevel, AreaRecord, OrganizationRecord } from './records.ts';

const above: Readonly<Record<AreaLevel, AreaLevel | undefined>> = {
  COUNTY: undefined,
  TOWNSHIP: 'COUNTY',
  VILLAGE: 'TOWNSHIP',
};

export const importAreas = (
  session: ImportSession,
  _context: ImportContext,
  records: Iterable<AreaRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const known = new Map<string, { readonly level: AreaLevel; readonly ancestors: readonly string[] }>();
  return runImportStep(session, {
    step: 'areas',
    table: 'area',
    columns: ['code', 'name', 'level', 'parent_code', 'ancestors', 'valid_from', 'valid_until', 'successor_code'],
    ...(onProgress ? { onProgress } : {}),
    rows: rowsOfRecords('areas', records, (area, refuse) => {
      const { code, name, level, parentCode } = area;
      const parsed = parseAreaCode(code);
      if (!parsed.ok) return refuse('code', parsed.explanation);
      if (parsed.level !== level)
        refuse('level', {
          zh: `代码 ${code} 属于 ${parsed.level}`,
          en: `the code ${code} is that of a ${parsed.level}`,
        });
      if (known.has(code)) refuse('code', { zh: '与先前的记录重复', en: 'an earlier record has the same' });
      checkText(refuse, 'name', name, 200);
      const parent = parentCode === undefined ? undefined : known.get(parentCode);
      if (parent?.level !== above[level] || (parentCode !== undefined && !isWithinArea(code, parentCode)))
        refuse('parentCode', {
          zh: '应为先行列出的直接上级区划的代码，县级没有上级',
          en: 'must be the code of the area directly above, listed earlier; a county has none',
        });
      checkPeriod(refuse, ['validFrom', area.validFrom], ['validUntil', area.validUntil]);
      if (area.successorCode !== undefined && area.validUntil === undefined)
        refuse('successorCode', {
          zh: '只有停用的代码才有变更后代码',
          en: 'only a code that is no longer valid has one',
        });
      const ancestors = parentCode === undefined ? [] : [parentCode, ...(parent?.ancestors ?? [])];
      known.set(code, { level, ancestors });
      return [code, name, level, parentCode, ancestors, area.validFrom, area.validUntil, area.successorCode];
    }),
  });
};

export const importOrganizations = (
  session: ImportSession,
  { areas }: ImportContext,
  records: Iterable<OrganizationRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const names = new Set<string>();
  return runImportStep(session, {
    step: 'organizations',
    table: 'organization',
    columns: ['id', 'name', 'kind', 'area_code', 'handles_cases', 'dissolved_on'],
    ...(onProgress ? { onProgress } : {}),
    rows: rowsOfRecords('organizations', records, (organization, refuse) => {
      const { id, name, kind, areaCode, dissolvedOn } = organization;
      checkId(refuse, 'id', id);
      checkText(refuse, 'name', name, 200);
      checkOneOf(refuse, 'kind', kind, organizationKinds);
      checkArea(refuse, areas, areaCode);
      if (areas.find(areaCode)?.level !== areaLevelOf(kind))
        refuse('areaCode', {
          zh: `${kind} 的区划应为 ${areaLevelOf(kind)}`,
          en: `the area of a ${kind} is a ${areaLevelOf(kind)}`,
        });
      checkDay(refuse, 'dissolvedOn', dissolvedOn);
      if (dissolvedOn === undefined) checkFirst(refuse, 'name', `${areaCode} ${name}`, names);
      return [id, name, kind, areaCode, organization.handlesCases, dissolvedOn];
    }),
  });
};
