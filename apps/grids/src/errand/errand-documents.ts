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
import type { ErrandKind } from './errand-kinds.ts';
import { loadErrand } from './load-errands.ts';

const PURPOSE = 'ERRAND_DOCUMENT';
const MAX_FILES = 10;

/** Documents of applications (代办材料). */
export const errandDocumentPurpose: FilePurpose<Context> = {
  name: PURPOSE,
  title: { zh: '代办材料', en: 'documents of errands' },
  permission: 'RUN_ERRAND',
  maxBytes: 20 * 1024 ** 2,
  types: ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'application/pdf'],
  mayRead: async (context, { subject }) => {
    const [, errandId] = (subject ?? '').split(':');
    return errandId !== undefined && (await loadErrand(context, errandId)) !== null;
  },
};

const subjectOf = (errandId: string, code: string) => `errand:${errandId}:${code}`;

export interface ErrandDocumentInput {
  readonly code: string;
  readonly fileIds: readonly string[];
}

interface Documents {
  readonly errandId: string;
  readonly kind: ErrandKind;
  readonly accountId: string;
  readonly documents: readonly ErrandDocumentInput[];
}

/** Claims documents for an errand; gives what is wrong with them, if anything. */
export const claimErrandDocuments = async (
  sql: SqlExecutor,
  context: Context,
  { errandId, kind, accountId, documents }: Documents,
): Promise<InvalidInput | undefined> => {
  const { locale } = context;
  for (const [index, { code, fileIds }] of documents.entries()) {
    const field = `input.documents.${index}`;
    if (!kind.documents.some((document) => document.code === code)) {
      const allowed = kind.documents.map((document) => document.code).join(', ');
      return invalidInput(
        locale,
        `${field}.code`,
        {
          zh: `${field}.code 应为“${kind.label}”的材料：${allowed}。`,
          en: `${field}.code is a document of ${kind.code}: ${allowed}.`,
        },
        allowed,
      );
    }
    if (fileIds.length < 1 || fileIds.length > MAX_FILES) {
      return invalidInput(
        locale,
        `${field}.fileIds`,
        { zh: `${field}.fileIds 应有 1 至 ${MAX_FILES} 个文件。`, en: `${field}.fileIds has 1 to ${MAX_FILES} files.` },
        `1–${MAX_FILES}`,
      );
    }
    const claimed = await claimFiles(sql, {
      fileIds: fileIds.filter(isUuid),
      purpose: PURPOSE,
      accountId,
      subject: subjectOf(errandId, code),
      now: context.now(),
    });
    if (!claimed.ok || !fileIds.every(isUuid)) {
      return invalidInput(locale, `${field}.fileIds`, {
        zh: `${field}.fileIds 中有文件不存在、不是您上传的或已用于别处；请重新上传。`,
        en: `${field}.fileIds names files that are not there, not yours or used elsewhere; send them again.`,
      });
    }
  }
  return undefined;
};

export interface ErrandDocument {
  readonly code: string;
  readonly label: string;
  readonly required: boolean;
  readonly files: readonly { readonly id: string; readonly contentType: string }[];
}

/** The documents of an errand's kind with the files that are there, for errands as far as they are asked for at once. */
export const readErrandDocuments = async (
  sql: SqlExecutor,
  errandIds: readonly string[],
  kindOf: (errandId: string) => ErrandKind | undefined,
): Promise<ErrandDocument[][]> => {
  const wanted = errandIds.map((id) => ({ id, documents: kindOf(id)?.documents ?? [] }));
  const files = await filesOfSubjects(
    sql,
    wanted.flatMap(({ id, documents }) => documents.map(({ code }) => subjectOf(id, code))),
  );
  return wanted.map(({ id, documents }) =>
    documents.map((document) => ({
      ...document,
      files: (files.get(subjectOf(id, document.code)) ?? []).map((file) => ({
        id: file.id,
        contentType: file.contentType,
      })),
    })),
  );
};
