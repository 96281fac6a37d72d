import type { CentreRecord, ProgrammeKind, ProgrammeRecord } from '@gridloom/societies/import';
import { addDays } from '@gridloom/standards';

import type { PlannedLife, PlannedVillage } from '../planned-life.ts';
import { story } from '../stories.ts';
import { programmeWording, shuangquanCourse, trainingWording } from './centre-wording.ts';

/** Residents for whom a county has one centre, beside those of the stories. */
const RESIDENTS_A_CENTRE = 15_000;

export interface PlannedProgramme {
  readonly record: ProgrammeRecord;
  /** What people earn by it, where it is training. */
  readonly wage?: number;
}

export interface PlannedCentre {
  readonly village: PlannedVillage;
  readonly record: CentreRecord;
  readonly programmes: readonly PlannedProgramme[];
}

const villagesWithCentre = (life: PlannedLife): readonly PlannedVillage[] => {
  const told: readonly string[] = [story.beibao, story.shuangquan];
  const residents = life.villages.reduce((sum, village) => sum + village.residents, 0);
  const others = life.villages.filter(({ code }) => !told.includes(code));
  // Communities first, then villages at even distances, so that the centres are spread over the county.
  const count = Math.min(others.length, Math.max(2, Math.round(residents / RESIDENTS_A_CENTRE)));
  const communities = others.filter(({ isCommunity }) => isCommunity).slice(0, Math.floor(count / 3));
  const rural = others.filter((village) => !communities.includes(village));
  const left = count - communities.length;
  const spread = Array.from({ length: left }, (_, n) => rural[Math.floor((n * rural.length) / left)]);
  return [
    ...life.villages.filter(({ code }) => told.includes(code)),
    ...communities,
    ...spread.filter((village) => village !== undefined),
  ];
};

const kindOf = (village: PlannedVillage, nth: number): CentreRecord['kind'] => {
  if (village.code === story.shuangquan) return 'TRAINING';
  if (village.isCommunity) return 'NEIGHBOURHOOD';
  return nth % 7 === 6 && village.code !== story.beibao ? 'TRAINING' : 'VILLAGE';
};

const centreNames: Readonly<Record<CentreRecord['kind'], string>> = {
  NEIGHBOURHOOD: '邻里中心',
  VILLAGE: '乡里中心',
  TRAINING: '实训基地',
};

const programmesOf = (life: PlannedLife, village: PlannedVillage, centre: CentreRecord): PlannedProgramme[] => {
  const random = life.random('programmes', centre.id);
  const programme = (nth: number, name: string, kind: ProgrammeKind, daysLater: number): ProgrammeRecord => ({
    id: life.id('programme', centre.id, nth),
    centreId: centre.id,
    areaCode: centre.areaCode,
    name,
    kind,
    openedOn: addDays(centre.openedOn, daysLater),
  });
  if (centre.kind === 'TRAINING') {
    const isTold = village.code === story.shuangquan;
    const first = random.int(0, trainingWording.length - 1);
    const others = Array.from({ length: 2 }, (_, n) => trainingWording[(first + n) % trainingWording.length]);
    return [
      ...(isTold ? [{ record: programme(0, shuangquanCourse, 'TRAINING', 14), wage: 8_000 }] : []),
      ...others.flatMap((told, n) =>
        told ? [{ record: programme(n + 1, told.name, 'TRAINING', random.int(20, 80)), wage: told.wage }] : [],
      ),
    ];
  }
  const canteen = village.isCommunity ? '社区大食堂' : '乡村大食堂';
  const first = random.int(0, programmeWording.length - 1);
  const others = Array.from({ length: 3 }, (_, n) => programmeWording[(first + n * 2) % programmeWording.length]);
  return [
    { record: programme(0, canteen, 'MEALS', 7) },
    ...others.flatMap((told, n) =>
      told ? [{ record: programme(n + 1, told.name, told.kind, random.int(10, 90)) }] : [],
    ),
  ];
};

/** Neighbourhood and village centres (邻里中心、乡里中心), each with its programmes. */
export function* plannedCentres(life: PlannedLife): Generator<PlannedCentre> {
  for (const [nth, village] of villagesWithCentre(life).entries()) {
    const random = life.random('centre', village.code);
    const kind = kindOf(village, nth);
    const grid = random.chance(0.5) ? village.grids[0] : undefined;
    const record: CentreRecord = {
      id: life.id('centre', village.code),
      name: `${village.name}${centreNames[kind]}`,
      kind,
      areaCode: village.code,
      openedOn: addDays(life.today, -random.int(380, 640)),
      ...(grid ? { gridId: grid.id } : {}),
    };
    yield { village, record, programmes: programmesOf(life, village, record) };
  }
}
