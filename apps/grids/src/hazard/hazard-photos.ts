import {
  claimFiles,
  filesOfSubjects,
  invalidInput,
  type FilePurpose,
  type InvalidInput,
  type SqlExecutor,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { loadHazard } from './load-hazards.ts';

const PURPOSE = 'HAZARD_PHOTO';
export const MAX_HAZARD_PHOTOS = 9;

/** Photos of hazards and of what was put right (隐患照片). */
export const hazardPhotoPurpose: FilePurpose<Context> = {
  name: PURPOSE,
  title: { zh: '隐患照片', en: 'photos of hazards' },
  permission: 'RECORD_PATROL',
  maxBytes: 20 * 1024 ** 2,
  types: ['image/jpeg', 'image/png', 'image/webp', 'image/heic'],
  mayRead: async (context, { subject }) => {
    const [, hazardId] = (subject ?? '').split(':');
    return hazardId !== undefined && (await loadHazard(context, hazardId)) !== null;
  },
};

export const hazardPhotoSubject = (hazardId: string, recheck = 0): string => `hazard:${hazardId}:${recheck}`;

interface Photos {
  readonly fileIds: readonly string[] | null | undefined;
  readonly subject: string;
  readonly accountId: string;
  readonly field: string;
  readonly rule: 'NONE' | 'OPTIONAL' | 'ALWAYS';
}

/** Claims photos as the class of the hazard asks; gives what is wrong with them, if anything. */
export const claimHazardPhotos = async (
  sql: SqlExecutor,
  context: Context,
  { fileIds, subject, accountId, field, rule }: Photos,
): Promise<InvalidInput | undefined> => {
  const ids = fileIds ?? [];
  if (rule === 'NONE' ? ids.length > 0 : ids.length > MAX_HAZARD_PHOTOS || (rule === 'ALWAYS' && ids.length === 0)) {
    const allowed = rule === 'NONE' ? '0' : `${rule === 'ALWAYS' ? 1 : 0}–${MAX_HAZARD_PHOTOS}`;
    return invalidInput(
      context.locale,
      field,
      {
        zh: `${field}：按本县规定，此类隐患的照片应为 ${allowed} 张。`,
        en: `${field}: by the county’s rule a hazard of this class has ${allowed} photos.`,
      },
      allowed,
    );
  }
  if (ids.length === 0) return undefined;
  const claimed = await claimFiles(sql, {
    fileIds: ids.filter(isUuid),
    purpose: PURPOSE,
    accountId,
    subject,
    now: context.now(),
  });
  return claimed.ok && ids.every(isUuid)
    ? undefined
    : invalidInput(context.locale, field, {
        zh: `${field} 中有照片不存在、不是您上传的或已用于别处；请重新上传。`,
        en: `${field} names photos that are not there, not yours or used elsewhere; send them again.`,
      });
};

export const loadHazardPhotos = (
  context: Context,
  subject: string,
): Promise<{ readonly id: string; readonly contentType: string }[]> =>
  context.batches.load('Hazard.photos', null, subject, async (subjects) => {
    const files = await filesOfSubjects(context.sql, subjects);
    return subjects.map((key) => (files.get(key) ?? []).map(({ id, contentType }) => ({ id, contentType })));
  });
