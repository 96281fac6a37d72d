import { describe, expect, it } from '@jest/globals';

import { namesOf } from './names.ts';

describe('the names of a new subgraph', () => {
  it('follow from its name', () => {
    expect(namesOf('parcels')).toEqual({
      name: 'parcels',
      Name: 'Parcels',
      aggregate: 'parcel',
      Aggregate: 'Parcel',
      camel: 'parcel',
      table: 'parcel',
      list: 'parcels',
      term: 'parcel',
    });
  });

  it('can be given where they do not', () => {
    expect(namesOf('land', { aggregate: 'parcel-sale', term: '地块' })).toMatchObject({
      Aggregate: 'ParcelSale',
      camel: 'parcelSale',
      table: 'parcel_sale',
      list: 'parcelSaleList',
      term: '地块',
    });
  });

  it.each(['case', 'order', 'Parcel', 'parcel_sale'])('refuse an aggregate called %s', (aggregate) => {
    expect(() => namesOf('matters', { aggregate })).toThrow('no word of SQL or TypeScript');
  });

  it.each(['ab', 'Parcels', 'land-use', '1st'])('are refused for %s, with what is allowed', (name) => {
    expect(() => namesOf(name)).toThrow('3 to 30 small letters');
  });
});
