import { XLSX_TYPE, type FilePurpose } from '../files/files-definition.ts';

/** What a spreadsheet to be imported is sent for. */
export const IMPORT_PURPOSE = 'IMPORT';
/** What the service makes of an import: the faulty rows. */
export const FAULTS_PURPOSE = 'IMPORT_FAULTS';
export const EXPORT_PURPOSE = 'EXPORT';

/** Results hold personal data: they are there to be fetched, not to be kept. */
export const RESULT_LIFE_MS = 7 * 24 * 3_600_000;

const MOST_BYTES = 100 * 1024 ** 2;
const types = ['text/csv', XLSX_TYPE] as const;

/** The purposes that a subgraph with a transfer has to have among its files. Only who sent or ordered a file reads it. */
export const transferFilePurposes: readonly FilePurpose[] = [
  {
    name: IMPORT_PURPOSE,
    title: { zh: '导入表格', en: 'an import' },
    permission: 'IMPORT_DATA',
    maxBytes: MOST_BYTES,
    types,
  },
  { name: FAULTS_PURPOSE, title: { zh: '导入错误行', en: 'faulty rows of an import' }, maxBytes: MOST_BYTES, types },
  { name: EXPORT_PURPOSE, title: { zh: '导出表格', en: 'an export' }, maxBytes: MOST_BYTES, types },
];
