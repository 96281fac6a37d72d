import { expect, test } from '@jest/globals';
import { toYaml } from './to-yaml.ts';

test('Plain values become block YAML, words that YAML would take for something else quoted', () => {
  expect(
    toYaml({
      asyncapi: '3.0.0',
      empty: {},
      none: [],
      yes: 'no',
      list: ['a', { b: 1, c: [true, null] }],
      'a b': 'x: y\nz',
      left: undefined,
      网格: 'grid',
    }),
  ).toBe(`asyncapi: "3.0.0"
empty: {}
none: []
"yes": "no"
list:
  - a
  - b: 1
    c:
      - true
      - null
"a b": "x: y\\nz"
"网格": grid
`);
});
