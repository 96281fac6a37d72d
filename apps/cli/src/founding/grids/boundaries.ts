import type { GridRecord } from '@gridloom/grids/import';

type Polygon = NonNullable<GridRecord['boundary']>;

/** Degrees of longitude and latitude around the seats of provinces; a county is drawn near the one of its code. */
const provinceSeats: Readonly<Record<string, readonly [number, number]>> = {
  '11': [116.41, 39.9],
  '12': [117.2, 39.08],
  '13': [114.51, 38.04],
  '14': [112.55, 37.87],
  '15': [111.75, 40.84],
  '21': [123.43, 41.8],
  '22': [125.32, 43.82],
  '23': [126.64, 45.76],
  '31': [121.47, 31.23],
  '32': [118.77, 32.05],
  '33': [120.16, 30.29],
  '34': [117.28, 31.86],
  '35': [119.3, 26.08],
  '36': [115.89, 28.68],
  '37': [117.0, 36.65],
  '41': [113.65, 34.76],
  '42': [114.3, 30.59],
  '43': [112.94, 28.23],
  '44': [113.26, 23.13],
  '45': [108.32, 22.82],
  '46': [110.33, 20.03],
  '50': [106.55, 29.56],
  '51': [104.07, 30.67],
  '52': [106.71, 26.58],
  '53': [102.72, 25.04],
  '54': [91.13, 29.66],
  '61': [108.95, 34.27],
  '62': [103.83, 36.06],
  '63': [101.78, 36.62],
  '64': [106.28, 38.47],
  '65': [87.62, 43.79],
};

const knownCounties: Readonly<Record<string, readonly [number, number]>> = {
  '410326': [112.3, 33.98],
  '430112': [112.65, 28.2],
};

const VILLAGE_DEGREES = 0.024;

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;

const box = (west: number, south: number, east: number, north: number): Polygon => {
  const [w, s, e, n] = [round(west), round(south), round(east), round(north)];
  return {
    type: 'Polygon',
    coordinates: [
      [
        [w, s],
        [e, s],
        [e, n],
        [w, n],
        [w, s],
      ],
    ],
  };
};

/** Draws simple boundaries: villages as tiles of the county, grids as tiles of the village, so that none overlap. */
export const boundariesOf = (county: string, villages: number) => {
  const [west, south] = knownCounties[county] ?? provinceSeats[county.slice(0, 2)] ?? [110, 32];
  const columns = Math.ceil(Math.sqrt(villages));
  const tile = (village: number, nth: number, of: number) => {
    const across = Math.ceil(Math.sqrt(of));
    const down = Math.ceil(of / across);
    const width = VILLAGE_DEGREES / across;
    const height = VILLAGE_DEGREES / down;
    const left = west + (village % columns) * VILLAGE_DEGREES + (nth % across) * width;
    const bottom = south + Math.floor(village / columns) * VILLAGE_DEGREES + Math.floor(nth / across) * height;
    return { left, bottom, width, height };
  };
  return {
    /** The nth of so many grids of a village. */
    grid: (village: number, nth: number, of: number): Polygon => {
      const { left, bottom, width, height } = tile(village, nth, of);
      return box(left, bottom, left + width, bottom + height);
    },
    /** The nth of so many micro-grids of a grid: strips of its western half. */
    microGrid: (village: number, nth: number, of: number, micro: number, ofMicro: number): Polygon => {
      const { left, bottom, width, height } = tile(village, nth, of);
      const strip = width / 2 / ofMicro;
      return box(left + micro * strip, bottom, left + (micro + 1) * strip, bottom + height);
    },
  };
};
