/**
 * What of a person's data is shown without a grant. Every function takes any text and never throws: what it does not
 * recognize it hides altogether.
 */

// Surnames of two characters that are in use today; others of the old lists are vanishingly rare.
const compoundSurnames: ReadonlySet<string> = new Set(
  (
    '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 ' +
    '长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 ' +
    '南门 羊舌 微生 左丘 梁丘 西门 第五 歐陽 司馬 東方 獨孤 南宮 諸葛 尉遲 鍾離 長孫 鮮于 軒轅 東郭 南門 西門'
  ).split(' '),
);

/** 王建国 → 王**, 欧阳娜 → 欧阳**: the family name and always two stars, so that nothing tells how long the rest is. */
export function maskName(name: string): string {
  const characters = Array.from(name.trim());
  const [first, second] = characters;
  if (first === undefined) return '';
  const compound = first + (second ?? '');
  return characters.length > 2 && compoundSurnames.has(compound) ? `${compound}**` : `${first}**`;
}

/** 13812345678 → 138****5678, 0379-68251234 → 0379-****1234. */
export function maskPhone(phone: string): string {
  const digits = halfWidth(phone).replace(/\D/g, '');
  const national = digits.replace(/^(?:00)?86(?=1[3-9]\d{9}$)/, '');
  if (/^1\d{10}$/.test(national)) return `${national.slice(0, 3)}****${national.slice(-4)}`;
  const areaCode = /^(?:010|02\d|0[3-9]\d\d)(?=\d{7,8}$)/.exec(national)?.[0];
  return areaCode === undefined ? hidden(phone) : `${areaCode}-****${national.slice(-4)}`;
}

/** 41030119610309123X → 4103**********123X; other documents keep less. */
export function maskIdNumber(idNumber: string): string {
  const characters = halfWidth(idNumber).trim();
  if (/^\d{17}[\dXx]$/.test(characters))
    return `${characters.slice(0, 4)}${'*'.repeat(10)}${characters.slice(-4).toUpperCase()}`;
  return hidden(idNumber);
}

const township = /^.*?(?:街道办事处|街道|镇|乡)/;
const village = /^.*?(?:村(?:民委员会|委会|社区)?|社区(?:居民委员会|居委会)?|居民委员会|居委会|嘎查)/;

/** 柏树乡柏树村三组15号 → 柏树乡柏树村***: down to the village or community, or to the township where none is named. */
export function maskAddress(address: string): string {
  const text = address.trim();
  if (text === '') return '';
  const upper = township.exec(text)?.[0] ?? '';
  const lower = village.exec(text.slice(upper.length))?.[0] ?? '';
  const kept = upper + lower;
  // A digit before the name of the place belongs to a house, an address written from its small end.
  return /[\d０-９号栋幢室]/.test(kept) ? '***' : `${kept}***`;
}

function hidden(text: string): string {
  return text.trim() === '' ? '' : '***';
}

function halfWidth(text: string): string {
  return text.replace(/[０-９Ｘｘ＋]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0));
}

const digit = '[0-9０-９]';
const gap = '[ \\u3000\\-–—.·]?';
const notBehindDigit = '(?<![0-9０-９])';
const notBeforeDigit = '(?![0-9０-９])';

const personalNumber = new RegExp(
  [
    `${notBehindDigit}(?<id>${digit}{6}${gap}${digit}{4}${gap}${digit}{4}${gap}${digit}{3}(?:[XxＸｘ]|${digit}${notBeforeDigit}))`,
    // Old id numbers, bank cards, an id number and a phone without a space between them.
    `${notBehindDigit}(?<long>${digit}{15,}[XxＸｘ]?)`,
    `${notBehindDigit}(?<mobile>(?:(?:[+＋]|[0０]{2})?[8８][6６]${gap})?[1１][3-9３-９]${digit}${gap}${digit}{4}${gap}${digit}{4})${notBeforeDigit}`,
    `${notBehindDigit}(?<landline>[(（]?[0０]${digit}{2,3}[)）]?${gap}[2-9２-９]${digit}{2,3}${gap}${digit}{4})${notBeforeDigit}`,
    `(?<=(?:电话|座机|固话|联系方式|[Tt][Ee][Ll])[^0-9０-９]{0,4})(?<local>[2-9２-９]${digit}{6,7})${notBeforeDigit}`,
    `(?<spelled>[〇零一二三四五六七八九幺]{11,})`,
  ].join('|'),
  'g',
);

/**
 * Hides id numbers, phone numbers and other long numbers in what people wrote in their own words, also where they are written
 * with full-width digits, gaps or hyphens, or without anything between two of them.
 */
export function redact(text: string): string {
  return text.replace(personalNumber, (found: string) => {
    const compact = halfWidth(found).replace(/[^\dXx]/g, '');
    if (compact.length === 18) return maskIdNumber(compact);
    if (compact.length >= 15) return `${compact.slice(0, 4)}${'*'.repeat(compact.length - 8)}${compact.slice(-4)}`;
    return compact === '' ? '***' : maskPhone(compact);
  });
}
