import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { fromWgs84, geoDatums, isGeoDatum, toWgs84, type LonLat } from './geo-datum.ts';

/** Tiananmen in WGS 84, and where Amap and Baidu have it. */
const tiananmen: LonLat = [116.391305, 39.905527];

const metres = (a: LonLat, b: LonLat) =>
  Math.hypot((a[0] - b[0]) * Math.cos((a[1] * Math.PI) / 180), a[1] - b[1]) * 111_320;

describe('Datums of positions', () => {
  test('are three', () => {
    expect(geoDatums.filter(isGeoDatum)).toEqual(['WGS84', 'GCJ02', 'BD09']);
    expect(isGeoDatum('CGCS2000X')).toBe(false);
  });

  test('shift a known place as the published maps do, by half a kilometre and more', () => {
    const amap = fromWgs84(tiananmen, 'GCJ02');
    const baidu = fromWgs84(tiananmen, 'BD09');
    expect(amap[0]).toBeCloseTo(116.397548, 5);
    expect(amap[1]).toBeCloseTo(39.906932, 5);
    expect(baidu[0]).toBeCloseTo(116.403921, 4);
    expect(baidu[1]).toBeCloseTo(39.913283, 4);
    expect(metres(tiananmen, amap)).toBeGreaterThan(500);
  });

  test('come back to where they were to a millimetre, anywhere in China', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 73.7, max: 135, noNaN: true }),
        fc.double({ min: 3.9, max: 53.5, noNaN: true }),
        fc.constantFrom(...geoDatums),
        (longitude, latitude, datum) => {
          const place: LonLat = [longitude, latitude];
          expect(metres(toWgs84(fromWgs84(place, datum), datum), place)).toBeLessThan(0.001);
        },
      ),
    );
  });

  test('leave what lies abroad where it is', () => {
    expect(fromWgs84([2.2945, 48.8584], 'GCJ02')).toEqual([2.2945, 48.8584]);
    expect(toWgs84([2.2945, 48.8584], 'GCJ02')).toEqual([2.2945, 48.8584]);
    expect(toWgs84([112.5, 34.1], 'WGS84')).toEqual([112.5, 34.1]);
  });
});
