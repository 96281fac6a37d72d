import type { SocietyKind } from '@gridloom/societies/import';

import { staffingOf, toldSocieties, villageFigures, type CountyFigures } from './county-figures.ts';
import type { Divisions, DivisionVillage } from './divisions.ts';
import { LARGEST_HOUSEHOLD } from './people/household-members.ts';
import { hash32, nth32 } from './random.ts';
import { shareOut } from './share-out.ts';
import { story } from './stories.ts';

/** What a village has. */
export interface VillageShare {
  /** Urban or rural basic grids, by what the village is; dedicated ones besides. */
  readonly grids: number;
  readonly dedicatedGrids: number;
  readonly microGrids: number;
  readonly workers: number;
  readonly households: number;
  readonly residents: number;
  readonly floating: number;
  readonly societies: Readonly<Record<SocietyKind, number>>;
  readonly volunteers: number;
  readonly gridPartyOrganizations: number;
}

const DEDICATED_AT_MOST = 8;

/** Shares out among the villages that are not told of; those that are have theirs. */
const besides = (
  total: number,
  told: readonly (number | undefined)[],
  weights: readonly number[],
  least: number | readonly number[] = 0,
  caps?: readonly number[],
): readonly number[] => {
  const floors = weights.map((_, index) => told[index] ?? (typeof least === 'number' ? least : (least[index] ?? 0)));
  const left = total - floors.reduce((sum, floor) => sum + floor, 0);
  const open = weights.map((weight, index) => (told[index] === undefined ? weight : 0));
  const rooms = floors.map((floor, index) =>
    told[index] === undefined ? (caps?.[index] ?? Number.POSITIVE_INFINITY) - floor : 0,
  );
  const extra = shareOut(Math.max(0, left), open, 0, rooms);
  return floors.map((floor, index) => floor + (extra[index] ?? 0));
};

/**
 * Shares the county's figures out among its villages so that each adds up exactly. Villages have from two thirds to four thirds of an
 * ordinary one, communities the double of it.
 */
export const allocate = (
  divisions: Divisions,
  figures: CountyFigures,
  { scale, seed }: { readonly scale: number; readonly seed: number },
): readonly VillageShare[] => {
  const { villages } = divisions;
  const told = villageFigures(divisions.code, scale);
  const salt = hash32(`${divisions.code} villages ${String(seed)}`);
  const weights = villages.map((village, n) => (village.isCommunity ? 2 : 1) * (0.67 + (nth32(salt, n) % 1000) / 1500));
  const known = (figure: 'workers' | 'households' | 'residents') =>
    villages.map(({ code }) => told.get(code)?.[figure]);
  const only = (is: (village: DivisionVillage) => boolean) =>
    weights.map((weight, n) => (villages[n] && is(villages[n]) ? weight : 0));
  const oneEach = (is: (village: DivisionVillage) => boolean) => villages.map((village) => (is(village) ? 1 : 0));
  const isRural = ({ isCommunity }: DivisionVillage) => !isCommunity;
  const isUrban = ({ isCommunity }: DivisionVillage) => isCommunity;

  const urban = besides(figures.urbanGrids, [], only(isUrban), oneEach(isUrban));
  const toldGrids = villages.map(({ code }) => told.get(code)?.ruralGrids);
  const rural = besides(figures.ruralGrids, toldGrids, only(isRural), oneEach(isRural));
  const grids = villages.map((_, n) => (urban[n] ?? 0) + (rural[n] ?? 0));
  // Markets, schools and parks lie in communities and where a township has its seat.
  const seats = villages.map((village, n) =>
    village.isCommunity ? 2 : villages[n - 1]?.townshipCode === village.townshipCode ? 0.05 : 1,
  );
  const noneWhereTold = villages.map(({ code }) => (told.has(code) ? 0 : undefined));
  const dedicated = besides(
    figures.dedicatedGrids,
    noneWhereTold,
    seats,
    0,
    villages.map(() => Math.max(DEDICATED_AT_MOST, figures.dedicatedGrids)),
  );
  const basic = grids.map((count, n) => count + (dedicated[n] ?? 0));
  const perGrid = staffingOf(divisions.code).isOneOneN ? 3 : 1;
  const workers = besides(
    figures.workers,
    known('workers'),
    basic,
    basic.map((count) => count * perGrid),
  );
  const households = besides(figures.households, known('households'), weights, basic);
  // Everybody has a household: what is shared out are the people besides one in each.
  const toldPeople = villages.map(({ code }) => {
    const figure = told.get(code);
    return figure && figure.residents - figure.households;
  });
  const others = besides(
    figures.residents - figures.households,
    toldPeople,
    households.map((count, n) => count * (0.9 + (nth32(salt ^ 7, n) % 1000) / 5000)),
    0,
    households.map((count) => count * (LARGEST_HOUSEHOLD - 2)),
  );
  const micro = shareOut(
    figures.microGrids,
    only(isRural).map((weight, n) => weight + (rural[n] === 0 ? (weights[n] ?? 0) : 0)),
  );
  const floating = shareOut(
    figures.floating,
    only(isUrban).map((weight, n) => weight + (weights[n] ?? 0) / 6),
  );
  const societiesOf = (kind: SocietyKind) => {
    const needed = villages.map(({ code }) => toldSocieties[code]?.[kind] ?? 0);
    const least = figures.societies[kind] >= 2 * villages.length ? 1 : 0;
    return besides(
      figures.societies[kind],
      [],
      weights,
      needed.map((need) => Math.max(need, least)),
    );
  };
  const selfGoverning = societiesOf('SELF_GOVERNING');
  const recreational = societiesOf('RECREATIONAL');
  const volunteerTeams = societiesOf('VOLUNTEER');
  const volunteers = besides(
    figures.volunteers,
    [],
    weights,
    villages.map(({ code }) => (code === story.xiaosi ? 12 : 1)),
  );
  const party = besides(
    figures.gridPartyOrganizations,
    villages.map(({ code }) => told.get(code)?.ruralGrids),
    basic,
    0,
    basic,
  );
  return villages.map((_, n) => ({
    grids: grids[n] ?? 0,
    dedicatedGrids: dedicated[n] ?? 0,
    microGrids: micro[n] ?? 0,
    workers: workers[n] ?? 0,
    households: households[n] ?? 0,
    residents: (households[n] ?? 0) + (others[n] ?? 0),
    floating: floating[n] ?? 0,
    societies: {
      SELF_GOVERNING: selfGoverning[n] ?? 0,
      RECREATIONAL: recreational[n] ?? 0,
      VOLUNTEER: volunteerTeams[n] ?? 0,
    },
    volunteers: volunteers[n] ?? 0,
    gridPartyOrganizations: party[n] ?? 0,
  }));
};
