import { expect, test } from 'vitest';
import { suggestionLines } from '../../src/cli/print/print-suggestion.ts';
import { mapOne } from '../support/map-rows.ts';
import { profileRows, suggestFor } from '../support/suggest.ts';

const WITH = ['+1 202 555 0143 x12', '+1 202 555 0144 ext. 7', '+1 202 555 0145 #9', '+1 202 555 0146 extension 31'];
const WITHOUT = ['+1 202 555 0147', '+49 30 901820', '+86 138 0013 8000'];
const MAPPING =
  'version: 1\ntarget: customer\nfields:\n  nick: Name\n  crm_status: { const: 1 }\n  tel: { column: Phone, transform: [phone] }\n';

async function linesFor(numbers: readonly string[]): Promise<string[]> {
  const table = await profileRows(
    ['Name', 'Phone'],
    numbers.map((number, index) => [`Person ${index}`, number]),
  );
  return suggestionLines(await suggestFor(table), undefined).filter((line) => line.startsWith('Phone: '));
}

async function codesOf(number: string): Promise<string[]> {
  return (await mapOne(MAPPING, { Name: 'Ann', Phone: number })).problems.map(({ code }) => code);
}

test('map reports how many numbers have an extension, whose rows check rejects', async () => {
  expect(await linesFor([...WITH, ...WITHOUT])).toEqual([
    'Phone: 4 numbers have an extension, such as "+1 202 555 0143 x12", so their rows will be rejected: put extensions into a separate column, or remove them with a replace before phone.',
  ]);
  for (const number of WITH) expect(await codesOf(number), number).toEqual(['phone-extension']);
});

test('map reports nothing about numbers without an extension', async () => {
  expect(await linesFor(WITHOUT)).toEqual([]);
  for (const number of WITHOUT) expect(await codesOf(number), number).toEqual([]);
});
