import { unzip } from '@cj-tech-master/excelts/archive';

import { SheetProblem } from './sheet-problem.ts';

const MIB = 1024 ** 2;

/** How much a workbook may unpack to: what is more is made to exhaust whoever opens it. */
export interface WorkbookLimits {
  /** Of the file itself. */
  readonly packed: number;
  /** Of everything in it. */
  readonly unpacked: number;
  /** Times the file's size that everything in it may have, once it has more than {@link free}. */
  readonly ratio: number;
  readonly free: number;
  /** Of the texts that cells share, which are held in memory. */
  readonly sharedTexts: number;
  /** Of any other part but the sheets. */
  readonly part: number;
  readonly parts: number;
  /** Of a cell, or anything else in which no mark of XML comes. */
  readonly text: number;
  /** Of a sheet in which no row begins. */
  readonly row: number;
}

export const workbookLimits: WorkbookLimits = {
  packed: 128 * MIB,
  unpacked: 2_048 * MIB,
  ratio: 250,
  free: 64 * MIB,
  sharedTexts: 256 * MIB,
  part: 64 * MIB,
  parts: 1_000,
  text: 4 * MIB,
  row: 32 * MIB,
};

const size = (bytes: number) => (bytes < MIB ? `${String(bytes)} B` : `${String(Math.round(bytes / MIB))} MB`);

const tooMuch = (what: { readonly zh: string; readonly en: string }, most: string) =>
  new SheetProblem({
    zh: `工作簿${what.zh}超过 ${most}，可能是恶意压缩文件；请另存为新的工作簿或 CSV 后再导入`,
    en: `the workbook has more than ${most} ${what.en}: it may be made to do harm; save it as a new workbook or as CSV`,
  });

const MARK = '<'.charCodeAt(0);
const ROW = Buffer.from('<row');
/** Marks and rows are looked for in pieces of this size. */
const PIECE = 65_536;

/** Watches what comes out of one part of a workbook. */
class PartWatch {
  private readonly path: string;
  private readonly isSheet: boolean;
  private readonly limits: WorkbookLimits;
  private bytes = 0;
  private sinceMark = 0;
  private sinceRow = 0;

  constructor(path: string, limits: WorkbookLimits) {
    this.path = path.toLowerCase();
    this.isSheet = this.path.startsWith('xl/worksheets/') && this.path.endsWith('.xml');
    this.limits = limits;
  }

  /** @throws SheetProblem for a part that has grown too large */
  see(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += PIECE) this.seePiece(bytes.subarray(at, at + PIECE));
  }

  private seePiece(piece: Buffer): void {
    const { limits, path, isSheet } = this;
    this.bytes += piece.length;
    if (path.endsWith('sharedstrings.xml')) {
      if (this.bytes > limits.sharedTexts)
        throw tooMuch({ zh: '的共享文本', en: 'of texts' }, size(limits.sharedTexts));
    } else if (!isSheet && path.endsWith('.xml') && this.bytes > limits.part)
      throw tooMuch({ zh: `的部件 ${path} `, en: `in its part ${path}` }, size(limits.part));
    this.sinceMark = piece.includes(MARK) ? 0 : this.sinceMark + piece.length;
    if (this.sinceMark > limits.text && path.endsWith('.xml'))
      throw tooMuch({ zh: '的一个单元格', en: 'in one cell' }, size(limits.text));
    this.sinceRow = piece.includes(ROW) ? 0 : this.sinceRow + piece.length;
    if (isSheet && this.sinceRow > limits.row) throw tooMuch({ zh: '的一行', en: 'in one row' }, size(limits.row));
  }
}

/**
 * Takes the packed bytes of a workbook and unpacks them once, piece by piece, to see that they are no trap: what a file says of its own sizes is
 * not believed.
 * @returns the packed bytes
 * @throws SheetProblem for a file that unpacks to more than a spreadsheet of so many rows would
 */
export const guardWorkbook = async (
  bytes: AsyncIterable<Uint8Array>,
  limits: WorkbookLimits = workbookLimits,
): Promise<readonly Uint8Array[]> => {
  const chunks: Uint8Array[] = [];
  let packed = 0;
  for await (const chunk of bytes) {
    packed += chunk.length;
    if (packed > limits.packed) throw tooMuch({ zh: '文件', en: 'as a file' }, size(limits.packed));
    chunks.push(chunk);
  }
  const most = Math.min(limits.unpacked, Math.max(limits.free, packed * limits.ratio));
  const source = async function* () {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  };
  let unpacked = 0;
  let parts = 0;
  for await (const entry of unzip(source()).entries()) {
    parts += 1;
    if (parts > limits.parts) throw tooMuch({ zh: '的部件数', en: 'parts' }, String(limits.parts));
    const watch = new PartWatch(entry.path, limits);
    for await (const piece of entry.stream()) {
      unpacked += piece.length;
      if (unpacked > most) throw tooMuch({ zh: '解压后', en: 'when it is unpacked' }, size(most));
      watch.see(Buffer.from(piece.buffer, piece.byteOffset, piece.length));
    }
  }
  return chunks;
};
