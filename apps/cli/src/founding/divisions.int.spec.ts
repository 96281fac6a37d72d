import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { DivisionsBroken, readDivisions, UnknownCounty } from './divisions.ts';

describe('The divisions that are installed', () => {
  test('have Ruyang whole, with names as they are spoken', async () => {
    const ruyang = await readDivisions('410326');
    expect([ruyang.name, ruyang.townships.length, ruyang.villages.length]).toEqual(['汝阳县', 14, 220]);
    expect(ruyang.villages.find(({ code }) => code === '410326200200')).toEqual({
      code: '410326200200',
      name: '柏树村',
      committee: '柏树村村民委员会',
      townshipCode: '410326200',
      isCommunity: false,
    });
    const named = (code: string) => ruyang.villages.find((village) => village.code === code)?.name;
    expect(named('410326100001')).toBe('东街社区');
    expect(named('410326209226')).toBe('曲营村');
  });

  test.each(['430112', '330106', '110101', '441900'])(
    'have %s, every village in one of its townships',
    async (code) => {
      const { townships, villages } = await readDivisions(code).catch((error: unknown) => {
        // A city without counties has no county of its code.
        if (error instanceof UnknownCounty) return { townships: [], villages: [] };
        throw error;
      });
      const codes = new Set(townships.map((township) => township.code));
      expect(villages.every(({ townshipCode, name }) => codes.has(townshipCode) && name.length > 0)).toBe(true);
    },
  );

  test('do not have a county that there is none of, and say what to give instead', async () => {
    await expect(readDivisions('999999')).rejects.toThrow(UnknownCounty);
    await expect(readDivisions('999999')).rejects.toThrow(/999999.*--county 410326/s);
  });
});

describe('Divisions that are not as they should be', () => {
  let folder: string;
  const write = async (files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  };
  const areas = 'code,name,cityCode,provinceCode\n410326,"汝阳县",4103,41\n';
  const streets = 'code,name,areaCode,provinceCode,cityCode\n410326200,"柏树乡",410326,41,4103\n';
  const villages =
    'code,name,streetCode,provinceCode,cityCode,areaCode\n410326200200,"柏树村村民委员会",410326200,41,4103,410326\n';

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'divisions-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  test('are read where they are whole', async () => {
    await write({ 'areas.csv': areas, 'streets.csv': streets, 'villages.csv': villages });
    expect((await readDivisions('410326', folder)).villages).toHaveLength(1);
  });

  test('are refused with the remedy where a file is missing', async () => {
    await write({ 'areas.csv': areas, 'streets.csv': streets });
    await rm(path.join(folder, 'villages.csv'), { force: true });
    await expect(readDivisions('410326', folder)).rejects.toThrow(/villages\.csv cannot be read.*npm ci/s);
    await expect(readDivisions('410326', path.join(folder, 'nowhere'))).rejects.toThrow(DivisionsBroken);
  });

  test.each([
    ['a village in a township that is not there', { 'villages.csv': villages.replace(',410326200,', ',410326999,') }],
    ['a line that is none', { 'villages.csv': villages.replace('"', '') }],
    ['a village twice', { 'villages.csv': villages + (villages.split('\n')[1] ?? '') + '\n' }],
    ['no villages', { 'villages.csv': 'code,name,streetCode\n' }],
    ['no heading', { 'areas.csv': 'nothing\n' }],
  ])('are refused with %s', async (_, broken) => {
    await write({ 'areas.csv': areas, 'streets.csv': streets, 'villages.csv': villages, ...broken });
    await expect(readDivisions('410326', folder)).rejects.toThrow(DivisionsBroken);
  });
});
