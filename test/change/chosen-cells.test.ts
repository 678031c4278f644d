import { describe, expect, test } from 'vitest';
import { chosenCells } from '../../src/change/chosen-cells.ts';
import type { CellChange } from '../../src/ledger/index.ts';

const cell = (field: string, after: CellChange['after'] = 'x'): CellChange => ({ field, before: null, after });

/** The fields that are left of a row's, in a tenant whose tags `hot` and `cold` exclude each other. */
function chosen(cells: readonly CellChange[], leftOut: readonly string[]): string[] {
  const displacedBy = (tag: string) => ({ hot: ['cold'], cold: ['hot'] })[tag] ?? [];
  return chosenCells(cells, (field) => leftOut.includes(field), displacedBy).map(({ field }) => field);
}

describe('the chosen cells of a planned row', () => {
  test('are those that are not left out', () => {
    expect(chosen([cell('email'), cell('tel'), cell('custom:1')], ['tel'])).toEqual(['email', 'custom:1']);
  });

  test('have a whole address or none of it', () => {
    const address = ['proviceid', 'cityid', 'areaid'].map((field) => cell(field));
    for (const { field } of address) expect(chosen([...address, cell('email')], [field])).toEqual(['email']);
  });

  test('have a tag together with the one that the customer loses with it', () => {
    const tags = [cell('tag:hot', 'yes'), cell('tag:cold', null), cell('tag:other', null)];
    for (const field of ['tag:hot', 'tag:cold']) expect(chosen(tags, [field])).toEqual(['tag:other']);
    expect(chosen(tags, ['tag:other'])).toEqual(['tag:hot', 'tag:cold']);
  });
});
