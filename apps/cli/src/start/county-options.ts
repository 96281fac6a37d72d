import { InvalidArgumentError, Option, type Command } from 'commander';

/** Which county an installation is founded with. */
export interface CountyOptions {
  /** Left out: the one that is founded here, else Ruyang. */
  readonly county?: string;
  /** 1 is the whole county; 0.1 a tenth of its people. */
  readonly scale?: number;
  /** The day that counts as today for the founding; the real one when left out. */
  readonly asOf?: string;
  readonly seed?: number;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const countyCode = (value: string) => {
  if (!/^\d{6}$/.test(value))
    throw new InvalidArgumentError('A county code has six digits, e.g. 410326 (区划代码为六位数字).');
  return value;
};

const scale = (value: string) => {
  const number = Number(value);
  if (!(number >= 0.01 && number <= 10)) throw new InvalidArgumentError('A scale lies between 0.01 and 10, e.g. 0.1.');
  return number;
};

const day = (value: string) => {
  const time = DAY.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(value)) {
    throw new InvalidArgumentError('A day that exists, as YYYY-MM-DD, e.g. 2026-03-02.');
  }
  return value;
};

const wholeNumber = (value: string) => {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('A whole number.');
  return Number(value);
};

/** Adds the options that say which county is founded. */
export const withCountyOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--county <code>',
        'six-digit code of the county (区划代码); 410326 unless one is founded here',
      ).argParser(countyCode),
    )
    .addOption(
      new Option('--scale <number>', 'share of the county’s people, 0.01 to 10; the whole when left out').argParser(
        scale,
      ),
    )
    .addOption(new Option('--as-of <day>', 'the day that counts as today, YYYY-MM-DD').argParser(day))
    .addOption(
      new Option('--seed <number>', 'another seed makes other people; 1 when left out').argParser(wholeNumber),
    );
