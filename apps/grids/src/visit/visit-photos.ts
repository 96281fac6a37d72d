import {
  claimFiles,
  filesOfSubjects,
  findFiles,
  invalidInput,
  type FilePurpose,
  type InvalidInput,
  type SqlExecutor,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import type { VisitCheckInput } from './check-answers.ts';
import { loadVisit } from './load-visits.ts';

const PURPOSE = 'VISIT_PHOTO';
const subjectOf = (visitId: string, item: string) => `visit-check:${visitId}:${item}`;

/** Photos that the checklist asks for (走访照片). */
export const visitPhotoPurpose: FilePurpose<Context> = {
  name: PURPOSE,
  title: { zh: '走访照片', en: 'photos of visits' },
  permission: 'RECORD_VISIT',
  maxBytes: 20 * 1024 ** 2,
  types: ['image/jpeg', 'image/png', 'image/webp', 'image/heic'],
  mayRead: async (context, { subject }) => {
    const [, visitId] = (subject ?? '').split(':');
    return visitId !== undefined && (await loadVisit(context, visitId)) !== null;
  },
};

interface VisitPhotos {
  readonly visitId: string;
  readonly field: string;
  readonly accountId: string;
  readonly checks: readonly VisitCheckInput[];
}

/** Claims the photos of a visit, all of them or, with an error that names the first wrong ones, none. */
export const claimVisitPhotos = async (
  sql: SqlExecutor,
  context: Context,
  { visitId, field, accountId, checks }: VisitPhotos,
): Promise<InvalidInput | undefined> => {
  const photos = checks.flatMap(({ item, photoFileIds }, index) =>
    (photoFileIds ?? []).length === 0 ? [] : [{ item, index, ids: (photoFileIds ?? []).map((id) => id.toLowerCase()) }],
  );
  const ids = photos.flatMap((photo) => photo.ids);
  if (ids.length === 0) return undefined;
  const now = context.now();
  const files = await findFiles(sql, ids.filter(isUuid), now);
  const usable = new Set(
    files
      .filter((file) => file.accountId === accountId && file.purpose === PURPOSE && file.state === 'UNCLAIMED')
      .map(({ id }) => id),
  );
  for (const photo of photos) {
    const path = `${field}.checks.${photo.index}.photoFileIds`;
    if (!photo.ids.every((id) => usable.delete(id))) {
      return invalidInput(context.locale, path, {
        zh: `${path} 中有照片不存在、不是您上传的、重复或已用于别处；请重新上传。`,
        en: `${path} names photos that are not there, not yours, named twice or used elsewhere; send them again.`,
      });
    }
  }
  for (const photo of photos) {
    await claimFiles(sql, {
      fileIds: photo.ids,
      purpose: PURPOSE,
      accountId,
      subject: subjectOf(visitId, photo.item),
      now,
    });
  }
  return undefined;
};

/** The photos of an item of a visit. */
export const loadVisitPhotos = (
  context: Context,
  visitId: string,
  item: string,
): Promise<{ readonly id: string; readonly contentType: string }[]> =>
  context.batches.load('VisitCheck.photos', null, subjectOf(visitId, item), async (subjects) => {
    const files = await filesOfSubjects(context.sql, subjects);
    return subjects.map((subject) => (files.get(subject) ?? []).map(({ id, contentType }) => ({ id, contentType })));
  });
