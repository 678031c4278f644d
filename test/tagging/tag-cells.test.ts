import { expect, test } from 'vitest';
import { listedTags } from '../../src/tagging/tagging-mapping.ts';

test.each([
  ['Hot', 'Hot'],
  ['Channel/Fair, Status/Hot', 'Channel/Fair, Status/Hot'],
  ['Segment/A\\/B,"X, Y"', 'Segment/A/B,"X, Y"'],
  ['Smith, John', 'Smith, John'],
  ['"Smith, John"', '"Smith, John"'],
  ['Team/"x"', 'Team/"x"'],
  ['"the ""big"" one";b', 'the "big" one;b'],
  ['a\\,b,c', '"a,b",c'],
  ['C:\\x, y', 'C:\\x, y'],
  ['甲，乙、丙', '甲，乙、丙'],
  ['12" pipe, "open', '12" pipe, "open'],
])('%s is the cell %s', (text, cell) => {
  expect(listedTags(text)).toBe(cell);
});
