import type { SocietyKind } from '@gridloom/societies/import';

import type { Divisions } from './divisions.ts';
import { story } from './stories.ts';

/** How much of everything a county has. */
export interface CountyFigures {
  readonly residents: number;
  readonly floating: number;
  /** Of permanent residents; those of floating people come besides. */
  readonly households: number;
  readonly urbanGrids: number;
  readonly ruralGrids: number;
  readonly dedicatedGrids: number;
  readonly microGrids: number;
  readonly workers: number;
  readonly partyMembers: number;
  readonly gridPartyOrganizations: number;
  readonly societies: Readonly<Record<SocietyKind, number>>;
  readonly members: number;
  readonly volunteers: number;
  readonly acceptedCases: number;
  readonly closedCases: number;
}

/** What one village is known to have, whatever its share of the county would be. */
export interface VillageFigures {
  readonly ruralGrids: number;
  readonly workers: number;
  readonly households: number;
  readonly residents: number;
}

/** How a county staffs its grids. */
export interface Staffing {
  /** Community secretary + cadre as head + N workers of several levels in every grid (1+1+N). */
  readonly isOneOneN: boolean;
  /** The named corps that its full-time workers form. */
  readonly corps?: string;
}

/** Of Ruyang (汝阳县), as the county has told it. */
const ruyang: CountyFigures = {
  residents: 420_000,
  floating: 12_600,
  households: 140_000,
  urbanGrids: 100,
  ruralGrids: 2_316,
  dedicatedGrids: 78,
  microGrids: 312,
  workers: 5_724,
  partyMembers: 20_318,
  gridPartyOrganizations: 1_067,
  societies: { SELF_GOVERNING: 1_322, RECREATIONAL: 501, VOLUNTEER: 1_143 },
  members: 25_192,
  volunteers: 6_000,
  acceptedCases: 1_389,
  closedCases: 1_365,
};

export const BAISHU = '410326200200';

/** Of Baishu (柏树村): its grids and workers are the same at every scale, since its story is told of grid 15. */
const baishu: VillageFigures = { ruralGrids: 18, workers: 56, households: 695, residents: 2_087 };

const staffings: Readonly<Record<string, Staffing>> = {
  '430112': { isOneOneN: true, corps: '雷小哨' },
};

export const staffingOf = (county: string): Staffing => staffings[county] ?? { isOneOneN: false };

const RESIDENTS_A_VILLAGE = 1_750;
const RESIDENTS_A_COMMUNITY = 3_200;
const RESIDENTS_A_RURAL_GRID = 181;
const RESIDENTS_AN_URBAN_GRID = 800;

/** A county that has told nothing has what Ruyang has for each resident, grid and village. */
const byRatios = ({ code, villages }: Divisions): CountyFigures => {
  const communities = villages.filter(({ isCommunity }) => isCommunity).length;
  const urban = communities * RESIDENTS_A_COMMUNITY;
  const rural = (villages.length - communities) * RESIDENTS_A_VILLAGE;
  const residents = urban + rural;
  const urbanGrids = Math.round(urban / RESIDENTS_AN_URBAN_GRID);
  const ruralGrids = Math.round(rural / RESIDENTS_A_RURAL_GRID);
  const dedicatedGrids = Math.max(1, Math.round((urbanGrids + ruralGrids) * 0.032));
  const grids = urbanGrids + ruralGrids + dedicatedGrids;
  const societies = Math.round(villages.length * 13.48);
  const selfGoverning = Math.round(societies * 0.446);
  const recreational = Math.round(societies * 0.169);
  const acceptedCases = Math.max(10, Math.round(residents * 0.003307));
  return {
    residents,
    floating: Math.round(residents * 0.03),
    households: Math.round(urban / 2.7 + rural / 3),
    urbanGrids,
    ruralGrids,
    dedicatedGrids,
    microGrids: Math.round(grids * 0.125),
    workers: Math.round(grids * (staffingOf(code).isOneOneN ? 3.4 : 2.295)),
    partyMembers: Math.round(residents * 0.0484),
    gridPartyOrganizations: Math.round(grids * 0.428),
    societies: {
      SELF_GOVERNING: selfGoverning,
      RECREATIONAL: recreational,
      VOLUNTEER: societies - selfGoverning - recreational,
    },
    members: Math.round(societies * 8.49),
    volunteers: Math.round(residents * 0.0143),
    acceptedCases,
    closedCases: Math.round(acceptedCases * 0.983),
  };
};

/** Figures of the villages that are told of, at a scale. */
export const villageFigures = (county: string, scale: number): ReadonlyMap<string, VillageFigures> => {
  if (county !== '410326') return new Map();
  const households = Math.max(baishu.ruralGrids, Math.round(baishu.households * scale));
  const residents = Math.max(households * 2, Math.round(baishu.residents * scale));
  return new Map([[BAISHU, { ...baishu, households, residents }]]);
};

/**
 * The county's figures at a scale. Every village keeps a grid of its own with a worker and a household, so that some figures shrink
 * less than others at a very small scale.
 */
export const countyFigures = (divisions: Divisions, scale: number): CountyFigures => {
  const whole = divisions.code === '410326' ? ruyang : byRatios(divisions);
  const told = [...villageFigures(divisions.code, scale).values()];
  const communities = divisions.villages.filter(({ isCommunity }) => isCommunity).length;
  const rural = divisions.villages.length - communities;
  const toldGrids = told.reduce((sum, { ruralGrids }) => sum + ruralGrids, 0);
  const toldWorkers = told.reduce((sum, { workers }) => sum + workers, 0);
  const share = (figure: number) => Math.max(1, Math.round(figure * scale));
  const urbanGrids = communities === 0 ? 0 : Math.max(communities, share(whole.urbanGrids));
  const ruralGrids = rural === 0 ? 0 : Math.max(rural - told.length + toldGrids, share(whole.ruralGrids));
  const dedicatedGrids = share(whole.dedicatedGrids);
  const grids = urbanGrids + ruralGrids + dedicatedGrids;
  const perGrid = staffingOf(divisions.code).isOneOneN ? 3 : 1;
  const households = Math.max(grids, share(whole.households));
  const isRuyang = divisions.code === '410326';
  const societies = {
    SELF_GOVERNING: share(whole.societies.SELF_GOVERNING),
    RECREATIONAL: Math.max(isRuyang ? 3 : 1, share(whole.societies.RECREATIONAL)),
    VOLUNTEER: share(whole.societies.VOLUNTEER),
  };
  const societyCount = societies.SELF_GOVERNING + societies.RECREATIONAL + societies.VOLUNTEER;
  const acceptedCases = Math.max(14, share(whole.acceptedCases));
  return {
    residents: Math.max(households * 2, share(whole.residents)),
    floating: share(whole.floating),
    households,
    urbanGrids,
    ruralGrids,
    dedicatedGrids,
    microGrids: share(whole.microGrids),
    workers: Math.max((grids - toldGrids) * perGrid + toldWorkers, share(whole.workers)),
    partyMembers: share(whole.partyMembers),
    gridPartyOrganizations: Math.min(grids, Math.max(toldGrids, share(whole.gridPartyOrganizations))),
    societies,
    members: Math.max(societyCount * 3, share(whole.members)),
    volunteers: Math.max(divisions.villages.length + 12, share(whole.volunteers)),
    acceptedCases,
    closedCases: Math.min(acceptedCases - 1, Math.round((acceptedCases * whole.closedCases) / whole.acceptedCases)),
  };
};

/** Societies that a story needs in its village, at every scale. */
export const toldSocieties: Readonly<Record<string, Partial<Record<SocietyKind, number>>>> = {
  [story.renzhuang]: { SELF_GOVERNING: 1 },
  [story.wangping]: { RECREATIONAL: 3 },
  [story.xiaosi]: { VOLUNTEER: 1 },
};
