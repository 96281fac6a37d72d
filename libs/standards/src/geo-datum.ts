/**
 * In what a pair of longitude and latitude is measured: WGS 84 (GPS), GCJ-02 (what maps published in China have to use: Amap,
 * Tencent) or BD-09 (Baidu's, GCJ-02 shifted once more).
 */
export const geoDatums = ['WGS84', 'GCJ02', 'BD09'] as const;

export type GeoDatum = (typeof geoDatums)[number];

export const isGeoDatum = (value: string): value is GeoDatum => (geoDatums as readonly string[]).includes(value);

/** Longitude and latitude in degrees. */
export type LonLat = readonly [longitude: number, latitude: number];

/** Krasovsky 1940, on which GCJ-02 rests. */
const SEMI_MAJOR_AXIS = 6_378_245;
const ECCENTRICITY_SQUARED = 0.006693421622965943;
const BAIDU_TURN = (Math.PI * 3_000) / 180;
/** About a tenth of a millimetre. */
const PRECISION = 1e-9;
const MOST_ROUNDS = 30;

const { sin, cos, sqrt, abs, PI } = Math;

/** GCJ-02 leaves what lies outside of China where it is; so does whoever reads such coordinates. */
const isShifted = ([longitude, latitude]: LonLat): boolean =>
  longitude >= 72.004 && longitude <= 137.8347 && latitude >= 0.8293 && latitude <= 55.8271;

const waves = (x: number) => (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * (2 / 3);

const northing = (x: number, y: number) =>
  -100 +
  2 * x +
  3 * y +
  0.2 * y * y +
  0.1 * x * y +
  0.2 * sqrt(abs(x)) +
  waves(x) +
  (20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * (2 / 3) +
  (160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * (2 / 3);

const easting = (x: number, y: number) =>
  300 +
  x +
  2 * y +
  0.1 * x * x +
  0.1 * x * y +
  0.1 * sqrt(abs(x)) +
  waves(x) +
  (20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * (2 / 3) +
  (150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * (2 / 3);

const toGcj02 = (position: LonLat): LonLat => {
  if (!isShifted(position)) return position;
  const [longitude, latitude] = position;
  const x = longitude - 105;
  const y = latitude - 35;
  const phi = (latitude / 180) * PI;
  const magic = 1 - ECCENTRICITY_SQUARED * sin(phi) ** 2;
  const north =
    (northing(x, y) * 180) / (((SEMI_MAJOR_AXIS * (1 - ECCENTRICITY_SQUARED)) / (magic * sqrt(magic))) * PI);
  const east = (easting(x, y) * 180) / ((SEMI_MAJOR_AXIS / sqrt(magic)) * cos(phi) * PI);
  return [longitude + east, latitude + north];
};

const toBd09 = ([x, y]: LonLat): LonLat => {
  const z = sqrt(x * x + y * y) + 0.00002 * sin(y * BAIDU_TURN);
  const theta = Math.atan2(y, x) + 0.000003 * cos(x * BAIDU_TURN);
  return [z * cos(theta) + 0.0065, z * sin(theta) + 0.006];
};

/** Neither shift has an inverse in closed form: the difference is taken off until nothing is left of it. */
const inverseOf =
  (shift: (position: LonLat) => LonLat) =>
  (wanted: LonLat): LonLat => {
    let [longitude, latitude] = wanted;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const [x, y] = shift([longitude, latitude]);
      const [dx, dy] = [x - wanted[0], y - wanted[1]];
      longitude -= dx;
      latitude -= dy;
      if (abs(dx) < PRECISION && abs(dy) < PRECISION) break;
    }
    return [longitude, latitude];
  };

const fromGcj02 = inverseOf(toGcj02);
const fromBd09 = inverseOf(toBd09);

/** A position of another datum in WGS 84, right to a millimetre. */
export const toWgs84 = (position: LonLat, from: GeoDatum): LonLat => {
  switch (from) {
    case 'WGS84':
      return position;
    case 'GCJ02':
      return fromGcj02(position);
    case 'BD09':
      return fromGcj02(fromBd09(position));
  }
};

/** A position of WGS 84 in another datum. */
export const fromWgs84 = (position: LonLat, to: GeoDatum): LonLat => {
  switch (to) {
    case 'WGS84':
      return position;
    case 'GCJ02':
      return toGcj02(position);
    case 'BD09':
      return toBd09(toGcj02(position));
  }
};
