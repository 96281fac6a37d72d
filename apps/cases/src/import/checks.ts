import type { AreaTree, RefuseRecord } from '@gridloom/service-kit';
import { isIsoDay } from '@gridloom/standards';

import { isUuid } from '../ids.ts';

export const checkId = (refuse: RefuseRecord, field: string, value: string | undefined): void => {
  if (value !== undefined && !isUuid(value)) refuse(field, { zh: '应为 UUID', en: 'must be a UUID' });
};

export const checkArea = (refuse: RefuseRecord, areas: AreaTree, field: string, code: string): void => {
  if (!areas.find(code)) refuse(field, { zh: `本县没有区划 ${code}`, en: `the county has no area ${code}` });
};

export const checkDay = (refuse: RefuseRecord, field: string, value: string | undefined): void => {
  if (value !== undefined && !isIsoDay(value)) {
    refuse(field, { zh: '应为日期 YYYY-MM-DD', en: 'must be a day, YYYY-MM-DD' });
  }
};

export const checkText = (refuse: RefuseRecord, field: string, value: string, longest: number): void => {
  if (value.trim() === '' || value.length > longest) {
    refuse(field, { zh: `应为 1 到 ${String(longest)} 个字`, en: `must have 1 to ${String(longest)} characters` });
  }
};

export const checkOneOf = (refuse: RefuseRecord, field: string, value: string, allowed: readonly string[]): void => {
  if (!allowed.includes(value)) {
    refuse(field, { zh: `应为 ${allowed.join('、')} 之一`, en: `must be one of ${allowed.join(', ')}` });
  }
};
