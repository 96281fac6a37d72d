import { fileTypeFromBuffer } from 'file-type';

import { XLSX_TYPE, type FileType } from './files-definition.ts';

/** As many bytes as the library looks at to know any type. */
export const SNIFF_BYTES = 4_100;

const isText = (head: Uint8Array) => !head.includes(0);

/**
 * What a file is, by its first bytes; undefined where it is none of `allowed`. A workbook is a ZIP archive that may begin with any of its parts, and text
 * has no mark at all: these two are taken for what was asked for, and whoever reads them says what is wrong inside.
 */
export const sniffType = async (head: Uint8Array, allowed: readonly FileType[]): Promise<FileType | undefined> => {
  const found = await fileTypeFromBuffer(head);
  if (!found) return allowed.includes('text/csv') && isText(head) ? 'text/csv' : undefined;
  const type = found.mime === 'application/zip' ? XLSX_TYPE : found.mime;
  return allowed.find((candidate) => candidate === type);
};
