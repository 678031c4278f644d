import { type Cell, cellText } from '../../files/row.ts';
import { didYouMean } from '../../words/nearest.ts';
import type { FieldSpecObject } from '../field-spec.ts';
import { fold } from '../fold.ts';
import { listed, ValueError } from '../refusal.ts';
import { memoize } from '../remember.ts';
import { digitsOfNumber } from '../transforms/numbers.ts';

/** Compiles `values:` and `otherwise:`; a blank answer leaves the field out. */
export function compileValueMap(spec: FieldSpecObject): ((cell: Cell) => Cell | ValueError) | undefined {
  if (spec.values === undefined) return undefined;
  const exact = new Map(Object.entries(spec.values).map(([name, value]) => [name, textOf(value)]));
  const folded = Map.groupBy(exact.keys(), fold);
  const names = [...exact.keys()];
  const { otherwise = 'reject' } = spec;
  const find = memoize((text): string | ValueError => {
    const value = exact.get(text);
    if (value !== undefined) return value;
    const alike = folded.get(fold(text)) ?? [];
    const [first, second] = new Set(alike.map((name) => exact.get(name)));
    if (second !== undefined) {
      return new ValueError('ambiguous', `may be any of ${listed(alike)}; write one of them as it is spelled`);
    }
    if (first !== undefined) return first;
    if (otherwise === 'keep') return text;
    if (otherwise === 'blank') return '';
    if (otherwise !== 'reject') return textOf(otherwise);
    const suggestion = didYouMean(text, names);
    return new ValueError('not-allowed', `is none of ${listed(names, 12)}.${suggestion}`.replace(/\.$/, ''));
  });
  return (cell) => {
    // A workbook may show 1 as 1.00.
    const plain = typeof cell !== 'string' && typeof cell.value === 'number' ? digitsOfNumber(cell.value) : undefined;
    return find(plain !== undefined && exact.has(plain) ? plain : cellText(cell));
  };
}

function textOf(value: string | number | boolean | null): string {
  return value === null ? '' : String(value);
}
