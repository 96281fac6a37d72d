import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Workbook } from '@cj-tech-master/excelts';

import {
  findLayout,
  formatCell,
  MOST_LISTED,
  parseCell,
  parseRow,
  readSheet,
  reasonsText,
  SheetProblem,
  writeSheet,
  writeTemplate,
  type Column,
  type SheetFormat,
  type TableDefinition,
} from './index.ts';

const heading = { zh: '列', en: 'Column' };
const text = (longest = 20): Column => ({ key: 'k', heading, kind: 'text', longest });
const plain = (kind: 'day' | 'moment' | 'flag'): Column => ({ key: 'k', heading, kind });

const kindColumn: Column = {
  key: 'kind',
  heading: { zh: '类别（可选）', en: 'Kind' },
  kind: 'choice',
  choices: [
    { value: 'FLOATING', label: { zh: '流动人口', en: 'floating' } },
    { value: 'REGISTERED', label: { zh: '户籍人口', en: 'registered' } },
  ],
};

const table: TableDefinition = {
  name: 'people',
  title: { zh: '人员', en: 'People' },
  columns: [
    { key: 'name', heading: { zh: '姓名', en: 'Name' }, kind: 'text', longest: 10, required: true },
    kindColumn,
    { key: 'born', heading: { zh: '日期', en: 'Day' }, kind: 'day' },
  ],
};

const bytesOf = (chunks: AsyncIterable<Uint8Array>) => buffer(Readable.from(chunks));

const rowsOf = async (bytes: Uint8Array, format: SheetFormat, most = 100) => {
  const rows: (readonly string[])[] = [];
  for await (const { cells } of readSheet(Readable.from([bytes]), format, most)) rows.push(cells);
  return rows;
};

describe('A cell', () => {
  test.each([
    ['2026-03-02', '2026-03-02'],
    ['2026/3/2', '2026-03-02'],
    ['2026年3月2日', '2026-03-02'],
    ['２０２６-03-02', '2026-03-02'],
    ['20260302', '2026-03-02'],
  ])('%s is a day', (text, day) => {
    expect(parseCell(plain('day'), text)).toEqual({ ok: true, value: day });
  });

  test.each(['2026-02-30', '3月2日', '46083'])('%s is none', (text) => {
    expect(parseCell(plain('day'), text)).toMatchObject({ ok: false });
  });

  test('of a moment is on the clock of Beijing, there and back', () => {
    const moment = plain('moment');
    expect(parseCell(moment, '2026/3/2 09:30')).toEqual({ ok: true, value: '2026-03-02T01:30:00.000Z' });
    expect(formatCell(moment, '2026-03-02T01:30:00.000Z', 'zh')).toBe('2026-03-02 09:30:00');
    expect(parseCell(moment, '2026-03-02 24:00')).toMatchObject({ ok: false });
  });

  test('that a spreadsheet has made a number of is not taken for a text', () => {
    const parsed = parseCell(text(), '4.10326E+17');
    expect(parsed).toMatchObject({ ok: false });
    expect(parsed.ok ? '' : parsed.explanation.zh).toContain('文本格式');
  });

  test('too long, of no choice, or out of range says what is allowed', () => {
    const said = (parsed: ReturnType<typeof parseCell>) => (parsed.ok ? '' : parsed.explanation.en);
    expect(said(parseCell(text(3), 'abcd'))).toContain('3 characters');
    expect(said(parseCell(kindColumn, '别的'))).toBe('must be one of floating, registered');
    expect(said(parseCell({ key: 'k', heading, kind: 'number', least: 1, most: 9, whole: true }, '2.5'))).toContain(
      '1–9',
    );
    expect(parseCell(plain('flag'), ' 是 ')).toEqual({ ok: true, value: true });
    expect(parseCell(text(), ' \u3000 ')).toEqual({ ok: true, value: undefined });
  });
});

describe('Headings', () => {
  test('are found in either language, in any order, with a star or without', () => {
    const { columns } = findLayout(table.columns, ['Kind', '姓名*', '', '错误原因'], []);
    expect(columns.map(({ column: { key }, index }) => [key, index])).toEqual([
      ['kind', 0],
      ['name', 1],
    ]);
  });

  test.each([
    [['姓名', '备注'], '没有“备注”这一列'],
    [['姓名', 'name'], '“name”列出现了两次'],
    [['日期'], '缺少列：姓名'],
  ])('%j are refused', (headings, said) => {
    const layout = () =>
      findLayout(
        table.columns,
        headings,
        table.columns.filter(({ required }) => required === true),
      );
    expect(layout).toThrow(SheetProblem);
    try {
      layout();
    } catch (error) {
      expect(error instanceof SheetProblem ? error.explanation.zh : '').toContain(said);
    }
  });

  test('give each faulty cell of a row its reason', () => {
    const layout = findLayout(table.columns, ['姓名', '类别（可选）', '日期'], []);
    const { values, faults } = parseRow(layout, ['王建国', '外星', '昨天']);
    expect(values).toEqual({ name: '王建国' });
    expect(reasonsText(faults, 'zh')).toBe('类别（可选）：应为 流动人口、户籍人口 之一；日期：应为日期，如 2026-03-02');
  });
});

describe.each(['CSV', 'XLSX'] as const)('A sheet as %s', (format) => {
  test('gives back every text that was written, and is no formula anywhere', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', "'", '"', '，', ',', ';', '\n', ' ', '王', '0', 'A', '＝'),
      maxLength: 6,
    });
    const some = fc.array(fc.tuple(cell, cell, fc.constant('x')), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(some, async (rows) => {
        const bytes = await bytesOf(writeSheet(format, '表', ['a', 'b', 'c'], rows));
        const read = await rowsOf(bytes, format);
        const clean = (text: string) => (format === 'XLSX' ? text.replaceAll('\r\n', '\n') : text);
        expect(read.slice(1).map((cells) => cells.map(clean))).toEqual(rows.map((cells) => cells.map(clean)));
      }),
      { numRuns: format === 'CSV' ? 200 : 25 },
    );
  });

  test('of too many rows, or of none, is refused', async () => {
    const bytes = await bytesOf(writeSheet(format, '表', ['a'], [['1'], ['2'], ['3']]));
    await expect(rowsOf(bytes, format, 2)).rejects.toThrow('2 rows at most');
    await expect(rowsOf(Buffer.from('   '), 'CSV')).rejects.toThrow('the file is empty');
  });
});

describe('A file that is no table', () => {
  test('is refused by what it should be', async () => {
    await expect(rowsOf(Buffer.from('PK\u0003\u0004 broken'), 'XLSX')).rejects.toThrow(SheetProblem);
    await expect(rowsOf(Buffer.from('姓名\n"offen'), 'CSV')).rejects.toThrow('no valid CSV');
    await expect(rowsOf(Uint8Array.of(0xff, 0xff, 0xff, 0x0a), 'CSV')).rejects.toThrow('UTF-8 or GB 18030');
  });
});

describe('A workbook that people filled in', () => {
  test('has numbers, dates and formulas read as what is seen', async () => {
    const workbook = new Workbook();
    const sheet = workbook.addWorksheet('人员');
    sheet.addRow(['姓名', '日期', '数', '式', '长号', '富']);
    sheet.addRow([
      '王',
      new Date('2026-03-02T00:00:00Z'),
      42,
      { formula: 'C2+1', result: 43 },
      410326196103090012,
      { richText: [{ text: '王' }, { text: '五' }] },
    ]);
    const rows = await rowsOf(new Uint8Array(await workbook.xlsx.writeBuffer()), 'XLSX');
    expect(rows[1]).toEqual(['王', '2026-03-02', '42', '43', expect.stringMatching(/E\+17$/), '王五']);
  });
});

describe('A template', () => {
  test('has headings, drop-downs from the choices, and explanations', async () => {
    const workbook = new Workbook();
    await workbook.xlsx.load(Buffer.from(await writeTemplate(table, 'XLSX', 'zh')));
    const sheet = workbook.getWorksheet('人员');
    expect(sheet?.getRow(1).values).toEqual([undefined, '姓名*', '类别（可选）', '日期']);
    expect(sheet?.getCell('B2').dataValidation).toMatchObject({ type: 'list', formulae: ["'选项'!$B$1:$B$2"] });
    expect(workbook.getWorksheet('选项')?.getCell('B1').value).toBe('流动人口');
    expect(workbook.getWorksheet('填写说明')?.getCell('D3').value).toBe('流动人口、户籍人口');
    expect(await rowsOf(await writeTemplate(table, 'CSV', 'en'), 'CSV')).toEqual([['Name*', 'Kind', 'Day']]);
  });

  test('has drop-downs from lists of the county, in which any other value may be written, and leaves out what is too long', async () => {
    const listed = async (names: readonly string[]) => {
      const workbook = new Workbook();
      await workbook.xlsx.load(Buffer.from(await writeTemplate(table, 'XLSX', 'zh', { name: names })));
      return {
        rule: workbook.getWorksheet('人员')?.getCell('A5001').dataValidation,
        first: workbook.getWorksheet('选项')?.getCell('A1').value,
        said: workbook.getWorksheet('填写说明')?.getCell('D2').value,
      };
    };
    const { rule, first, said } = await listed(['柏树村', '窑沟村']);
    expect(rule).toMatchObject({ type: 'list', formulae: ["'选项'!$A$1:$A$2"] });
    expect(rule?.showErrorMessage ?? false).toBe(false);
    expect([first, said]).toEqual(['柏树村', '不超过 10 字；可从下拉列表选择（2 项）']);
    const long = await listed(Array.from({ length: MOST_LISTED + 1 }, (_, n) => String(n)));
    expect(long).toMatchObject({ rule: undefined, first: null, said: '不超过 10 字；本县共 2001 项，过多不列出' });
  });
});
