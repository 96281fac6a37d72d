import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';

import { zip } from '@cj-tech-master/excelts/archive';
import { describe, expect, test } from '@jest/globals';

import { guardWorkbook, workbookLimits, type WorkbookLimits } from './guard-workbook.ts';
import { readSheet, SheetProblem, writeSheet, type SheetRow } from './index.ts';
import { readXlsx } from './read-xlsx.ts';

const MIB = 1024 ** 2;
const sheet = 'xl/worksheets/sheet1.xml';

/** A workbook of which only the named parts are of interest. */
const packed = (parts: Readonly<Record<string, string>>): Promise<Uint8Array> => {
  const archive = zip();
  for (const [path, text] of Object.entries(parts)) archive.add(path, Buffer.from(text));
  return archive.bytes();
};
const guard = async (parts: Readonly<Record<string, string>>, limits: Partial<WorkbookLimits>) =>
  guardWorkbook(Readable.from([await packed(parts)]), { ...workbookLimits, ...limits });

const linesOf = async (rows: AsyncIterable<SheetRow>): Promise<number[]> => {
  const lines: number[] = [];
  for await (const { line } of rows) lines.push(line);
  return lines;
};

describe('A workbook that is made to do harm', () => {
  test('is refused before it is read, by what it unpacks to beside its own size', async () => {
    const bomb = await packed({ [sheet]: `<row>${' '.repeat(1_000)}</row>`.repeat(80_000) });
    expect(bomb.length).toBeLessThan(MIB);
    await expect(linesOf(readSheet(Readable.from([bomb]), 'XLSX', 100))).rejects.toThrow(
      'more than 64 MB when it is unpacked: it may be made to do harm',
    );
  });

  test.each([
    ['in all', { [sheet]: '<row/>'.repeat(1_000) }, { unpacked: 5_000 }, 'when it is unpacked'],
    ['of texts', { 'xl/sharedStrings.xml': '<t/>'.repeat(1_000) }, { sharedTexts: 3_000 }, 'of texts'],
    ['in another part', { 'xl/styles.xml': '<x/>'.repeat(1_000) }, { part: 3_000 }, 'in its part xl/styles.xml'],
    ['in one cell', { [sheet]: `<row><c>${'a'.repeat(300_000)}</c></row>` }, { text: 100_000 }, 'in one cell'],
    ['in one row', { [sheet]: `<row>${'<c/>'.repeat(100_000)}</row>` }, { row: 200_000 }, 'in one row'],
    ['of parts', { a: '', b: '', c: '' }, { parts: 2 }, 'parts'],
    ['as a file', { [sheet]: '<row/>' }, { packed: 50 }, 'as a file'],
  ])('is refused by too much %s', async (_, parts, limits, said) => {
    const refused = guard(parts, limits);
    await expect(refused).rejects.toThrow(SheetProblem);
    await expect(refused).rejects.toThrow(said);
  });

  test('is refused where a reader is given it, in both languages', async () => {
    const bytes = await packed({ [sheet]: '<row/>'.repeat(1_000) });
    const read = readXlsx(Readable.from([bytes]), { ...workbookLimits, unpacked: 5_000 });
    await expect(linesOf(read)).rejects.toMatchObject({
      explanation: { zh: expect.stringContaining('工作簿解压后超过 5000 B'), en: expect.stringContaining('CSV') },
    });
  });
});

describe('A workbook of a county', () => {
  test('passes, with many rows that are nearly the same', async () => {
    const rows = function* () {
      for (let n = 0; n < 20_000; n += 1) yield ['410326200200', '柏树村第1网格', '户籍人口', '', '', String(n % 3)];
    };
    const bytes = await buffer(writeSheet('XLSX', '表', ['a', 'b', 'c', 'd', 'e', 'f'], rows()));
    expect(await linesOf(readSheet(Readable.from([bytes]), 'XLSX', 30_000))).toHaveLength(20_001);
  });
});
